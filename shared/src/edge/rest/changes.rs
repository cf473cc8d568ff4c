//! Changes of messages: editing, deleting, reacting, voting, pinning.

use crate::app::App;
use crate::edge::decode::from_value;
use crate::edge::rest::messages::names;
use crate::edge::rest::{Reply, Request};
use crate::error::Result;
use crate::id::{ChatId, MessageId};
use crate::message;
use crate::wire::{
    DeleteFor, Deleted, EditMessage, Message, Page, Pin, PinState, Poll, Problem, ReactionCounts,
    Reactor, Vote,
};

/// Edit a message
///
/// Its sender may, for a day (`editWindowSeconds` of `GET /v1/config`). Former versions stay
/// readable.
#[utoipa::path(patch, operation_id = "editMessage", path = "/v1/chats/{id}/messages/{messageId}",
    tag = "changes",
    security(("bearer" = [])),
    params(("id" = ChatId, Path), ("messageId" = MessageId, Path)), request_body = EditMessage,
    responses(
        (status = 200, body = Message),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 403, body = Problem, description = "`forbidden`: not yours, or to name everyone"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
        (status = 409, body = Problem, description = "`edit_window_closed`"),
        (status = 503, body = Problem, description = "`unavailable`: nothing was stored"),
    ))]
pub async fn edit(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let (chat, id) = names(request)?;
    let body: EditMessage = request.body()?;
    Reply::ok(&message::edit_message(app, &identity, &chat, &id, &body).await?)
}

/// Delete a message
///
/// For everyone: its sender may, and who may delete what others wrote; its content, metadata and
/// former versions are gone, its place stays. For me: it is hidden from me alone.
#[utoipa::path(delete, operation_id = "deleteMessage",
    path = "/v1/chats/{id}/messages/{messageId}", tag = "changes",
    security(("bearer" = [])),
    params(
        ("id" = ChatId, Path),
        ("messageId" = MessageId, Path),
        ("for" = Option<DeleteFor>, Query, description = "`everyone` unless given"),
    ),
    responses(
        (status = 200, body = Deleted),
        (status = 400, body = Problem, description = "`validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 403, body = Problem, description = "`forbidden`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
        (status = 503, body = Problem, description = "`unavailable`: nothing was stored"),
    ))]
pub async fn delete(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let (chat, id) = names(request)?;
    let whom = match request.query("for") {
        None => DeleteFor::Everyone,
        Some(whom) => from_value(serde_json::json!({ "for": whom })).map(|Asked { whom }| whom)?,
    };
    Reply::ok(&message::delete_message(app, &identity, &chat, &id, whom, None).await?)
}

#[derive(serde::Deserialize)]
struct Asked {
    #[serde(rename = "for")]
    whom: DeleteFor,
}

/// React to a message
///
/// With exactly one emoji, percent-encoded; of a message's 20 kinds each person adds any once.
#[utoipa::path(put, operation_id = "addReaction",
    path = "/v1/chats/{id}/messages/{messageId}/reactions/{emoji}", tag = "changes",
    security(("bearer" = [])),
    params(("id" = ChatId, Path), ("messageId" = MessageId, Path), ("emoji" = String, Path)),
    responses(
        (status = 200, body = ReactionCounts),
        (status = 400, body = Problem, description = "`validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
        (status = 409, body = Problem, description = "`limit_reached`"),
        (status = 503, body = Problem, description = "`unavailable`: nothing was stored"),
    ))]
pub async fn add_reaction(app: &App, request: &Request) -> Result<Reply> {
    react(app, request, true).await
}

/// Take a reaction back
#[utoipa::path(delete, operation_id = "removeReaction",
    path = "/v1/chats/{id}/messages/{messageId}/reactions/{emoji}", tag = "changes",
    security(("bearer" = [])),
    params(("id" = ChatId, Path), ("messageId" = MessageId, Path), ("emoji" = String, Path)),
    responses(
        (status = 200, body = ReactionCounts),
        (status = 400, body = Problem, description = "`validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
        (status = 503, body = Problem, description = "`unavailable`: nothing was stored"),
    ))]
pub async fn remove_reaction(app: &App, request: &Request) -> Result<Reply> {
    react(app, request, false).await
}

async fn react(app: &App, request: &Request, add: bool) -> Result<Reply> {
    let identity = request.identity().await?;
    let (chat, id) = names(request)?;
    let emoji = request.text_in_path("emoji")?;
    Reply::ok(&message::react(app, &identity, &chat, &id, emoji, add).await?)
}

