//! `/v1/auth`: accounts and logins.

use crate::account;
use crate::app::App;
use crate::edge::rest::{Reply, Request, cookie};
use crate::error::{Error, Result};
use crate::login;
use crate::rules::person;
use crate::wire::{
    Credentials, ForgotPassword, Login, Problem, RefreshMode, RefreshRequest, Registration,
    ResetPassword, Ticket, VerifyEmail,
};

/// Register
///
/// Makes an account and its first login, and sends a mail to confirm the address.
#[utoipa::path(post, operation_id = "register", path = "/v1/auth/register",
    tag = "auth", request_body = Registration,
    responses(
        (status = 201, body = Credentials),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 403, body = Problem, description = "`origin_refused`, in cookie mode"),
        (status = 409, body = Problem, description = "`name_taken`, `conflict` (e-mail address)"),
        (status = 429, body = Problem, description = "`rate_limited`"),
    ))]
pub async fn register(app: &App, request: &Request) -> Result<Reply> {
    let body = request.body::<Registration>()?;
    let mode = body.refresh_mode;
    if mode == RefreshMode::Cookie {
        cookie::refuse_foreign(app, request)?;
    }
    let credentials = account::register(app, body, request.address()).await?;
    give(credentials, mode, Reply::created)
}

/// Log in
///
/// By e-mail address or username. Answers the same, in the same time, whether or not the account
/// exists. An account with two-step login answers `mfa_required` until `mfaCode` or `recoveryCode`
/// comes along.
#[utoipa::path(post, operation_id = "logIn", path = "/v1/auth/login",
    tag = "auth", request_body = Login,
    responses(
        (status = 200, body = Credentials),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem, description = "`invalid_credentials`, `mfa_required`"),
        (status = 403, body = Problem, description = "`origin_refused`, in cookie mode"),
        (status = 429, body = Problem, description = "`rate_limited`"),
    ))]
pub async fn log_in(app: &App, request: &Request) -> Result<Reply> {
    let body = request.body::<Login>()?;
    person::device(body.device.as_ref())?;
    let mode = body.refresh_mode;
    if mode == RefreshMode::Cookie {
        cookie::refuse_foreign(app, request)?;
    }
    let credentials = login::log_in(app, body, request.address()).await?;
    give(credentials, mode, Reply::ok)
}

/// Refresh
///
/// Exchanges the refresh token, out of the body or the cookie, for its successor. Presented again
/// within 10 s it gives the same successor; later it ends the login and closes its sockets.
#[utoipa::path(post, operation_id = "refresh", path = "/v1/auth/refresh",
    tag = "auth", request_body = Option<RefreshRequest>,
    responses(
        (status = 200, body = Credentials),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem,
            description = "`unauthenticated`, `token_expired`, `session_revoked`"),
        (status = 403, body = Problem, description = "`origin_refused`, with the cookie"),
    ))]
pub async fn refresh(app: &App, request: &Request) -> Result<Reply> {
    let body = request.optional_body::<RefreshRequest>()?;
    let (token, mode) = match (&body.refresh_token, cookie::read(request)) {
        (Some(token), _) => (token.as_str(), RefreshMode::Body),
        (None, Some(token)) => (token, RefreshMode::Cookie),
        (None, None) => return Err(Error::field("refreshToken", "required", "is required")),
    };
    if mode == RefreshMode::Cookie {
        cookie::require_origin(app, request)?;
    }
    let credentials = login::refresh(app, token).await?;
    give(credentials, mode, Reply::ok)
}

fn give(
    mut credentials: Credentials,
    mode: RefreshMode,
    reply: impl Fn(&Credentials) -> Result<Reply>,
) -> Result<Reply> {
    let token = match mode {
        RefreshMode::Body => None,
        RefreshMode::Cookie => credentials.refresh_token.take(),
    };
    let reply = reply(&credentials)?;
    match token {
        Some(token) => reply.with_cookie(&cookie::set(&token)),
        None => Ok(reply),
    }
}

