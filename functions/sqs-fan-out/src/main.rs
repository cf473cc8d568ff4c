//! Does the jobs of the fan-out queue.

use shared::edge::queue;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    queue::serve().await
}
