//! Action getMessages.

use shared::edge::socket::{self, actions};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    socket::serve(actions::get_messages).await
}
