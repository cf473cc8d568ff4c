//! Answers a frame with no action, or an action nobody knows.

use shared::edge::socket::{self, actions};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    socket::serve(actions::unknown).await
}
