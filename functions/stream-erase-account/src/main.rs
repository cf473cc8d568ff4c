//! Takes people who deleted their account out of their chats.

use shared::edge::stream;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    stream::serve_erasure().await
}
