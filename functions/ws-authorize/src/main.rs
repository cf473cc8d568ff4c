//! Decides who may open a socket.

use shared::edge::authorizer;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    authorizer::serve().await
}
