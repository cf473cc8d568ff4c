//! Messages.

use shared::edge::rest::{self, changes, messages};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    rest::serve(|app, request| async move {
        match request.route() {
            "POST /v1/messages" => messages::send(app, &request).await,
            "POST /v1/chats/{id}/messages" => messages::send_to_chat(app, &request).await,
            "GET /v1/chats/{id}/messages" => messages::list(app, &request).await,
            "GET /v1/chats/{id}/messages/{messageId}" => messages::get(app, &request).await,
            "PATCH /v1/chats/{id}/messages/{messageId}" => changes::edit(app, &request).await,
            "DELETE /v1/chats/{id}/messages/{messageId}" => changes::delete(app, &request).await,
            "GET /v1/chats/{id}/messages/{messageId}/history" => {
                messages::list_versions(app, &request).await
            }
            "GET /v1/chats/{id}/messages/{messageId}/replies" => {
                messages::list_replies(app, &request).await
            }
            "POST /v1/chats/{id}/messages/{messageId}/forward" => {
                messages::forward(app, &request).await
            }
            _ => Err(rest::unknown_route()),
        }
    })
    .await
}
