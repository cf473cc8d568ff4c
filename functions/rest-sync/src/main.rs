//! What was missed: /v1/sync.

use shared::edge::rest::{self, sync};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    rest::serve(|app, request| async move {
        match request.route() {
            "GET /v1/sync" => sync::get(app, &request).await,
            "POST /v1/sync" => sync::post(app, &request).await,
            _ => Err(rest::unknown_route()),
        }
    })
    .await
}
