use crate::account::Identity;
use crate::app::App;
use crate::chat::view;
use crate::error::{Error, Result};
use crate::id::ChatId;
use crate::log::require_member;
use crate::wire::Chat;

/// One chat as the caller sees it.
///
/// # Errors
/// `not_found`.
pub async fn get_chat(app: &App, identity: &Identity, chat: &ChatId) -> Result<Chat> {
    let membership = require_member(app, chat, &identity.user_id).await?;
    let mut chats = view::for_reader(app, &identity.user_id, &[membership]).await?;
    chats.pop().ok_or_else(|| Error::not_found("chat"))
}
