use crate::account::Identity;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ChatId, MessageId};
use crate::message::find_message::find_message;
use crate::message::present::present;
use crate::wire::Message;

/// One message as the caller sees it.
///
/// # Errors
/// `not_found`.
pub async fn get_message(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    id: &MessageId,
) -> Result<Message> {
    let (membership, message) = find_message(app, chat, &identity.user_id, id).await?;
    let mut messages = present(app, &membership, vec![message]).await?;
    messages.pop().ok_or_else(|| Error::not_found("message"))
}
