//! Action openChat.

use shared::edge::socket::{self, presence};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    socket::serve(presence::open_chat).await
}
