//! Answers a path that no route has.

use shared::edge::rest;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    rest::serve(|_, _| async { Err(rest::unknown_route()) }).await
}
