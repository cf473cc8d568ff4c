//! Action markDelivered.

use shared::edge::socket::{self, actions};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    socket::serve(actions::mark_delivered).await
}
