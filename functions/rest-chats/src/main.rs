//! Chats: /v1/chats.

use shared::edge::rest::{self, chats};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    rest::serve(|app, request| async move {
        match request.route() {
            "POST /v1/chats" => chats::create(app, &request).await,
            "GET /v1/chats" => chats::list(app, &request).await,
            "GET /v1/chats/unread" => chats::list_unread(app, &request).await,
            "GET /v1/chats/discover" => chats::discover(app, &request).await,
            "GET /v1/chats/{id}" => chats::get(app, &request).await,
            "PATCH /v1/chats/{id}" => chats::update(app, &request).await,
            "DELETE /v1/chats/{id}" => chats::delete(app, &request).await,
            "PUT /v1/chats/{id}/settings" => chats::update_settings(app, &request).await,
            _ => Err(rest::unknown_route()),
        }
    })
    .await
}
