//! How people come into a chat on their own, and how they are kept out.

use crate::app::App;
use crate::edge::rest::members::names;
use crate::edge::rest::{Reply, Request};
use crate::error::Result;
use crate::id::ChatId;
use crate::member::{self, Joined};
use crate::wire::{Ban, Chat, Member, MemberState, NewBan, Page, Pending, Problem, Requester};

/// Join a chat
///
/// A public one: at once where it is open, or by a request where somebody decides.
#[utoipa::path(post, operation_id = "joinChat", path = "/v1/chats/{id}/join",
    tag = "joining", security(("bearer" = [])),
    params(("id" = ChatId, Path)),
    responses(
        (status = 200, body = Chat),
        (status = 202, body = Pending, description = "Somebody will answer the request"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 403, body = Problem, description = "`forbidden`: by invitation, or banned"),
        (status = 404, body = Problem, description = "`not_found`, also for what is not public"),
        (status = 409, body = Problem, description = "`chat_full`"),
    ))]
pub async fn join(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let chat = ChatId::from(request.path("id")?);
    match member::join_chat(app, &identity, &chat).await? {
        Joined::In(chat) => Reply::ok(&chat),
        Joined::Waiting => Reply::accepted(&Pending {
            state: MemberState::Pending,
        }),
    }
}

/// Requests to be let in
#[utoipa::path(get, operation_id = "listRequests", path = "/v1/chats/{id}/join-requests",
    tag = "joining", security(("bearer" = [])),
    params(
        ("id" = ChatId, Path),
        ("limit" = Option<u32>, Query, description = "1 to 100, 50 unless given"),
        ("cursor" = Option<String>, Query),
    ),
    responses(
        (status = 200, body = Page<Requester>),
        (status = 400, body = Problem, description = "`validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 403, body = Problem, description = "`forbidden`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
    ))]
pub async fn list_requests(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let chat = ChatId::from(request.path("id")?);
    Reply::ok(&member::list_requests(app, &identity, &chat, request.page()?).await?)
}

/// Let somebody in who asked
#[utoipa::path(post, operation_id = "approveRequest",
    path = "/v1/chats/{id}/join-requests/{userId}/approve",
    tag = "joining", security(("bearer" = [])),
    params(("id" = ChatId, Path), ("userId" = crate::id::UserId, Path)),
    responses(
        (status = 200, body = Member),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 403, body = Problem, description = "`forbidden`"),
        (status = 404, body = Problem, description = "`not_found`, also without a request"),
        (status = 409, body = Problem, description = "`chat_full`"),
    ))]
pub async fn approve(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let (chat, user) = names(request)?;
    Reply::ok(&member::approve_request(app, &identity, &chat, &user).await?)
}

/// Do not let somebody in who asked
#[utoipa::path(post, operation_id = "denyRequest",
    path = "/v1/chats/{id}/join-requests/{userId}/deny",
    tag = "joining", security(("bearer" = [])),
    params(("id" = ChatId, Path), ("userId" = crate::id::UserId, Path)),
    responses(
        (status = 204),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 403, body = Problem, description = "`forbidden`"),
        (status = 404, body = Problem, description = "`not_found`, also without a request"),
    ))]
pub async fn deny(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let (chat, user) = names(request)?;
    member::deny_request(app, &identity, &chat, &user).await?;
    Ok(Reply::no_content())
}

/// Take back my request
#[utoipa::path(delete, operation_id = "withdrawRequest", path = "/v1/chats/{id}/join-requests/me",
    tag = "joining", security(("bearer" = [])),
    params(("id" = ChatId, Path)),
    responses(
        (status = 204),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`, also without a request"),
    ))]
pub async fn withdraw(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let chat = ChatId::from(request.path("id")?);
    member::withdraw_request(app, &identity, &chat).await?;
    Ok(Reply::no_content())
}

/// Bans
#[utoipa::path(get, operation_id = "listBans", path = "/v1/chats/{id}/bans",
    tag = "joining", security(("bearer" = [])),
    params(
        ("id" = ChatId, Path),
        ("limit" = Option<u32>, Query, description = "1 to 100, 50 unless given"),
        ("cursor" = Option<String>, Query),
    ),
    responses(
        (status = 200, body = Page<Ban>),
        (status = 400, body = Problem, description = "`validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 403, body = Problem, description = "`forbidden`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
    ))]
pub async fn list_bans(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let chat = ChatId::from(request.path("id")?);
    Reply::ok(&member::list_bans(app, &identity, &chat, request.page()?).await?)
}

/// Ban somebody
///
/// For a time or for ever; a member is removed by it.
#[utoipa::path(put, operation_id = "banMember", path = "/v1/chats/{id}/bans/{userId}",
    tag = "joining", security(("bearer" = [])),
    params(("id" = ChatId, Path), ("userId" = crate::id::UserId, Path)),
    request_body = NewBan,
    responses(
        (status = 200, body = Ban),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 403, body = Problem, description = "`forbidden`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
    ))]
pub async fn ban(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let (chat, user) = names(request)?;
    let body: NewBan = request.optional_body()?;
    Reply::ok(&member::ban_member(app, &identity, &chat, &user, &body).await?)
}

/// Lift a ban
#[utoipa::path(delete, operation_id = "liftBan", path = "/v1/chats/{id}/bans/{userId}",
    tag = "joining", security(("bearer" = [])),
    params(("id" = ChatId, Path), ("userId" = crate::id::UserId, Path)),
    responses(
        (status = 204),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 403, body = Problem, description = "`forbidden`"),
        (status = 404, body = Problem, description = "`not_found`, also without a ban"),
    ))]
pub async fn lift_ban(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let (chat, user) = names(request)?;
    member::lift_ban(app, &identity, &chat, &user).await?;
    Ok(Reply::no_content())
}
