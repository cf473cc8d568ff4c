//! `/v1/auth`: accounts and logins.

use crate::account;
use crate::app::App;
use crate::edge::rest::{Reply, Request};
use crate::error::Result;
use crate::wire::{Credentials, Login, Problem, RefreshRequest, Registration, Ticket};

/// Register
///
/// Makes an account and its first login.
#[utoipa::path(post, operation_id = "register", path = "/v1/auth/register",
    tag = "auth", request_body = Registration,
    responses(
        (status = 201, body = Credentials),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 409, body = Problem, description = "`name_taken`, `conflict` (e-mail address)"),
    ))]
pub async fn register(app: &App, request: &Request) -> Result<Reply> {
    Reply::created(&account::register(app, request.body::<Registration>()?).await?)
}

/// Log in
///
/// By e-mail address or username. Answers the same, in the same time, whether or not the account
/// exists.
#[utoipa::path(post, operation_id = "logIn", path = "/v1/auth/login",
    tag = "auth", request_body = Login,
    responses(
        (status = 200, body = Credentials),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem, description = "`invalid_credentials`"),
    ))]
pub async fn log_in(app: &App, request: &Request) -> Result<Reply> {
    Reply::ok(&account::log_in(app, request.body::<Login>()?).await?)
}

/// Refresh
///
/// Exchanges the refresh token for its successor. Presented again within 10 s it gives the same
/// successor; later it ends the login and closes its sockets.
#[utoipa::path(post, operation_id = "refresh", path = "/v1/auth/refresh",
    tag = "auth", request_body = RefreshRequest,
    responses(
        (status = 200, body = Credentials),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem,
            description = "`unauthenticated`, `token_expired`, `session_revoked`"),
    ))]
pub async fn refresh(app: &App, request: &Request) -> Result<Reply> {
    Reply::ok(&account::refresh(app, request.body::<RefreshRequest>()?).await?)
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
    account::log_out(app, &request.identity(app)?).await?;
    Ok(Reply::no_content())
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
pub fn issue_ticket(app: &App, request: &Request) -> Result<Reply> {
    Reply::ok(&account::issue_ticket(app, &request.identity(app)?)?)
}
