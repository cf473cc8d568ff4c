//! `/v1/chats`: chats.

use crate::app::App;
use crate::chat;
use crate::edge::rest::{Reply, Request};
use crate::error::Result;
use crate::id::ChatId;
use crate::wire::{
    Chat, ChatSettings, CreateChat, EditChat, EditChatSettings, FoundChat, Page, Problem, Unread,
};

/// Create a chat
///
/// `direct` takes one other person and answers 200 when the chat exists; `group` and `channel` take
/// a name. With an `Idempotency-Key`, a repeat returns the chat that the first call made.
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
    let identity = request.identity().await?;
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
/// Those pinned first, then newest activity first, each with its last message (shortened to 160
/// characters) and what is unread. Chats that were put away come with `archived=true` alone.
#[utoipa::path(get, operation_id = "listChats", path = "/v1/chats", tag = "chats",
    security(("bearer" = [])),
    params(
        ("archived" = Option<bool>, Query, description = "Those put away instead of all others"),
        ("limit" = Option<u32>, Query, description = "1 to 100, 50 unless given"),
        ("cursor" = Option<String>, Query),
    ),
    responses(
        (status = 200, body = Page<Chat>),
        (status = 400, body = Problem, description = "`validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
    ))]
pub async fn list(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let archived = request.flag("archived")?.unwrap_or_default();
    let (limit, cursor) = request.page()?;
    Reply::ok(&chat::list_chats(app, &identity, archived, limit, cursor).await?)
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
    let identity = request.identity().await?;
    Reply::ok(&chat::get_chat(app, &identity, &ChatId::from(request.path("id")?)).await?)
}

/// Change a chat
///
/// Absence leaves alone, null clears. What is as asked already takes no entry.
#[utoipa::path(patch, operation_id = "updateChat", path = "/v1/chats/{id}", tag = "chats",
    security(("bearer" = [])),
    params(("id" = ChatId, Path)),
    request_body = EditChat,
    responses(
        (status = 200, body = Chat),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 403, body = Problem, description = "`forbidden`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
    ))]
pub async fn update(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let chat = ChatId::from(request.path("id")?);
    Reply::ok(&chat::update_chat(app, &identity, &chat, &request.body::<EditChat>()?).await?)
}

/// Delete a chat
///
/// For everyone, by its owner. A direct chat is put away until the next message.
#[utoipa::path(delete, operation_id = "deleteChat", path = "/v1/chats/{id}", tag = "chats",
    security(("bearer" = [])),
    params(("id" = ChatId, Path)),
    responses(
        (status = 204),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 403, body = Problem, description = "`forbidden`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
    ))]
pub async fn delete(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    chat::delete_chat(app, &identity, &ChatId::from(request.path("id")?)).await?;
    Ok(Reply::no_content())
}

/// What I have not read
///
/// `total` leaves muted chats out.
#[utoipa::path(get, operation_id = "listUnread", path = "/v1/chats/unread", tag = "chats",
    security(("bearer" = [])),
    responses(
        (status = 200, body = Unread),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
    ))]
pub async fn list_unread(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    Reply::ok(&chat::list_unread(app, &identity).await?)
}

/// Find chats
///
/// Public ones whose name, from any of its words on, or a tag of theirs begins so; and the caller's
/// own.
#[utoipa::path(get, operation_id = "discoverChats", path = "/v1/chats/discover", tag = "chats",
    security(("bearer" = [])),
    params(
        ("q" = String, Query, description = "1 to 100 characters"),
        ("limit" = Option<u32>, Query, description = "1 to 100, 50 unless given"),
        ("cursor" = Option<String>, Query),
    ),
    responses(
        (status = 200, body = Page<FoundChat>),
        (status = 400, body = Problem, description = "`validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
    ))]
pub async fn discover(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let query = request.query("q").unwrap_or_default();
    Reply::ok(&chat::discover_chats(app, &identity, query, request.page()?).await?)
}

/// How I want a chat
///
/// What is given is changed, the rest stays.
#[utoipa::path(put, operation_id = "updateChatSettings", path = "/v1/chats/{id}/settings",
    tag = "chats", security(("bearer" = [])),
    params(("id" = ChatId, Path)),
    request_body = EditChatSettings,
    responses(
        (status = 200, body = ChatSettings),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 404, body = Problem, description = "`not_found`, also for strangers"),
    ))]
pub async fn update_settings(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let chat = ChatId::from(request.path("id")?);
    let edit: EditChatSettings = request.body()?;
    Reply::ok(&chat::update_settings(app, &identity, &chat, &edit).await?)
}
