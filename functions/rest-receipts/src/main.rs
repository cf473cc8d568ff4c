//! What was received and read.

use shared::edge::rest::{self, receipts};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    rest::serve(|app, request| async move {
        match request.route() {
            "POST /v1/chats/{id}/read" => receipts::mark_read(app, &request).await,
            "POST /v1/chats/{id}/delivered" => receipts::mark_delivered(app, &request).await,
            "GET /v1/chats/{id}/receipts" => receipts::list(app, &request).await,
            "GET /v1/chats/{id}/messages/{messageId}/reads" => {
                receipts::list_readers(app, &request).await
            }
            _ => Err(rest::unknown_route()),
        }
    })
    .await
}
