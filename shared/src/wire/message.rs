use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::id::{ChatId, MessageId, UserId};
use crate::time::Time;
use crate::wire::{Attachment, Link, Location, Poll, SystemNote};

/// Kind of message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum MessageType {
    /// Plain text. Escaping it is the reader's duty.
    Text,
    /// A web page. The service fetches nothing of it.
    Link,
    /// A place on the globe.
    Location,
    /// A question with options to vote for.
    Poll,
    /// Pictures.
    Image,
    /// Moving pictures.
    Video,
    /// Sound.
    Audio,
    /// One voice note.
    Voice,
    /// Files of any kind.
    File,
    /// Something that happened to the chat. Only the service makes these.
    System,
}

/// Every type that a client can send.
pub const SENDABLE: [MessageType; 9] = [
    MessageType::Text,
    MessageType::Link,
    MessageType::Location,
    MessageType::Poll,
    MessageType::Image,
    MessageType::Video,
    MessageType::Audio,
    MessageType::Voice,
    MessageType::File,
];

/// Who sent a message, as the name stands now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Sender {
    /// Name to show.
    pub display_name: String,
    /// Picture.
    pub avatar_url: Option<String>,
}

/// How far a message has come, for its sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Stored.
    Sent,
    /// On a device of every other member.
    Delivered,
    /// Read by every other member.
    Read,
}

/// How often a message got one emoji.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reaction {
    /// From how many people.
    pub count: u32,
    /// Whether the reader is one of them; absent in an event to many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mine: Option<bool>,
}

/// Reactions of a message by emoji.
pub type Reactions = BTreeMap<String, Reaction>;

/// Where a forwarded message was first sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Origin {
    /// The chat it came from.
    pub chat_id: ChatId,
    /// The message.
    pub message_id: MessageId,
    /// Who wrote it.
    pub sender_id: UserId,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Identifier.
    pub id: MessageId,
    /// Its chat.
    pub chat_id: ChatId,
    /// Its place in the chat's log.
    pub seq: u64,
    /// The newest entry that changed it; an event applies only when its `seq` is greater.
    pub updated_seq: u64,
    /// Who sent it.
    pub sender_id: UserId,
    /// Who sent it, by name; "Deleted user" when the account is gone.
    pub sender: Option<Sender>,
    /// The key under which the sender's client sent it.
    pub client_message_id: String,
    /// Kind of message.
    #[serde(rename = "type")]
    pub kind: MessageType,
    /// The text, or the caption; as sent.
    pub text: Option<String>,
    /// Of type `link`.
    pub link: Option<Link>,
    /// Of type `location`.
    pub location: Option<Location>,
    /// Of type `poll`.
    pub poll: Option<Poll>,
    /// Of type `system`.
    pub system: Option<SystemNote>,
    /// Of types `image`, `video`, `audio`, `voice` and `file`.
    pub attachments: Vec<Attachment>,
    /// The message this one answers.
    pub reply_to_id: Option<MessageId>,
    /// How many messages answer this one, deleted ones included.
    pub reply_count: u32,
    /// Where it was first sent.
    pub forwarded_from: Option<Origin>,
    /// Members who are named, by identifier, or `@all`.
    pub mentions: Vec<String>,
    /// Reactions by emoji.
    pub reactions: Reactions,
    /// Whether it is one of the chat's pins.
    pub pinned: bool,
    /// What the sender's client attached for itself.
    pub metadata: Option<Map<String, Value>>,
    /// When it was stored.
    pub created_at: Time,
    /// When it was last edited.
    pub edited_at: Option<Time>,
    /// When it was deleted for everyone; its content is gone then.
    pub deleted_at: Option<Time>,
    /// When it disappears.
    pub expires_at: Option<Time>,
    /// How far it has come; only on the sender's own messages, and never in an event to many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// True when the reader has deleted it for themself; only by `sync`, and nothing of what it says
    /// comes with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden: Option<bool>,
}

/// What a message says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// Text or caption.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Of type `link`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
    /// Of type `location`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Of type `poll`, without its votes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poll: Option<crate::wire::Question>,
    /// Of type `system`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<SystemNote>,
    /// Of the types with media.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// Members who are named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<String>,
    /// Where it was first sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarded_from: Option<Origin>,
    /// The sender's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
}

/// Which part of a chat's history to read. At most one of the four positions.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Position {
    /// Messages before this entry.
    pub before_seq: Option<u64>,
    /// Messages after this entry.
    pub after_seq: Option<u64>,
    /// Messages on both sides of this entry, itself included.
    pub around_seq: Option<u64>,
    /// Where the last page ended.
    pub cursor: Option<String>,
    /// How many at most: 1 to 100, 50 unless given.
    pub limit: Option<u32>,
}
