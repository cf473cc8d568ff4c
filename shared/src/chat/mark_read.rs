use crate::account::Identity;
use crate::app::App;
use crate::chat::cursor::{Move, move_cursor, position};
use crate::error::{Error, Result};
use crate::id::{ChatId, ConnectionId, MessageId};
use crate::log::require_member;
use crate::table::entry::{self, Entry, Range};
use crate::table::head::Head;
use crate::wire::{ReadPosition, ReadRequest};

/// Moves the caller's cursor of what they have read forward, never back.
///
/// # Errors
/// `not_found`; `validation_failed` for a `seq` or message that the chat does not have.
pub async fn mark_read(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    request: &ReadRequest,
    origin: Option<&ConnectionId>,
) -> Result<ReadPosition> {
    let membership = require_member(app, chat, &identity.user_id).await?;
    match find(app, &membership.0, request).await? {
        Some((seq, ordinal)) => {
            move_cursor(app, &membership, Move::Read { seq, ordinal }, origin).await
        }
        None => position(app, &membership.0, &membership.1, None).await,
    }
}

/// The place up to which the request reads, and what the log counted there; none when the chat is
/// empty.
async fn find(app: &App, head: &Head, request: &ReadRequest) -> Result<Option<(u64, u64)>> {
    let (seq, named) = match (&request.message_ids, request.seq) {
        (Some(ids), _) => {
            let (seq, id) = newest_of(ids)?;
            (Some(seq), Some(id))
        }
        (None, seq) => (seq, None),
    };
    let field = if named.is_some() { "messageIds" } else { "seq" };
    let chat = &head.chat_id;
    match seq {
        None => {
            let newest = entry::newest(app, chat).await?;
            let newest = newest.map(|entry| (entry.seq(), entry.slot().ordinal));
            let known = (head.last_seq > 0).then_some((head.last_seq, head.last_ordinal));
            return Ok(newest.max(known));
        }
        Some(0) => return Ok(None),
        Some(seq) => require_entry(app, head, seq, field).await?,
    }
    let seq = seq.unwrap_or_default();
    // The newest at or below: an entry may have expired, or been moved aside, since.
    let (entries, _) = entry::read(app, chat, Range::Before(seq.checked_add(1)), 1).await?;
    let entry = entries.into_iter().next();
    // An identifier tells a place, and may be that of another chat's message.
    let is_other = |entry: &Entry| {
        let is_named = |id: &MessageId| match entry {
            Entry::Message(message) => message.id == *id,
            Entry::Change(_) => false,
        };
        entry.seq() == seq && named.is_some_and(|id| !is_named(id))
    };
    if entry.as_ref().is_some_and(is_other) {
        return Err(unknown("messageIds"));
    }
    Ok(entry.map(|entry| (seq, entry.slot().ordinal)))
}

/// Refuses a place that the log has not reached.
pub(super) async fn require_entry(app: &App, head: &Head, seq: u64, field: &str) -> Result<()> {
    if seq <= head.last_seq {
        return Ok(());
    }
    let newest = entry::newest(app, &head.chat_id).await?;
    if newest.is_some_and(|entry| seq <= entry.seq()) {
        Ok(())
    } else {
        Err(unknown(field))
    }
}

/// The last of the messages that are named, and its place in the log.
fn newest_of(ids: &[MessageId]) -> Result<(u64, &MessageId)> {
    let places = ids
        .iter()
        .map(|id| Ok((id.seq().ok_or_else(|| unknown("messageIds"))?, id)));
    let newest = places
        .collect::<Result<Vec<_>>>()?
        .into_iter()
        .max_by_key(|(seq, _)| *seq);
    newest.ok_or_else(|| Error::field("messageIds", "required", "must name a message"))
}

fn unknown(field: &str) -> Error {
    Error::field(field, "unknown", "the chat has no such entry yet")
}