/// Log out
///
/// Ends this login: its refresh token is refused and its sockets are closed.
#[utoipa::path(post, operation_id = "logOut", path = "/v1/auth/logout", tag = "auth",
    security(("bearer" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
    ))]
pub async fn log_out(app: &App, request: &Request) -> Result<Reply> {
    login::log_out(app, &request.caller().await?.identity).await?;
    Reply::no_content().with_cookie(&cookie::cleared())
}

/// Log out everywhere
///
/// Ends all logins of the caller.
#[utoipa::path(post, operation_id = "logOutEverywhere", path = "/v1/auth/logout-all", tag = "auth",
    security(("bearer" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
    ))]
pub async fn log_out_everywhere(app: &App, request: &Request) -> Result<Reply> {
    login::log_out_everywhere(app, &request.caller().await?.identity).await?;
    Reply::no_content().with_cookie(&cookie::cleared())
}

/// Get a socket ticket
///
/// Good for one handshake within 30 s, as `?ticket=`.
#[utoipa::path(post, operation_id = "issueTicket", path = "/v1/auth/ws-ticket", tag = "auth",
    security(("bearer" = [])),
    responses(
        (status = 200, body = Ticket),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
    ))]
pub async fn issue_ticket(app: &App, request: &Request) -> Result<Reply> {
    Reply::ok(&login::issue_ticket(app, &request.caller().await?).await?)
}

/// Confirm an e-mail address
///
/// With the token out of the mail.
#[utoipa::path(post, operation_id = "verifyEmail", path = "/v1/auth/verify-email", tag = "auth",
    request_body = VerifyEmail,
    responses(
        (status = 204),
        (status = 400, body = Problem, description = "`validation_failed`: unknown, used or too old"),
        (status = 409, body = Problem, description = "`conflict`: the address is another account's"),
        (status = 429, body = Problem, description = "`rate_limited`"),
    ))]
pub async fn verify_email(app: &App, request: &Request) -> Result<Reply> {
    let body = request.body::<VerifyEmail>()?;
    account::verify_email(app, &body.token, request.address()).await?;
    Ok(Reply::no_content())
}

/// Send the mail to confirm an address once more
#[utoipa::path(post, operation_id = "resendVerification", path = "/v1/auth/verify-email/resend",
    tag = "auth", security(("bearer" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 409, body = Problem, description = "`conflict`: nothing to confirm"),
        (status = 429, body = Problem, description = "`rate_limited`"),
    ))]
pub async fn resend_verification(app: &App, request: &Request) -> Result<Reply> {
    account::resend_verification(app, &request.caller().await?.identity).await?;
    Ok(Reply::no_content())
}

/// Forgot the password
///
/// Sends a mail to choose another one, if somebody has the address. Answers the same, in the same
/// time, whether or not the account exists.
#[utoipa::path(post, operation_id = "forgotPassword", path = "/v1/auth/forgot-password",
    tag = "auth", request_body = ForgotPassword,
    responses(
        (status = 204),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 429, body = Problem, description = "`rate_limited`"),
    ))]
pub async fn forgot_password(app: &App, request: &Request) -> Result<Reply> {
    let body = request.body::<ForgotPassword>()?;
    account::forgot_password(app, &body.email, request.address()).await?;
    Ok(Reply::no_content())
}

/// Reset the password
///
/// With the token out of the mail. Ends all logins; two-step login stays.
#[utoipa::path(post, operation_id = "resetPassword", path = "/v1/auth/reset-password",
    tag = "auth", request_body = ResetPassword,
    responses(
        (status = 204),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 429, body = Problem, description = "`rate_limited`"),
    ))]
pub async fn reset_password(app: &App, request: &Request) -> Result<Reply> {
    let body = request.body::<ResetPassword>()?;
    account::reset_password(app, &body, request.address()).await?;
    Ok(Reply::no_content())
}
