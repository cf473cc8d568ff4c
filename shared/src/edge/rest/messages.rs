//! Messages: sending and reading them.

use crate::app::App;
use crate::edge::rest::{Reply, Request};
use crate::error::Result;
use crate::id::{ChatId, MessageId};
use crate::message::{self, Sent};
use crate::wire::{
    Forward, Forwarded, Message, Page, Position, Problem, ScheduledMessage, SendMessage, Version,
};

/// The chat and the message that a path names.
pub(super) fn names(request: &Request) -> Result<(ChatId, MessageId)> {
    let chat = ChatId::from(request.path("id")?);
    Ok((chat, MessageId::from(request.path("messageId")?)))
}

/// Send a message to a chat
///
/// The answer leaves after the message is stored. A repeat with the same `clientMessageId` returns
/// the first result and never makes a second message. With `sendAt` it is sent then.
#[utoipa::path(post, operation_id = "sendMessageToChat", path = "/v1/chats/{id}/messages",
    tag = "messages",
    security(("bearer" = [])), params(("id" = ChatId, Path)), request_body = SendMessage,
    responses(
        (status = 201, body = Message),
        (status = 202, body = ScheduledMessage, description = "It will be sent at `sendAt`"),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 403, body = Problem, description = "`forbidden`: to name everyone"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
        (status = 422, body = Problem, description = "`idempotency_mismatch`"),
        (status = 503, body = Problem, description = "`unavailable`: nothing was stored"),
    ))]
pub async fn send_to_chat(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let mut body: SendMessage = request.body()?;
    body.chat_id = Some(ChatId::from(request.path("id")?));
    body.user_id = None;
    sent(&message::send_message(app, &identity, body, None).await?)
}

/// Send a message to a person
///
/// Names a `userId` (the direct chat is made when needed) or a `chatId`.
#[utoipa::path(post, operation_id = "sendMessage", path = "/v1/messages", tag = "messages",
    security(("bearer" = [])),
    request_body = SendMessage,
    responses(
        (status = 201, body = Message),
        (status = 202, body = ScheduledMessage, description = "It will be sent at `sendAt`"),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 403, body = Problem, description = "`forbidden`: to name everyone"),
        (status = 404, body = Problem, description = "`not_found`"),
        (status = 422, body = Problem, description = "`idempotency_mismatch`"),
        (status = 503, body = Problem, description = "`unavailable`: nothing was stored"),
    ))]
pub async fn send(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let body: SendMessage = request.body()?;
    sent(&message::send_message(app, &identity, body, None).await?)
}

fn sent(sent: &Sent) -> Result<Reply> {
    match sent {
        Sent::Now(message) => Reply::created(message),
        Sent::Later(scheduled) => Reply::accepted(scheduled),
    }
}

/// Forward a message
///
/// Each chat gets a message of its own, or says why not.
#[utoipa::path(post, operation_id = "forwardMessage",
    path = "/v1/chats/{id}/messages/{messageId}/forward", tag = "messages",
    security(("bearer" = [])),
    params(("id" = ChatId, Path), ("messageId" = MessageId, Path)), request_body = Forward,
    responses(
        (status = 200, body = Page<Forwarded>),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
    ))]
pub async fn forward(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let (chat, id) = names(request)?;
    let body: Forward = request.body()?;
    Reply::ok(&message::forward_message(app, &identity, &chat, &id, &body).await?)
}

/// A page of history
///
/// In ascending order. Without a position the newest, and `nextCursor` leads to older messages;
/// with `afterSeq` it leads to newer ones. `aroundSeq` gives both sides of a place, and
/// `prevCursor` leads to newer ones. A page ends at `limit` or 96 KB, and may be short where much
/// was changed.
#[utoipa::path(get, operation_id = "listMessages", path = "/v1/chats/{id}/messages",
    tag = "messages",
    security(("bearer" = [])),
    params(
        ("id" = ChatId, Path),
        ("beforeSeq" = Option<u64>, Query, description = "messages before this entry"),
        ("afterSeq" = Option<u64>, Query, description = "messages after this entry"),
        ("aroundSeq" = Option<u64>, Query, description = "messages on both sides of this entry"),
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
    let identity = request.identity().await?;
    let position = Position {
        before_seq: request.number("beforeSeq")?,
        after_seq: request.number("afterSeq")?,
        around_seq: request.number("aroundSeq")?,
        cursor: request.query("cursor").map(str::to_owned),
        limit: request.number("limit")?,
    };
    let chat = ChatId::from(request.path("id")?);
    Reply::ok(&message::list_messages(app, &identity, &chat, &position).await?)
}

