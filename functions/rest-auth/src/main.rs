//! Accounts and logins: /v1/auth.

use shared::edge::rest::{self, auth};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    rest::serve(|app, request| async move {
        match request.route() {
            "POST /v1/auth/register" => auth::register(app, &request).await,
            "POST /v1/auth/login" => auth::log_in(app, &request).await,
            "POST /v1/auth/refresh" => auth::refresh(app, &request).await,
            "POST /v1/auth/logout" => auth::log_out(app, &request).await,
            "POST /v1/auth/ws-ticket" => auth::issue_ticket(app, &request),
            _ => Err(rest::unknown_route()),
        }
    })
    .await
}
