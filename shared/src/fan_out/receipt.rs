use serde_json::Value;

use crate::app::App;
use crate::chat::unread::unread_above;
use crate::error::{Error, Result};
use crate::fan_out::notify::notify;
use crate::id::{ChatId, ConnectionId, UserId};
use crate::rules::limits::LIMITS;
use crate::table::entry::{self, Entry, Range};
use crate::table::head;
use crate::table::member::{self, Member};
use crate::time::Time;
use crate::wire::{Event, MessageType, Receipt};

/// Somebody's cursors have moved.
#[derive(Debug)]
pub(super) struct Moved {
    pub(super) chat_id: ChatId,
    pub(super) reader_id: UserId,
    pub(super) after_seq: u64,
    pub(super) after_delivered: u64,
    pub(super) at: Time,
    pub(super) origin: Option<ConnectionId>,
}

/// Tells the authors of the messages that were newly received or read, and the person's other
/// devices, up to where their cursors stand by now.
pub(super) async fn push_receipt(app: &App, moved: Moved) -> Result<()> {
    let (head, member) = tokio::try_join!(
        head::get(app, &moved.chat_id),
        member::get(app, &moved.chat_id, &moved.reader_id)
    )?;
    let (Some(head), Some(member)) = (head, member.filter(Member::is_active)) else {
        return Ok(());
    };
    let (read, received) = (member.read_seq, member.received_seq());
    let mut readers = Vec::new();
    if read > moved.after_seq && !member.receipts_off {
        let mut authors = authors(app, &moved, moved.after_seq, read).await?;
        authors.retain(|author| !author.receipts_off);
        readers = ids(authors);
    }
    // Reading implies receiving: who is told the one need not be told the other.
    let mut receivers = Vec::new();
    if received > moved.after_delivered {
        receivers = ids(authors(app, &moved, moved.after_delivered, received).await?);
        receivers.retain(|author| received > read || !readers.contains(author));
    }
    let at = |millis: Option<i64>| millis.map_or(moved.at, Time::from_millis);
    let (read_at, received_at) = (at(member.read_at), at(member.received_at()));
    let receipt = |seq, at, unread_count| Receipt {
        user_id: moved.reader_id.clone(),
        seq,
        at,
        unread_count,
    };
    let has_read = event(
        "receipt.read",
        &moved.chat_id,
        &receipt(read, read_at, None),
    )?;
    let has_received = receipt(received, received_at, None);
    let has_received = event("receipt.delivered", &moved.chat_id, &has_received)?;
    let unread = unread_above(app, &head, read, member.read_ordinal).await?;
    let (kind, seq, at) = if read > moved.after_seq {
        ("receipt.read", read, read_at)
    } else {
        ("receipt.delivered", received, received_at)
    };
    let to_self = event(kind, &moved.chat_id, &receipt(seq, at, Some(unread)))?;
    let own = [moved.reader_id.clone()];
    tokio::try_join!(
        notify(app, &has_read, &readers, None),
        notify(app, &has_received, &receivers, None),
        notify(app, &to_self, &own, moved.origin.as_ref())
    )?;
    Ok(())
}

/// Who else wrote what lies between two places, and is still here: as many of the newest as one
/// page gives.
async fn authors(app: &App, moved: &Moved, after: u64, up_to: u64) -> Result<Vec<Member>> {
    let newest = Range::Before(up_to.checked_add(1));
    let (entries, _) = entry::read(app, &moved.chat_id, newest, LIMITS.page_max).await?;
    let mut authors: Vec<UserId> = entries
        .into_iter()
        .take_while(|entry| entry.seq() > after)
        .filter_map(Entry::into_message)
        .filter(|message| message.kind != MessageType::System)
        .map(|message| message.sender_id)
        .filter(|author| *author != moved.reader_id)
        .collect();
    authors.sort();
    authors.dedup();
    let mut authors = member::get_many(app, &moved.chat_id, &authors).await?;
    authors.retain(Member::is_active);
    Ok(authors)
}

fn ids(members: Vec<Member>) -> Vec<UserId> {
    members.into_iter().map(|member| member.user_id).collect()
}

fn event(kind: &str, chat: &ChatId, receipt: &Receipt) -> Result<Event> {
    let data: Value = serde_json::to_value(receipt).map_err(Error::internal)?;
    Ok(Event {
        kind: kind.to_owned(),
        chat_id: Some(chat.clone()),
        seq: None,
        ts: receipt.at,
        data,
    })
}