/// A message
#[utoipa::path(get, operation_id = "getMessage", path = "/v1/chats/{id}/messages/{messageId}",
    tag = "messages",
    security(("bearer" = [])),
    params(("id" = ChatId, Path), ("messageId" = MessageId, Path)),
    responses(
        (status = 200, body = Message),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
    ))]
pub async fn get(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let (chat, id) = names(request)?;
    Reply::ok(&message::get_message(app, &identity, &chat, &id).await?)
}

/// Former versions of a message
///
/// Oldest first; `seq` is the entry that made the version. A deleted message has none.
#[utoipa::path(get, operation_id = "listVersions",
    path = "/v1/chats/{id}/messages/{messageId}/history", tag = "messages",
    security(("bearer" = [])),
    params(
        ("id" = ChatId, Path),
        ("messageId" = MessageId, Path),
        ("limit" = Option<u32>, Query, description = "1 to 100, 50 unless given"),
        ("cursor" = Option<String>, Query),
    ),
    responses(
        (status = 200, body = Page<Version>),
        (status = 400, body = Problem, description = "`validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
    ))]
pub async fn list_versions(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let (chat, id) = names(request)?;
    let (limit, cursor) = (request.number("limit")?, request.query("cursor"));
    Reply::ok(&message::list_versions(app, &identity, &chat, &id, limit, cursor).await?)
}

/// Answers to a message
///
/// Oldest first.
#[utoipa::path(get, operation_id = "listReplies",
    path = "/v1/chats/{id}/messages/{messageId}/replies", tag = "messages",
    security(("bearer" = [])),
    params(
        ("id" = ChatId, Path),
        ("messageId" = MessageId, Path),
        ("limit" = Option<u32>, Query, description = "1 to 100, 50 unless given"),
        ("cursor" = Option<String>, Query),
    ),
    responses(
        (status = 200, body = Page<Message>),
        (status = 400, body = Problem, description = "`validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
    ))]
pub async fn list_replies(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let (chat, id) = names(request)?;
    let (limit, cursor) = (request.number("limit")?, request.query("cursor"));
    Reply::ok(&message::list_replies(app, &identity, &chat, &id, limit, cursor).await?)
}

/// My scheduled messages
///
/// Soonest first.
#[utoipa::path(get, operation_id = "listScheduled", path = "/v1/chats/{id}/scheduled",
    tag = "messages",
    security(("bearer" = [])),
    params(
        ("id" = ChatId, Path),
        ("limit" = Option<u32>, Query, description = "1 to 100, 50 unless given"),
        ("cursor" = Option<String>, Query),
    ),
    responses(
        (status = 200, body = Page<ScheduledMessage>),
        (status = 400, body = Problem, description = "`validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
    ))]
pub async fn list_scheduled(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let chat = ChatId::from(request.path("id")?);
    let (limit, cursor) = (request.number("limit")?, request.query("cursor"));
    Reply::ok(&message::list_scheduled(app, &identity, &chat, limit, cursor).await?)
}

/// Cancel a scheduled message
#[utoipa::path(delete, operation_id = "cancelScheduled",
    path = "/v1/chats/{id}/scheduled/{scheduledId}", tag = "messages",
    security(("bearer" = [])),
    params(("id" = ChatId, Path), ("scheduledId" = String, Path)),
    responses(
        (status = 204),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`, also when it was sent"),
    ))]
pub async fn cancel_scheduled(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let chat = ChatId::from(request.path("id")?);
    message::cancel_scheduled(app, &identity, &chat, request.path("scheduledId")?).await?;
    Ok(Reply::no_content())
}
