//! What has been received and read.

use crate::app::App;
use crate::chat;
use crate::edge::rest::messages::names;
use crate::edge::rest::{Reply, Request};
use crate::error::Result;
use crate::id::{ChatId, MessageId};
use crate::message;
use crate::wire::{Cursors, DeliveredRequest, Page, Problem, ReadPosition, ReadRequest, Reader};

/// Mark as read
///
/// Up to `seq`, or the newest of `messageIds`; without a body everything. Only forward.
#[utoipa::path(post, operation_id = "markRead", path = "/v1/chats/{id}/read", tag = "receipts",
    security(("bearer" = [])),
    params(("id" = ChatId, Path)), request_body = ReadRequest,
    responses(
        (status = 200, body = ReadPosition),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
    ))]
pub async fn mark_read(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let body: ReadRequest = request.optional_body()?;
    let chat = ChatId::from(request.path("id")?);
    Reply::ok(&chat::mark_read(app, &identity, &chat, &body, None).await?)
}

/// Mark as delivered
///
/// Everything up to `seq` is on a device of the caller. Only forward; reading implies it.
#[utoipa::path(post, operation_id = "markDelivered", path = "/v1/chats/{id}/delivered",
    tag = "receipts",
    security(("bearer" = [])),
    params(("id" = ChatId, Path)), request_body = DeliveredRequest,
    responses(
        (status = 200, body = ReadPosition),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
    ))]
pub async fn mark_delivered(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let DeliveredRequest { seq } = request.body()?;
    let chat = ChatId::from(request.path("id")?);
    Reply::ok(&chat::mark_delivered(app, &identity, &chat, seq, None).await?)
}

/// The others' cursors
///
/// In chats of up to 256 members. `readSeq` is null for who does not tell.
#[utoipa::path(get, operation_id = "listReceipts", path = "/v1/chats/{id}/receipts",
    tag = "receipts",
    security(("bearer" = [])),
    params(("id" = ChatId, Path)),
    responses(
        (status = 200, body = Page<Cursors>),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
        (status = 409, body = Problem, description = "`limit_reached`: the chat is too large"),
    ))]
pub async fn list(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let chat = ChatId::from(request.path("id")?);
    Reply::ok(&chat::list_receipts(app, &identity, &chat).await?)
}

/// Who received and read a message
///
/// In chats of up to 256 members.
#[utoipa::path(get, operation_id = "listReaders",
    path = "/v1/chats/{id}/messages/{messageId}/reads", tag = "receipts",
    security(("bearer" = [])),
    params(("id" = ChatId, Path), ("messageId" = MessageId, Path)),
    responses(
        (status = 200, body = Page<Reader>),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
        (status = 409, body = Problem, description = "`limit_reached`: the chat is too large"),
    ))]
pub async fn list_readers(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let (chat, id) = names(request)?;
    Reply::ok(&message::list_readers(app, &identity, &chat, &id).await?)
}