/// Who reacted
#[utoipa::path(get, operation_id = "listReactions",
    path = "/v1/chats/{id}/messages/{messageId}/reactions", tag = "changes",
    security(("bearer" = [])),
    params(
        ("id" = ChatId, Path),
        ("messageId" = MessageId, Path),
        ("limit" = Option<u32>, Query, description = "1 to 100, 50 unless given"),
        ("cursor" = Option<String>, Query),
    ),
    responses(
        (status = 200, body = Page<Reactor>),
        (status = 400, body = Problem, description = "`validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
    ))]
pub async fn list_reactions(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let (chat, id) = names(request)?;
    let (limit, cursor) = (request.number("limit")?, request.query("cursor"));
    Reply::ok(&message::list_reactors(app, &identity, &chat, &id, limit, cursor).await?)
}

/// Vote in a poll
///
/// In place of what was chosen before; no option takes the vote back.
#[utoipa::path(put, operation_id = "vote", path = "/v1/chats/{id}/messages/{messageId}/vote",
    tag = "changes",
    security(("bearer" = [])),
    params(("id" = ChatId, Path), ("messageId" = MessageId, Path)), request_body = Vote,
    responses(
        (status = 200, body = Poll),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
        (status = 409, body = Problem, description = "`poll_closed`"),
        (status = 503, body = Problem, description = "`unavailable`: nothing was stored"),
    ))]
pub async fn vote(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let (chat, id) = names(request)?;
    let Vote { option_ids } = request.body()?;
    Reply::ok(&message::vote(app, &identity, &chat, &id, &option_ids).await?)
}

/// Close a poll
///
/// Who made it may, and who may delete what others wrote.
#[utoipa::path(post, operation_id = "closePoll",
    path = "/v1/chats/{id}/messages/{messageId}/poll/close", tag = "changes",
    security(("bearer" = [])),
    params(("id" = ChatId, Path), ("messageId" = MessageId, Path)),
    responses(
        (status = 200, body = Poll),
        (status = 400, body = Problem, description = "`validation_failed`: the message is no poll"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 403, body = Problem, description = "`forbidden`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
        (status = 503, body = Problem, description = "`unavailable`: nothing was stored"),
    ))]
pub async fn close_poll(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let (chat, id) = names(request)?;
    Reply::ok(&message::close_poll(app, &identity, &chat, &id).await?)
}

/// Pin a message
#[utoipa::path(put, operation_id = "pinMessage", path = "/v1/chats/{id}/messages/{messageId}/pin",
    tag = "changes",
    security(("bearer" = [])),
    params(("id" = ChatId, Path), ("messageId" = MessageId, Path)),
    responses(
        (status = 200, body = PinState),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 403, body = Problem, description = "`forbidden`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
        (status = 409, body = Problem, description = "`limit_reached`"),
        (status = 503, body = Problem, description = "`unavailable`: nothing was stored"),
    ))]
pub async fn pin(app: &App, request: &Request) -> Result<Reply> {
    set_pin(app, request, true).await
}

/// Unpin a message
#[utoipa::path(delete, operation_id = "unpinMessage",
    path = "/v1/chats/{id}/messages/{messageId}/pin", tag = "changes",
    security(("bearer" = [])),
    params(("id" = ChatId, Path), ("messageId" = MessageId, Path)),
    responses(
        (status = 200, body = PinState),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 403, body = Problem, description = "`forbidden`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
        (status = 503, body = Problem, description = "`unavailable`: nothing was stored"),
    ))]
pub async fn unpin(app: &App, request: &Request) -> Result<Reply> {
    set_pin(app, request, false).await
}

async fn set_pin(app: &App, request: &Request, pinned: bool) -> Result<Reply> {
    let identity = request.identity().await?;
    let (chat, id) = names(request)?;
    Reply::ok(&message::pin_message(app, &identity, &chat, &id, pinned).await?)
}

/// The pins of a chat
///
/// At most 50, the newest pin first.
#[utoipa::path(get, operation_id = "listPins", path = "/v1/chats/{id}/pins", tag = "changes",
    security(("bearer" = [])),
    params(("id" = ChatId, Path)),
    responses(
        (status = 200, body = Page<Pin>),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
    ))]
pub async fn list_pins(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let chat = ChatId::from(request.path("id")?);
    Reply::ok(&message::list_pins(app, &identity, &chat).await?)
}
