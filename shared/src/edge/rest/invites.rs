//! Invitations into chats.

use crate::app::App;
use crate::edge::rest::{Reply, Request};
use crate::error::Result;
use crate::id::{ChatId, InviteCode};
use crate::invite;
use crate::wire::{Chat, Invite, InvitePreview, NewInvite, Page, Problem};

/// Invite
///
/// One person by `userId`, or without it whoever has the link. With an `Idempotency-Key`, a repeat
/// returns the invitation that the first call made.
#[utoipa::path(post, operation_id = "createInvite", path = "/v1/chats/{id}/invites",
    tag = "invites", security(("bearer" = [])),
    params(
        ("id" = ChatId, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "1 to 64 characters"),
    ),
    request_body = NewInvite,
    responses(
        (status = 201, body = Invite),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 403, body = Problem, description = "`forbidden`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
        (status = 422, body = Problem, description = "`idempotency_mismatch`"),
    ))]
pub async fn create(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let chat = ChatId::from(request.path("id")?);
    let body: NewInvite = request.optional_body()?;
    let key = request.header("idempotency-key");
    Reply::created(&invite::create_invite(app, &identity, &chat, &body, key).await?)
}

/// Invitations of a chat
///
/// Those in force.
#[utoipa::path(get, operation_id = "listInvites", path = "/v1/chats/{id}/invites",
    tag = "invites", security(("bearer" = [])),
    params(
        ("id" = ChatId, Path),
        ("limit" = Option<u32>, Query, description = "1 to 100, 50 unless given"),
        ("cursor" = Option<String>, Query),
    ),
    responses(
        (status = 200, body = Page<Invite>),
        (status = 400, body = Problem, description = "`validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 403, body = Problem, description = "`forbidden`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
    ))]
pub async fn list(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let chat = ChatId::from(request.path("id")?);
    Reply::ok(&invite::list_invites(app, &identity, &chat, request.page()?).await?)
}

/// Take an invitation back
#[utoipa::path(delete, operation_id = "revokeInvite", path = "/v1/chats/{id}/invites/{code}",
    tag = "invites", security(("bearer" = [])),
    params(("id" = ChatId, Path), ("code" = InviteCode, Path)),
    responses(
        (status = 204),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 403, body = Problem, description = "`forbidden`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
    ))]
pub async fn revoke(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let chat = ChatId::from(request.path("id")?);
    let code = InviteCode::from(request.path("code")?);
    invite::revoke_invite(app, &identity, &chat, &code).await?;
    Ok(Reply::no_content())
}

/// My invitations
#[utoipa::path(get, operation_id = "listMyInvites", path = "/v1/invites",
    tag = "invites", security(("bearer" = [])),
    params(
        ("limit" = Option<u32>, Query, description = "1 to 100, 50 unless given"),
        ("cursor" = Option<String>, Query),
    ),
    responses(
        (status = 200, body = Page<InvitePreview>),
        (status = 400, body = Problem, description = "`validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
    ))]
pub async fn list_mine(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    Reply::ok(&invite::list_my_invites(app, &identity, request.page()?).await?)
}

/// Where an invitation leads
#[utoipa::path(get, operation_id = "previewInvite", path = "/v1/invites/{code}",
    tag = "invites", security(("bearer" = [])),
    params(("code" = InviteCode, Path)),
    responses(
        (status = 200, body = InvitePreview),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`: over, used up, or another's"),
    ))]
pub async fn preview(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let code = InviteCode::from(request.path("code")?);
    Reply::ok(&invite::preview_invite(app, &identity, &code).await?)
}

/// Accept an invitation
#[utoipa::path(post, operation_id = "acceptInvite", path = "/v1/invites/{code}/accept",
    tag = "invites", security(("bearer" = [])),
    params(("code" = InviteCode, Path)),
    responses(
        (status = 200, body = Chat),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 403, body = Problem, description = "`forbidden`: banned"),
        (status = 404, body = Problem, description = "`not_found`: over, used up, or another's"),
        (status = 409, body = Problem, description = "`chat_full`"),
    ))]
pub async fn accept(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let code = InviteCode::from(request.path("code")?);
    Reply::ok(&invite::accept_invite(app, &identity, &code).await?)
}

/// Decline an invitation
#[utoipa::path(post, operation_id = "declineInvite", path = "/v1/invites/{code}/decline",
    tag = "invites", security(("bearer" = [])),
    params(("code" = InviteCode, Path)),
    responses(
        (status = 204),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`: over, or another's"),
    ))]
pub async fn decline(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let code = InviteCode::from(request.path("code")?);
    invite::decline_invite(app, &identity, &code).await?;
    Ok(Reply::no_content())
}
