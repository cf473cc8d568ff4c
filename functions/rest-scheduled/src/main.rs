//! Messages that wait for their time.

use shared::edge::rest::{self, messages};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    rest::serve(|app, request| async move {
        match request.route() {
            "GET /v1/chats/{id}/scheduled" => messages::list_scheduled(app, &request).await,
            "DELETE /v1/chats/{id}/scheduled/{scheduledId}" => {
                messages::cancel_scheduled(app, &request).await
            }
            _ => Err(rest::unknown_route()),
        }
    })
    .await
}
