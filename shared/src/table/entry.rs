//! Entries of the log: table `messages`, key (`chatId`, `seq`), and how they are read.
//!
//! A change lies at its number until it was pushed, and at the negative of its number from then on:
//! reading messages does not pay for it (ADR 7).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::Result;
use crate::id::ChatId;
use crate::table::item::{Item, from_item, number, text};
use crate::table::{StoredChange, StoredMessage};
use crate::time::Time;

/// What every entry has.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Slot {
    /// The chat.
    pub chat_id: ChatId,
    /// Its place: 1, 2, 3, …
    pub seq: u64,
    /// How many messages the log counts up to and including this entry.
    #[serde(default)]
    pub ordinal: u64,
    /// When it was stored.
    pub created_at: Time,
    /// The newest entry that changed membership, permission or existence; carried forward.
    #[serde(default)]
    pub acl_seq: u64,
    /// When it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acl_at: Option<Time>,
}

/// One entry of a chat's log.
#[derive(Clone, Debug)]
pub enum Entry {
    /// A message, as it is now.
    Message(Box<StoredMessage>),
    /// A change of a message.
    Change(StoredChange),
}

impl Entry {
    /// An item of the log, for example from the table's stream.
    ///
    /// # Errors
    /// When it is not an entry.
    pub fn from_item(mut item: Item) -> Result<Self> {
        if !item.contains_key("change") {
            return Ok(Self::Message(Box::new(from_item(item)?)));
        }
        // Moved aside, its number is negative.
        let moved = item.get("seq").and_then(|seq| seq.as_n().ok());
        if let Some(seq) = moved.and_then(|seq| seq.strip_prefix('-')) {
            let seq = number(seq);
            item.insert("seq".to_owned(), seq);
        }
        Ok(Self::Change(from_item(item)?))
    }

    /// What every entry has.
    #[must_use]
    pub fn slot(&self) -> &Slot {
        match self {
            Self::Message(message) => &message.slot,
            Self::Change(change) => &change.slot,
        }
    }

    /// Its place in the log.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.slot().seq
    }

    /// The message, when it is one.
    #[must_use]
    pub fn into_message(self) -> Option<StoredMessage> {
        match self {
            Self::Message(message) => Some(*message),
            Self::Change(_) => None,
        }
    }
}

/// Key of an entry.
#[must_use]
pub fn entry_key(chat: &ChatId, seq: u64) -> Item {
    HashMap::from([
        ("chatId".to_owned(), text(chat.as_str())),
        ("seq".to_owned(), number(seq)),
    ])
}

/// Key of a change that was moved aside.
#[must_use]
pub fn aside_key(chat: &ChatId, seq: u64) -> Item {
    HashMap::from([
        ("chatId".to_owned(), text(chat.as_str())),
        ("seq".to_owned(), number(format!("-{seq}"))),
    ])
}

/// Reads the message at a place, strongly consistent.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn message_at(app: &App, chat: &ChatId, seq: u64) -> Result<Option<StoredMessage>> {
    Ok(get(app, chat, seq).await?.and_then(Entry::into_message))
}

/// Reads the entry at a place, strongly consistent; none when it was moved aside.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn get(app: &App, chat: &ChatId, seq: u64) -> Result<Option<Entry>> {
    let output = app
        .dynamodb
        .get_item()
        .table_name(app.config.messages_table()?)
        .set_key(Some(entry_key(chat, seq)))
        .consistent_read(true)
        .send()
        .await?;
    output.item.map(Entry::from_item).transpose()
}

/// Reads the messages at these places, strongly consistent, in no order; what is no message or not
/// there is left out.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn messages_at(app: &App, chat: &ChatId, seqs: &[u64]) -> Result<Vec<StoredMessage>> {
    let keys = seqs.iter().map(|seq| entry_key(chat, *seq)).collect();
    let items = super::batch_get_strong(app, app.config.messages_table()?, keys).await?;
    let entries = items.into_iter().map(Entry::from_item);
    let entries: Vec<Entry> = entries.collect::<Result<_>>()?;
    Ok(entries
        .into_iter()
        .filter_map(Entry::into_message)
        .collect())
}

/// Which entries to read.
#[derive(Clone, Copy, Debug)]
pub enum Range {
    /// The newest first, from the one before this number on; none means from the end.
    Before(Option<u64>),
    /// The oldest first, from the one after this number on.
    After(u64),
}

/// Reads up to `limit` entries that lie at their number, strongly consistent, in the direction of
/// the range. May give fewer when the entries are large (DynamoDB ends a page at 1 MB); `true` says
/// that there are more.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn read(
    app: &App,
    chat: &ChatId,
    range: Range,
    limit: u32,
) -> Result<(Vec<Entry>, bool)> {
    let (low, high, forward) = match range {
        Range::Before(seq) => (1, seq.map_or(i64::MAX, number_below), false),
        Range::After(seq) => (
            i64::try_from(seq).unwrap_or(i64::MAX - 1) + 1,
            i64::MAX,
            true,
        ),
    };
    between(app, chat, (low, high), forward, limit).await
}

fn number_below(seq: u64) -> i64 {
    i64::try_from(seq).map_or(i64::MAX, |seq| seq - 1)
}

/// Reads up to `limit` changes after `seq` that were moved aside, in ascending order.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn read_aside(
    app: &App,
    chat: &ChatId,
    seq: u64,
    limit: u32,
) -> Result<(Vec<Entry>, bool)> {
    let high = -1 - i64::try_from(seq).unwrap_or(i64::MAX - 1);
    between(app, chat, (i64::MIN, high), false, limit).await
}

async fn between(
    app: &App,
    chat: &ChatId,
    (low, high): (i64, i64),
    forward: bool,
    limit: u32,
) -> Result<(Vec<Entry>, bool)> {
    if low > high {
        return Ok((Vec::new(), false));
    }
    let output = app
        .dynamodb
        .query()
        .table_name(app.config.messages_table()?)
        .key_condition_expression("chatId = :chat AND seq BETWEEN :low AND :high")
        .expression_attribute_values(":chat", text(chat.as_str()))
        .expression_attribute_values(":low", number(low))
        .expression_attribute_values(":high", number(high))
        .scan_index_forward(forward)
        .limit(i32::try_from(limit).unwrap_or(i32::MAX))
        .consistent_read(true)
        .send()
        .await?;
    let more = output.last_evaluated_key.is_some();
    let entries = output.items.unwrap_or_default().into_iter();
    let entries = entries.map(Entry::from_item).collect::<Result<_>>()?;
    Ok((entries, more))
}

/// The newest entry of a chat that lies at its number (1 read unit for an entry of up to 4 KB).
///
/// # Errors
/// When DynamoDB refuses.
pub async fn newest(app: &App, chat: &ChatId) -> Result<Option<Entry>> {
    let (entries, _) = read(app, chat, Range::Before(None), 1).await?;
    Ok(entries.into_iter().next())
}
