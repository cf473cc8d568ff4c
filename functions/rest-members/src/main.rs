//! Members of chats.

use shared::edge::rest::{self, members};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    rest::serve(|app, request| async move {
        match request.route() {
            "GET /v1/chats/{id}/members" => members::list(app, &request).await,
            "POST /v1/chats/{id}/members" => members::add(app, &request).await,
            "PATCH /v1/chats/{id}/members/{userId}" => members::update(app, &request).await,
            "DELETE /v1/chats/{id}/members/{userId}" => members::remove(app, &request).await,
            "POST /v1/chats/{id}/owner" => members::hand_over(app, &request).await,
            "POST /v1/chats/{id}/leave" => members::leave(app, &request).await,
            _ => Err(rest::unknown_route()),
        }
    })
    .await
}
