//! Records a connection that opens.

use shared::edge::socket;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    socket::serve_connect().await
}
