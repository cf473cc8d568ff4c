//! Entries of the log: table `messages`, key (`chatId`, `seq`).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ChatId, MessageId, UserId};
use crate::table::item::{Item, from_item, number, text, to_item};
use crate::time::Time;
use crate::wire::{Message, MessageType, Sender};

/// One entry of a chat's log.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// The chat.
    pub chat_id: ChatId,
    /// Its place: 1, 2, 3, …
    pub seq: u64,
    /// The message.
    pub id: MessageId,
    /// Who sent it.
    pub sender_id: UserId,
    /// The sender's key.
    pub client_message_id: String,
    /// Kind of message.
    #[serde(rename = "type")]
    pub kind: MessageType,
    /// The text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The sender's metadata as JSON: DynamoDB's numbers are not JSON's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<String>,
    /// When it was stored.
    pub created_at: Time,
    /// How many messages the log counts up to and including this entry.
    pub ordinal: u64,
    /// The newest entry that changed membership, permission or existence; carried forward.
    #[serde(default)]
    pub acl_seq: u64,
    /// When it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acl_at: Option<Time>,
}

impl Entry {
    /// The entry as an item.
    ///
    /// # Errors
    /// Never for an entry made here.
    pub fn to_item(&self) -> Result<Item> {
        to_item(self)
    }

    /// An item of the log, for example from the table's stream.
    ///
    /// # Errors
    /// When it is not an entry.
    pub fn from_item(item: Item) -> Result<Self> {
        from_item(item)
    }

    /// Attaches the sender's metadata.
    ///
    /// # Errors
    /// Never: a JSON object has a text form.
    pub fn set_metadata(&mut self, metadata: Option<&Map<String, Value>>) -> Result<()> {
        self.metadata = metadata
            .map(serde_json::to_string)
            .transpose()
            .map_err(Error::internal)?;
        Ok(())
    }

    /// The message as everyone in the chat may see it.
    #[must_use]
    pub fn into_message(self, sender: Option<Sender>) -> Message {
        Message {
            id: self.id,
            chat_id: self.chat_id,
            seq: self.seq,
            updated_seq: self.seq,
            sender_id: self.sender_id,
            sender,
            client_message_id: self.client_message_id,
            kind: self.kind,
            text: self.text,
            metadata: self
                .metadata
                .and_then(|json| serde_json::from_str(&json).ok()),
            created_at: self.created_at,
            status: None,
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

/// Reads one entry, strongly consistent.
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
    output.item.map(from_item).transpose()
}

/// Which entries to read.
#[derive(Clone, Copy, Debug)]
pub enum Range {
    /// The newest first, from the one before this number on; none means from the end.
    Before(Option<u64>),
    /// The oldest first, from the one after this number on.
    After(u64),
}

/// Reads up to `limit` entries, strongly consistent, in the direction of the range. May give fewer
/// when the entries are large (DynamoDB ends a page at 1 MB); `true` says that there are more.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn read(
    app: &App,
    chat: &ChatId,
    range: Range,
    limit: u32,
) -> Result<(Vec<Entry>, bool)> {
    let (condition, bound, forward) = match range {
        Range::Before(None) => ("chatId = :chat", None, false),
        Range::Before(Some(seq)) => ("chatId = :chat AND seq < :bound", Some(seq), false),
        Range::After(seq) => ("chatId = :chat AND seq > :bound", Some(seq), true),
    };
    let mut query = app
        .dynamodb
        .query()
        .table_name(app.config.messages_table()?)
        .key_condition_expression(condition)
        .expression_attribute_values(":chat", text(chat.as_str()))
        .scan_index_forward(forward)
        .limit(i32::try_from(limit).unwrap_or(i32::MAX))
        .consistent_read(true);
    if let Some(bound) = bound {
        query = query.expression_attribute_values(":bound", number(bound));
    }
    let output = query.send().await?;
    let more = output.last_evaluated_key.is_some();
    let entries = output.items.unwrap_or_default().into_iter().map(from_item);
    Ok((entries.collect::<Result<_>>()?, more))
}

/// The newest entry of a chat (1 read unit for an entry of up to 4 KB).
///
/// # Errors
/// When DynamoDB refuses.
pub async fn newest(app: &App, chat: &ChatId) -> Result<Option<Entry>> {
    let (entries, _) = read(app, chat, Range::Before(None), 1).await?;
    Ok(entries.into_iter().next())
}
