//! Sees to people whom time has changed.

use shared::edge::clock;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    clock::serve_presence_sweep().await
}
