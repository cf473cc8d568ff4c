//! Reactions, votes and pins.

use shared::edge::rest::{self, changes};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    rest::serve(|app, request| async move {
        match request.route() {
            "GET /v1/chats/{id}/messages/{messageId}/reactions" => {
                changes::list_reactions(app, &request).await
            }
            "PUT /v1/chats/{id}/messages/{messageId}/reactions/{emoji}" => {
                changes::add_reaction(app, &request).await
            }
            "DELETE /v1/chats/{id}/messages/{messageId}/reactions/{emoji}" => {
                changes::remove_reaction(app, &request).await
            }
            "PUT /v1/chats/{id}/messages/{messageId}/vote" => changes::vote(app, &request).await,
            "POST /v1/chats/{id}/messages/{messageId}/poll/close" => {
                changes::close_poll(app, &request).await
            }
            "PUT /v1/chats/{id}/messages/{messageId}/pin" => changes::pin(app, &request).await,
            "DELETE /v1/chats/{id}/messages/{messageId}/pin" => changes::unpin(app, &request).await,
            "GET /v1/chats/{id}/pins" => changes::list_pins(app, &request).await,
            _ => Err(rest::unknown_route()),
        }
    })
    .await
}
