//! Accounts and logins: /v1/auth.

use shared::edge::rest::{self, auth, mfa, sessions};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    rest::serve(|app, request| async move {
        match request.route() {
            "POST /v1/auth/register" => auth::register(app, &request).await,
            "POST /v1/auth/login" => auth::log_in(app, &request).await,
            "POST /v1/auth/refresh" => auth::refresh(app, &request).await,
            "POST /v1/auth/logout" => auth::log_out(app, &request).await,
            "POST /v1/auth/logout-all" => auth::log_out_everywhere(app, &request).await,
            "POST /v1/auth/verify-email" => auth::verify_email(app, &request).await,
            "POST /v1/auth/verify-email/resend" => auth::resend_verification(app, &request).await,
            "POST /v1/auth/forgot-password" => auth::forgot_password(app, &request).await,
            "POST /v1/auth/reset-password" => auth::reset_password(app, &request).await,
            "GET /v1/auth/mfa/setup" => mfa::set_up(app, &request).await,
            "POST /v1/auth/mfa/enable" => mfa::enable(app, &request).await,
            "POST /v1/auth/mfa/disable" => mfa::disable(app, &request).await,
            "GET /v1/auth/sessions" => sessions::list(app, &request).await,
            "DELETE /v1/auth/sessions/{id}" => sessions::end(app, &request).await,
            "POST /v1/auth/ws-ticket" => auth::issue_ticket(app, &request).await,
            _ => Err(rest::unknown_route()),
        }
    })
    .await
}
