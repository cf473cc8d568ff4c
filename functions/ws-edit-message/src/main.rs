//! Action editMessage.

use shared::edge::socket::{self, changes};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    socket::serve(changes::edit_message).await
}
