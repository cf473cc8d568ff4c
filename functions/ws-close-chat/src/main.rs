//! Action closeChat.

use shared::edge::socket::{self, presence};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    socket::serve(presence::close_chat).await
}
