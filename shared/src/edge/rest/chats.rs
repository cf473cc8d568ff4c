//! `/v1/chats`: chats.

use crate::app::App;
use crate::chat;
use crate::edge::rest::{Reply, Request};
use crate::error::Result;
use crate::id::ChatId;
use crate::wire::{Chat, CreateChat, Page, Problem};

/// Create a chat
///
/// `direct` takes one other person and answers 200 when the chat exists; `group` takes a name. With
/// an `Idempotency-Key`, a repeat returns the group that the first call made.
#[utoipa::path(post, operation_id = "createChat", path = "/v1/chats", tag = "chats",
    security(("bearer" = [])),
    request_body = CreateChat,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 64 characters")),
    responses(
        (status = 200, body = Chat, description = "It was there already"),
        (status = 201, body = Chat),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 422, body = Problem, description = "`idempotency_mismatch`"),
    ))]
pub async fn create(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity(app)?;
    let key = request.header("idempotency-key");
    let created = chat::create_chat(app, &identity, request.body::<CreateChat>()?, key).await?;
    if created.is_new {
        Reply::created(&created.chat)
    } else {
        Reply::ok(&created.chat)
    }
}

/// My chats
///
/// Newest activity first, each with its last message (shortened to 160 characters) and what is
/// unread.
#[utoipa::path(get, operation_id = "listChats", path = "/v1/chats", tag = "chats",
    security(("bearer" = [])),
    params(
        ("limit" = Option<u32>, Query, description = "1 to 100, 50 unless given"),
        ("cursor" = Option<String>, Query),
    ),
    responses(
        (status = 200, body = Page<Chat>),
        (status = 400, body = Problem, description = "`validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
    ))]
pub async fn list(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity(app)?;
    let (limit, cursor) = (request.number("limit")?, request.query("cursor"));
    Reply::ok(&chat::list_chats(app, &identity, limit, cursor).await?)
}

/// A chat
#[utoipa::path(get, operation_id = "getChat", path = "/v1/chats/{id}", tag = "chats",
    security(("bearer" = [])),
    params(("id" = ChatId, Path)),
    responses(
        (status = 200, body = Chat),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
    ))]
pub async fn get(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity(app)?;
    Reply::ok(&chat::get_chat(app, &identity, &ChatId::from(request.path("id")?)).await?)
}
