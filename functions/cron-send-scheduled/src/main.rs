//! Sends messages whose time has come.

use shared::edge::clock;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    clock::serve_appointments().await
}
