use crate::account::Identity;
use crate::app::App;
use crate::error::Result;
use crate::id::{ChatId, MessageId};
use crate::message::find_message::find_message;
use crate::message::list_messages::after;
use crate::message::list_versions::behind;
use crate::message::present::present;
use crate::rules::validate;
use crate::table::{entry, thread};
use crate::time::Time;
use crate::wire::{Message, Page};

/// The messages that answer a message, oldest first.
///
/// # Errors
/// `not_found`; `validation_failed` for a wrong limit or a foreign cursor.
pub async fn list_replies(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    id: &MessageId,
    limit: Option<u32>,
    cursor: Option<&str>,
) -> Result<Page<Message>> {
    let limit = validate::page_limit(limit)?;
    let from = behind(cursor)?;
    let (membership, message) = find_message(app, chat, &identity.user_id, id).await?;
    let (seqs, more) = thread::answers(app, chat, message.slot.seq, from, limit).await?;
    let next = seqs.last().filter(|_| more).map(|last| after(*last));
    let mut messages = entry::messages_at(app, chat, &seqs).await?;
    let now = Time::now();
    messages.retain(|message| !message.is_expired(now));
    messages.sort_by_key(|message| message.slot.seq);
    let data = present(app, &membership, messages).await?;
    Ok(Page::of(data, next))
}
