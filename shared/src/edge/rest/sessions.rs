//! `/v1/auth/sessions`: logins.

use crate::app::App;
use crate::edge::rest::{Reply, Request};
use crate::error::Result;
use crate::id::SessionId;
use crate::login;
use crate::wire::{Page, Problem, Session};

/// My logins
///
/// Those that stand, newest first.
#[utoipa::path(get, operation_id = "listSessions", path = "/v1/auth/sessions", tag = "auth",
    security(("bearer" = [])),
    params(
        ("limit" = Option<u32>, Query, description = "1 to 100, 50 unless given"),
        ("cursor" = Option<String>, Query),
    ),
    responses(
        (status = 200, body = Page<Session>),
        (status = 400, body = Problem, description = "`validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
    ))]
pub async fn list(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.caller().await?.identity;
    Reply::ok(&login::list_sessions(app, &identity, request.page()?).await?)
}

/// End a login
///
/// Its tokens are refused within seconds, and its sockets are told and closed.
#[utoipa::path(delete, operation_id = "endSession", path = "/v1/auth/sessions/{id}", tag = "auth",
    security(("bearer" = [])),
    params(("id" = SessionId, Path)),
    responses(
        (status = 204),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`"),
    ))]
pub async fn end(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.caller().await?.identity;
    let session = SessionId::from(request.path("id")?);
    login::end_session(app, &identity, &session).await?;
    Ok(Reply::no_content())
}
