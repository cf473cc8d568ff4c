//! Forgets a connection that closed.

use shared::edge::socket;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    socket::serve_disconnect().await
}
