//! Finds entries whose writer died before it queued them.

use shared::edge::stream;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    stream::serve_repair().await
}
