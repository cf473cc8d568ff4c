//! Writes and sends what lies in the outbox.

use shared::edge::stream;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    stream::serve_mail().await
}
