//! Head of a chat: table `chats`, key (`pk` = chat, `sk` = `#head`). Kept under 1 KB, in no index.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::Result;
use crate::id::{ChatId, MessageId, UserId};
use crate::table::item::{Item, from_item, key, to_item};
use crate::time::Time;
use crate::wire::{ChatType, MessageType};

/// Sort key of the head.
pub const SORT_KEY: &str = "#head";
/// Characters of a message's text that the head keeps for lists of chats.
pub const PREVIEW_CHARACTERS: usize = 160;

/// What a chat is, and how far its log was pushed. The log itself knows how far it was written.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    /// The chat.
    #[serde(rename = "pk")]
    pub chat_id: ChatId,
    sk: String,
    /// Kind of chat.
    #[serde(rename = "type")]
    pub kind: ChatType,
    /// Name of a group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What a group is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The two people of a direct chat.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pair: Vec<UserId>,
    /// Who made it.
    pub created_by: UserId,
    /// When it was made.
    pub created_at: Time,
    /// How many people are in it.
    pub member_count: u32,
    /// Number of the newest entry known here; the log may be ahead, never behind.
    #[serde(default)]
    pub last_seq: u64,
    /// How many messages the log counted at `last_seq`.
    #[serde(default)]
    pub last_ordinal: u64,
    /// The newest message known here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preview: Option<Preview>,
    /// Every entry up to here was pushed.
    #[serde(default)]
    pub pushed_through: u64,
    /// Entries beyond that which were pushed too.
    #[serde(
        default,
        with = "serde_dynamo::number_set",
        skip_serializing_if = "BTreeSet::is_empty"
    )]
    pub pushed: BTreeSet<u64>,
    /// The newest entry that changed membership, permission or existence.
    #[serde(default)]
    pub acl_seq: u64,
    /// When it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acl_at: Option<Time>,
    /// Hash of the body that created the chat under an `Idempotency-Key`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creation_hash: Option<String>,
}

/// The newest message of a chat, shortened.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Preview {
    /// The message.
    pub id: MessageId,
    /// Who sent it.
    pub sender_id: UserId,
    /// The sender's key.
    pub client_message_id: String,
    /// Kind of message.
    #[serde(rename = "type")]
    pub kind: MessageType,
    /// The first [`PREVIEW_CHARACTERS`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// When it was stored.
    pub created_at: Time,
}

impl Head {
    /// The head of a chat that has no entries yet.
    #[must_use]
    pub fn new(chat_id: ChatId, kind: ChatType, created_by: UserId, member_count: u32) -> Self {
        Self {
            chat_id,
            sk: SORT_KEY.to_owned(),
            kind,
            name: None,
            description: None,
            pair: Vec::new(),
            created_by,
            created_at: Time::now(),
            member_count,
            last_seq: 0,
            last_ordinal: 0,
            preview: None,
            pushed_through: 0,
            pushed: BTreeSet::new(),
            acl_seq: 0,
            acl_at: None,
            creation_hash: None,
        }
    }

    /// The head as an item.
    ///
    /// # Errors
    /// Never for a head made here.
    pub fn to_item(&self) -> Result<Item> {
        to_item(self)
    }

    /// Whether the entry is known to have been pushed.
    #[must_use]
    pub fn is_pushed(&self, seq: u64) -> bool {
        seq <= self.pushed_through || self.pushed.contains(&seq)
    }

    /// The other person of a direct chat.
    #[must_use]
    pub fn peer_of(&self, user: &UserId) -> Option<&UserId> {
        self.pair.iter().find(|id| *id != user)
    }
}

/// Key of a chat's head.
#[must_use]
pub fn head_key(chat: &ChatId) -> Item {
    key(("pk", chat.as_str()), ("sk", SORT_KEY))
}

/// Reads a head, strongly consistent (1 read unit).
///
/// # Errors
/// When DynamoDB refuses.
pub async fn get(app: &App, chat: &ChatId) -> Result<Option<Head>> {
    let output = app
        .dynamodb
        .get_item()
        .table_name(app.config.chats_table()?)
        .set_key(Some(head_key(chat)))
        .consistent_read(true)
        .send()
        .await?;
    output.item.map(from_item).transpose()
}
