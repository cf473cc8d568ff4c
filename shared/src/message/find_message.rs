use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ChatId, MessageId, UserId};
use crate::log::require_member;
use crate::table::member::Membership;
use crate::table::{StoredMessage, entry, hidden, side};
use crate::time::Time;

/// A message that the user may see, with the chat and their membership.
pub(super) async fn find_message(
    app: &App,
    chat: &ChatId,
    user: &UserId,
    id: &MessageId,
) -> Result<(Membership, StoredMessage)> {
    let missing = || Error::not_found("message");
    let seq = id.seq().ok_or_else(missing)?;
    let place = hidden::place(chat, user, seq);
    let (membership, message, hidden) = tokio::try_join!(
        require_member(app, chat, user),
        entry::message_at(app, chat, seq),
        side::get::<hidden::Hidden>(app, &place)
    )?;
    let now = Time::now();
    let message = message.filter(|message| message.id == *id && !message.is_expired(now));
    let floor = membership.1.floor(&membership.0);
    let message = message.filter(|message| hidden.is_none() && message.slot.seq > floor);
    Ok((membership, message.ok_or_else(missing)?))
}
