//! Chats: /v1/chats.

use shared::edge::rest::{self, chats};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    rest::serve(|app, request| async move {
        match request.route() {
            "POST /v1/chats" => chats::create(app, &request).await,
            "GET /v1/chats" => chats::list(app, &request).await,
            "GET /v1/chats/{id}" => chats::get(app, &request).await,
            _ => Err(rest::unknown_route()),
        }
    })
    .await
}
