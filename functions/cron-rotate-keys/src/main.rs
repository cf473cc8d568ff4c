//! Makes the next signing key and removes old ones.

use shared::edge::clock;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    clock::serve_key_rotation().await
}
