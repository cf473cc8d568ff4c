use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::id::{ChatId, MessageId, UserId};
use crate::time::Time;

/// Kind of message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum MessageType {
    /// Plain text. Escaping it is the reader's duty.
    Text,
}

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
    /// Who sent it, by name; null when the account is gone.
    pub sender: Option<Sender>,
    /// The key under which the sender's client sent it.
    pub client_message_id: String,
    /// Kind of message.
    #[serde(rename = "type")]
    pub kind: MessageType,
    /// The text, as sent.
    pub text: Option<String>,
    /// What the sender's client attached for itself.
    pub metadata: Option<Map<String, Value>>,
    /// When it was stored.
    pub created_at: Time,
    /// How far it has come; only on the sender's own messages, and never in an event to many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
}

/// Body of `POST /v1/chats/{id}/messages`, `POST /v1/messages` and data of `sendMessage`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SendMessage {
    /// The chat; on `POST /v1/chats/{id}/messages` the path says it.
    pub chat_id: Option<ChatId>,
    /// Instead of a chat: the other person; the direct chat is made when needed.
    pub user_id: Option<UserId>,
    /// A key the client makes up: a repeat with it never makes a second message.
    #[schema(min_length = 1, max_length = 64)]
    pub client_message_id: String,
    /// Kind of message.
    #[serde(rename = "type")]
    pub kind: MessageType,
    /// The text, 1 to 8,000 characters and at most 24 KB of UTF-8.
    #[schema(max_length = 8000)]
    pub text: Option<String>,
    /// Anything the client wants to find again, up to 2 KB of JSON.
    pub metadata: Option<Map<String, Value>>,
}

/// Which part of a chat's history to read. At most one of the three positions.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Position {
    /// Messages before this entry.
    pub before_seq: Option<u64>,
    /// Messages after this entry.
    pub after_seq: Option<u64>,
    /// Where the last page ended.
    pub cursor: Option<String>,
    /// How many at most: 1 to 100, 50 unless given.
    pub limit: Option<u32>,
}
