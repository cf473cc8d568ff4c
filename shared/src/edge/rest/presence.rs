//! `/v1/presence`: who is there; and who types.

use crate::app::App;
use crate::edge::rest::{Reply, Request};
use crate::error::{Error, Result};
use crate::id::{ChatId, UserId, is_plausible};
use crate::wire::{MyPresence, Page, Presence, Problem, SetPresence, Typing};
use crate::{presence, viewing};

/// My presence
///
/// What others see, what was chosen, and the devices that are connected.
#[utoipa::path(get, operation_id = "getMyPresence", path = "/v1/presence/me", tag = "presence",
    security(("bearer" = [])),
    responses(
        (status = 200, body = MyPresence),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
    ))]
pub async fn get_mine(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    Reply::ok(&presence::get_my_presence(app, &identity).await?)
}

/// Choose my presence
///
/// For all devices, until something else is chosen. What is absent stays; `online` leaves it to the
/// devices; `offline` looks offline to others.
#[utoipa::path(put, operation_id = "setPresence", path = "/v1/presence/me", tag = "presence",
    security(("bearer" = [])), request_body = SetPresence,
    responses(
        (status = 200, body = MyPresence),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
    ))]
pub async fn set_mine(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let change: SetPresence = request.body()?;
    Reply::ok(&presence::set_presence(app, &identity, change, None).await?)
}

/// Somebody's presence
///
/// As far as they show it. Who is not known, does not show it, or is apart by a block looks as if
/// they had never been there.
#[utoipa::path(get, operation_id = "getPresence", path = "/v1/presence/users/{id}",
    tag = "presence",
    security(("bearer" = [])),
    params(("id" = UserId, Path)),
    responses(
        (status = 200, body = Presence),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`: not an identifier"),
    ))]
pub async fn get(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let user = UserId::from(request.path("id")?);
    Reply::ok(&presence::get_presence(app, &identity, &user).await?)
}

/// The presence of several people
///
/// Each once, in the order they are named.
#[utoipa::path(get, operation_id = "listPresence", path = "/v1/presence/users", tag = "presence",
    security(("bearer" = [])),
    params(("userIds" = String, Query, description = "1 to 200 identifiers, with commas between")),
    responses(
        (status = 200, body = Page<Presence>),
        (status = 400, body = Problem, description = "`validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
    ))]
pub async fn list(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let named = request.query("userIds").unwrap_or_default();
    let named = named.split(',').filter(|id| !id.is_empty());
    let users: Vec<UserId> = named.map(UserId::from).collect();
    if users.iter().any(|user| !is_plausible(user.as_str())) {
        let detail = "must be identifiers with commas between";
        return Err(Error::field("userIds", "invalid", detail));
    }
    Reply::ok(&presence::list_presence(app, &identity, &users).await?)
}

/// Who types
///
/// In this chat now, without the caller.
#[utoipa::path(get, operation_id = "listTyping", path = "/v1/chats/{id}/typing", tag = "presence",
    security(("bearer" = [])),
    params(("id" = ChatId, Path)),
    responses(
        (status = 200, body = Page<Typing>),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
    ))]
pub async fn list_typing(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let chat = ChatId::from(request.path("id")?);
    Reply::ok(&viewing::list_typing(app, &identity, &chat).await?)
}
