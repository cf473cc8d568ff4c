//! What a client must know: /v1/config.

use shared::edge::rest::{self, config};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    rest::serve(|app, request| async move {
        match request.route() {
            "GET /v1/config" => config::get(app),
            _ => Err(rest::unknown_route()),
        }
    })
    .await
}
