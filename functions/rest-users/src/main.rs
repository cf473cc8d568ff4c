//! People: /v1/users.

use shared::edge::rest::{self, me, users};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    rest::serve(|app, request| async move {
        match request.route() {
            "GET /v1/users/me" => me::get(app, &request).await,
            "PATCH /v1/users/me" => me::update(app, &request).await,
            "DELETE /v1/users/me" => me::delete(app, &request).await,
            "PUT /v1/users/me/password" => me::change_password(app, &request).await,
            "GET /v1/users/me/settings" => me::get_settings(app, &request).await,
            "PUT /v1/users/me/settings" => me::update_settings(app, &request).await,
            "GET /v1/users/me/export" => me::export(app, &request).await,
            "GET /v1/users/search" => users::search(app, &request).await,
            "GET /v1/users/blocked" => users::list_blocked(app, &request).await,
            "POST /v1/users/{id}/block" => users::block(app, &request).await,
            "DELETE /v1/users/{id}/block" => users::unblock(app, &request).await,
            "GET /v1/users/{id}" => users::get(app, &request).await,
            _ => Err(rest::unknown_route()),
        }
    })
    .await
}
