//! `/v1/users`: people.

use crate::account;
use crate::app::App;
use crate::edge::rest::{Reply, Request};
use crate::error::Result;
use crate::id::UserId;
use crate::wire::{Blocked, Page, Problem, User};

/// A person
#[utoipa::path(get, operation_id = "getUser", path = "/v1/users/{id}", tag = "users",
    security(("bearer" = [])),
    params(("id" = UserId, Path)),
    responses(
        (status = 200, body = User),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`"),
    ))]
pub async fn get(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    Reply::ok(&account::get_user(app, &identity, &UserId::from(request.path("id")?)).await?)
}

/// Find people
///
/// By the beginning of the username, the display name or one of its words, without regard to case.
#[utoipa::path(get, operation_id = "searchUsers", path = "/v1/users/search", tag = "users",
    security(("bearer" = [])),
    params(
        ("q" = String, Query, description = "1 to 100 characters"),
        ("limit" = Option<u32>, Query, description = "1 to 100, 50 unless given"),
        ("cursor" = Option<String>, Query),
    ),
    responses(
        (status = 200, body = Page<User>),
        (status = 400, body = Problem, description = "`validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
    ))]
pub async fn search(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let (query, limit) = (
        request.query("q").unwrap_or_default(),
        request.number("limit")?,
    );
    let cursor = request.query("cursor");
    Reply::ok(&account::search_users(app, &identity, query, limit, cursor).await?)
}

/// Block somebody
///
/// No direct messages either way, and they cannot let the caller into chats.
#[utoipa::path(post, operation_id = "blockUser", path = "/v1/users/{id}/block", tag = "users",
    security(("bearer" = [])),
    params(("id" = UserId, Path)),
    responses(
        (status = 204),
        (status = 400, body = Problem, description = "`validation_failed`: oneself"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`"),
    ))]
pub async fn block(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    account::block_user(app, &identity, &UserId::from(request.path("id")?)).await?;
    Ok(Reply::no_content())
}

/// End a block
#[utoipa::path(delete, operation_id = "unblockUser", path = "/v1/users/{id}/block", tag = "users",
    security(("bearer" = [])),
    params(("id" = UserId, Path)),
    responses(
        (status = 204),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`"),
    ))]
pub async fn unblock(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    account::unblock_user(app, &identity, &UserId::from(request.path("id")?)).await?;
    Ok(Reply::no_content())
}

/// Whom I have blocked
#[utoipa::path(get, operation_id = "listBlocked", path = "/v1/users/blocked", tag = "users",
    security(("bearer" = [])),
    params(
        ("limit" = Option<u32>, Query, description = "1 to 100, 50 unless given"),
        ("cursor" = Option<String>, Query),
    ),
    responses(
        (status = 200, body = Page<Blocked>),
        (status = 400, body = Problem, description = "`validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
    ))]
pub async fn list_blocked(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    Reply::ok(&account::list_blocked(app, &identity, request.page()?).await?)
}
