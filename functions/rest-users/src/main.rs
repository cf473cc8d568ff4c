//! People: /v1/users.

use shared::edge::rest::{self, users};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    rest::serve(|app, request| async move {
        match request.route() {
            "GET /v1/users/me/settings" => users::get_settings(app, &request).await,
            "PUT /v1/users/me/settings" => users::update_settings(app, &request).await,
            "GET /v1/users/me" => users::get_me(app, &request).await,
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
