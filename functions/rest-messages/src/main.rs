//! Messages and reading.

use shared::edge::rest::{self, messages};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    rest::serve(|app, request| async move {
        match request.route() {
            "POST /v1/messages" => messages::send(app, &request).await,
            "POST /v1/chats/{id}/messages" => messages::send_to_chat(app, &request).await,
            "GET /v1/chats/{id}/messages" => messages::list(app, &request).await,
            "POST /v1/chats/{id}/read" => messages::mark_read(app, &request).await,
            _ => Err(rest::unknown_route()),
        }
    })
    .await
}
