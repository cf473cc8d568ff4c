use serde_json::Value;

use crate::app::App;
use crate::error::{Error, Result};
use crate::fan_out::notify::notify;
use crate::id::{ChatId, ConnectionId, UserId};
use crate::rules::limits::LIMITS;
use crate::table::entry::{self, Range};
use crate::table::{head, member};
use crate::time::Time;
use crate::wire::{Event, ReadReceipt};

/// Somebody has read.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) chat_id: ChatId,
    pub(super) reader_id: UserId,
    pub(super) after_seq: u64,
    pub(super) at: Time,
    pub(super) origin: Option<ConnectionId>,
}

/// Tells the authors of the messages that were newly read, and the reader's other devices, up to
/// where the reader has read by now.
pub(super) async fn push_receipt(app: &App, read: Read) -> Result<()> {
    let (head, member) = tokio::try_join!(
        head::get(app, &read.chat_id),
        member::get(app, &read.chat_id, &read.reader_id)
    )?;
    let (Some(head), Some(member)) = (head, member.filter(member::Member::is_active)) else {
        return Ok(());
    };
    // Who wrote what was read: as many of the newest as one page gives.
    let newest = Range::Before(member.read_seq.checked_add(1));
    let (entries, _) = entry::read(app, &read.chat_id, newest, LIMITS.page_max).await?;
    let mut authors: Vec<UserId> = entries
        .into_iter()
        .take_while(|entry| entry.seq > read.after_seq)
        .map(|entry| entry.sender_id)
        .filter(|author| *author != read.reader_id)
        .collect();
    authors.sort();
    authors.dedup();

    let mut receipt = ReadReceipt {
        user_id: read.reader_id.clone(),
        seq: member.read_seq,
        at: read.at,
        unread_count: None,
    };
    let to_authors = event(&read.chat_id, &receipt)?;
    receipt.unread_count = Some(member.unread(&head));
    let to_self = event(&read.chat_id, &receipt)?;
    let own = [read.reader_id.clone()];
    tokio::try_join!(
        notify(app, &to_authors, &authors, None),
        notify(app, &to_self, &own, read.origin.as_ref())
    )?;
    Ok(())
}

fn event(chat: &ChatId, receipt: &ReadReceipt) -> Result<Event> {
    let data: Value = serde_json::to_value(receipt).map_err(Error::internal)?;
    Ok(Event {
        kind: "receipt.read".to_owned(),
        chat_id: Some(chat.clone()),
        seq: None,
        ts: receipt.at,
        data,
    })
}
