//! Who is there, and who types.

use shared::edge::rest::{self, presence};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    rest::serve(|app, request| async move {
        match request.route() {
            "GET /v1/presence/me" => presence::get_mine(app, &request).await,
            "PUT /v1/presence/me" => presence::set_mine(app, &request).await,
            "GET /v1/presence/users" => presence::list(app, &request).await,
            "GET /v1/presence/users/{id}" => presence::get(app, &request).await,
            "GET /v1/chats/{id}/typing" => presence::list_typing(app, &request).await,
            _ => Err(rest::unknown_route()),
        }
    })
    .await
}
