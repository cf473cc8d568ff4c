//! Who is in a chat.

use crate::app::App;
use crate::edge::rest::{Reply, Request};
use crate::error::{Error, Result};
use crate::id::{ChatId, UserId};
use crate::member;
use crate::wire::{
    Addition, Additions, Chat, EditMember, Member, MemberState, NamedUser, Page, Problem,
};

/// The chat and the person that a path names.
pub(super) fn names(request: &Request) -> Result<(ChatId, UserId)> {
    let chat = ChatId::from(request.path("id")?);
    Ok((chat, UserId::from(request.path("userId")?)))
}

/// Members
///
/// Page by page; in another state than `active` for who manages members.
#[utoipa::path(get, operation_id = "listMembers", path = "/v1/chats/{id}/members",
    tag = "members", security(("bearer" = [])),
    params(
        ("id" = ChatId, Path),
        ("state" = Option<MemberState>, Query, description = "`active` unless given"),
        ("limit" = Option<u32>, Query, description = "1 to 100, 50 unless given"),
        ("cursor" = Option<String>, Query),
    ),
    responses(
        (status = 200, body = Page<Member>),
        (status = 400, body = Problem, description = "`validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 403, body = Problem, description = "`forbidden`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
    ))]
pub async fn list(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let chat = ChatId::from(request.path("id")?);
    let state = request.query("state").map(state).transpose()?;
    let page = request.page()?;
    Reply::ok(&member::list_members(app, &identity, &chat, state, page).await?)
}

fn state(text: &str) -> Result<MemberState> {
    let known = "must be active, pending, left, removed or banned";
    let state = serde_json::from_value(serde_json::Value::from(text)).ok();
    state.ok_or_else(|| Error::field("state", "unknown", known))
}

/// Add people
///
/// 1 to 1,000; the answer says of each what became of it. One entry of the log for up to 90 of
/// them.
#[utoipa::path(post, operation_id = "addMembers", path = "/v1/chats/{id}/members",
    tag = "members", security(("bearer" = [])),
    params(("id" = ChatId, Path)),
    request_body = Additions,
    responses(
        (status = 200, body = Page<Addition>),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 403, body = Problem, description = "`forbidden`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
    ))]
pub async fn add(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let chat = ChatId::from(request.path("id")?);
    Reply::ok(&member::add_members(app, &identity, &chat, &request.body::<Additions>()?).await?)
}

/// Change a member
///
/// Role, title, permissions of somebody whose role is below the caller's.
#[utoipa::path(patch, operation_id = "updateMember", path = "/v1/chats/{id}/members/{userId}",
    tag = "members", security(("bearer" = [])),
    params(("id" = ChatId, Path), ("userId" = UserId, Path)),
    request_body = EditMember,
    responses(
        (status = 200, body = Member),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 403, body = Problem, description = "`forbidden`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
    ))]
pub async fn update(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let (chat, user) = names(request)?;
    let edit: EditMember = request.body()?;
    Reply::ok(&member::update_member(app, &identity, &chat, &user, &edit).await?)
}

/// Remove a member
///
/// They read nothing from then on, and may come back. Who names themself leaves.
#[utoipa::path(delete, operation_id = "removeMember", path = "/v1/chats/{id}/members/{userId}",
    tag = "members", security(("bearer" = [])),
    params(
        ("id" = ChatId, Path),
        ("userId" = UserId, Path),
        ("reason" = Option<String>, Query, description = "Up to 500 characters"),
    ),
    responses(
        (status = 204),
        (status = 400, body = Problem, description = "`validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 403, body = Problem, description = "`forbidden`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
        (status = 409, body = Problem, description = "`owner_required`"),
    ))]
pub async fn remove(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let (chat, user) = names(request)?;
    member::remove_member(app, &identity, &chat, &user, request.query("reason")).await?;
    Ok(Reply::no_content())
}

/// Hand a chat over
///
/// Makes another member the owner; the former one becomes an admin.
#[utoipa::path(post, operation_id = "handOver", path = "/v1/chats/{id}/owner",
    tag = "members", security(("bearer" = [])),
    params(("id" = ChatId, Path)),
    request_body = NamedUser,
    responses(
        (status = 200, body = Chat),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 403, body = Problem, description = "`forbidden`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
    ))]
pub async fn hand_over(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let chat = ChatId::from(request.path("id")?);
    let NamedUser { user_id } = request.body()?;
    Reply::ok(&member::hand_over(app, &identity, &chat, &user_id).await?)
}

/// Leave a chat
///
/// A direct chat is put away until the next message.
#[utoipa::path(post, operation_id = "leaveChat", path = "/v1/chats/{id}/leave",
    tag = "members", security(("bearer" = [])),
    params(("id" = ChatId, Path)),
    responses(
        (status = 204),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
        (status = 409, body = Problem, description = "`owner_required`"),
    ))]
pub async fn leave(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let chat = ChatId::from(request.path("id")?);
    member::leave_chat(app, &identity, &chat).await?;
    Ok(Reply::no_content())
}
