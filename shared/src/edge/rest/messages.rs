//! Messages and reading.

use crate::app::App;
use crate::chat;
use crate::edge::rest::{Reply, Request};
use crate::error::Result;
use crate::id::ChatId;
use crate::message;
use crate::wire::{Message, Page, Position, Problem, ReadPosition, ReadRequest, SendMessage};

/// Send a message to a chat
///
/// The answer leaves after the message is stored. A repeat with the same `clientMessageId` returns
/// the first result and never makes a second message.
#[utoipa::path(post, operation_id = "sendMessageToChat", path = "/v1/chats/{id}/messages",
    tag = "messages",
    security(("bearer" = [])), params(("id" = ChatId, Path)), request_body = SendMessage,
    responses(
        (status = 201, body = Message),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
        (status = 422, body = Problem, description = "`idempotency_mismatch`"),
        (status = 503, body = Problem, description = "`unavailable`: nothing was stored"),
    ))]
pub async fn send_to_chat(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity(app)?;
    let mut body: SendMessage = request.body()?;
    body.chat_id = Some(ChatId::from(request.path("id")?));
    body.user_id = None;
    Reply::created(&message::send_message(app, &identity, body, None).await?)
}

/// Send a message to a person
///
/// Names a `userId` (the direct chat is made when needed) or a `chatId`.
#[utoipa::path(post, operation_id = "sendMessage", path = "/v1/messages", tag = "messages",
    security(("bearer" = [])),
    request_body = SendMessage,
    responses(
        (status = 201, body = Message),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`"),
        (status = 422, body = Problem, description = "`idempotency_mismatch`"),
        (status = 503, body = Problem, description = "`unavailable`: nothing was stored"),
    ))]
pub async fn send(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity(app)?;
    let body: SendMessage = request.body()?;
    Reply::created(&message::send_message(app, &identity, body, None).await?)
}

/// A page of history
///
/// In ascending order. Without a position the newest, and `nextCursor` leads to older messages;
/// with `afterSeq` it leads to newer ones. A page ends at `limit` or 96 KB.
#[utoipa::path(get, operation_id = "listMessages", path = "/v1/chats/{id}/messages",
    tag = "messages",
    security(("bearer" = [])),
    params(
        ("id" = ChatId, Path),
        ("beforeSeq" = Option<u64>, Query, description = "messages before this entry"),
        ("afterSeq" = Option<u64>, Query, description = "messages after this entry"),
        ("cursor" = Option<String>, Query),
        ("limit" = Option<u32>, Query, description = "1 to 100, 50 unless given"),
    ),
    responses(
        (status = 200, body = Page<Message>),
        (status = 400, body = Problem, description = "`validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
    ))]
pub async fn list(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity(app)?;
    let position = Position {
        before_seq: request.number("beforeSeq")?,
        after_seq: request.number("afterSeq")?,
        cursor: request.query("cursor").map(str::to_owned),
        limit: request.number("limit")?,
    };
    let chat = ChatId::from(request.path("id")?);
    Reply::ok(&message::list_messages(app, &identity, &chat, &position).await?)
}

/// Mark as read
///
/// Up to `seq`, or the newest of `messageIds`; without a body everything. Only forward.
#[utoipa::path(post, operation_id = "markRead", path = "/v1/chats/{id}/read", tag = "messages",
    security(("bearer" = [])),
    params(("id" = ChatId, Path)), request_body = ReadRequest,
    responses(
        (status = 200, body = ReadPosition),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
    ))]
pub async fn mark_read(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity(app)?;
    let body: ReadRequest = request.optional_body()?;
    let chat = ChatId::from(request.path("id")?);
    Reply::ok(&chat::mark_read(app, &identity, &chat, &body, None).await?)
}
