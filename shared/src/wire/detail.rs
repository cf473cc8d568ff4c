//! What is told of one message beside itself.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::id::{MessageId, UserId};
use crate::time::Time;
use crate::wire::{Message, Reactions, User};

/// A message that was deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Deleted {
    /// The message.
    pub message_id: MessageId,
    /// The entry that deleted it; the message's own when it is hidden from the caller alone.
    pub seq: u64,
}

/// The reactions of a message, as the caller sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReactionCounts {
    /// By emoji.
    pub reactions: Reactions,
}

/// Whether a message is pinned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PinState {
    /// The message.
    pub message_id: MessageId,
    /// Whether it is one of the chat's pins.
    pub pinned: bool,
}

/// A former version of a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Version {
    /// The entry that made it.
    pub seq: u64,
    /// What it said.
    pub text: Option<String>,
    /// Whom it named.
    pub mentions: Vec<String>,
    /// The sender's own.
    pub metadata: Option<Map<String, Value>>,
    /// When it was written.
    pub at: Time,
}

/// Somebody who has received or read a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reader {
    /// Who.
    pub user_id: UserId,
    /// By name; "Deleted user" when the account is gone.
    pub user: Option<User>,
    /// When their cursor passed it, or moved last; null when not read, or not told.
    pub read_at: Option<Time>,
    /// The same for a device of theirs.
    pub delivered_at: Option<Time>,
}

/// Somebody's cursors in a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Cursors {
    /// Who.
    pub user_id: UserId,
    /// Up to where they have read; null when not told.
    pub read_seq: Option<u64>,
    /// When the cursor moved last.
    pub read_at: Option<Time>,
    /// Up to where a device of theirs has received.
    pub delivered_seq: u64,
    /// When the cursor moved last.
    pub delivered_at: Option<Time>,
}

/// Somebody who has reacted to a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reactor {
    /// Who.
    pub user_id: UserId,
    /// By name; "Deleted user" when the account is gone.
    pub user: Option<User>,
    /// With what.
    pub emojis: BTreeSet<String>,
}

/// A pinned message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Pin {
    /// The message as it is now.
    pub message: Message,
    /// Who pinned it.
    pub pinned_by: UserId,
    /// When.
    pub pinned_at: Time,
}
