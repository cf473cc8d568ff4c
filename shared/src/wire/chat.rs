use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{ChatId, MessageId, UserId};
use crate::time::Time;
use crate::wire::{Message, User};

/// Kind of chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ChatType {
    /// Two people, one chat for ever.
    Direct,
    /// Several people who all may write.
    Group,
}

/// What a member may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// May do everything.
    Owner,
    /// May do everything but hand the chat over.
    Admin,
    /// Keeps order: may pin, and delete what others wrote.
    Moderator,
    /// May write and read.
    Member,
}

/// Where a person stands with a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum MemberState {
    /// Reads and is pushed everything.
    Active,
    /// Left on their own.
    Left,
    /// Was removed.
    Removed,
}

/// A chat. In an event to many, what depends on the reader (`peer`, `lastMessage` and the fields
/// of [`Mine`]) is absent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Chat {
    /// Identifier.
    pub id: ChatId,
    /// Kind of chat.
    #[serde(rename = "type")]
    pub kind: ChatType,
    /// Name of a group; null for a direct chat.
    pub name: Option<String>,
    /// What the group is about.
    pub description: Option<String>,
    /// Picture.
    pub avatar_url: Option<String>,
    /// How many people are in it.
    pub member_count: u32,
    /// Where the log now begins.
    pub first_seq: u64,
    /// Number of the newest entry that was pushed.
    pub last_seq: u64,
    /// Everything up to this entry is contained in this answer.
    pub as_of_seq: u64,
    /// Seconds after which messages disappear; null when they stay.
    pub disappear_after_seconds: Option<u32>,
    /// When the newest message was sent; the chat's creation when there is none.
    pub last_activity_at: Time,
    /// When the chat was made.
    pub created_at: Time,
    /// When its fields last changed.
    pub updated_at: Time,
    /// The reader's side of it.
    #[serde(flatten)]
    pub mine: Option<Mine>,
}

/// The reader's side of a chat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Mine {
    /// The other person of a direct chat; null in a group.
    pub peer: Option<User>,
    /// The newest message that was pushed.
    pub last_message: Option<Message>,
    /// Messages of others that the reader has not read.
    pub unread_count: u64,
    /// Up to where the reader has read.
    pub read_seq: u64,
    /// Up to where the reader's devices have received.
    pub delivered_seq: u64,
    /// The reader's role.
    pub my_role: Role,
    /// Where the reader stands.
    pub my_state: MemberState,
}

/// Body of `POST /v1/chats`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreateChat {
    /// Kind of chat.
    #[serde(rename = "type")]
    pub kind: ChatType,
    /// The others: exactly one for `direct`.
    pub member_ids: Vec<UserId>,
    /// Name, required for a group.
    #[schema(max_length = 100)]
    pub name: Option<String>,
    /// What the group is about.
    #[schema(max_length = 500)]
    pub description: Option<String>,
    /// Seconds after which messages disappear: 60 to 31,536,000; null keeps them.
    #[schema(minimum = 60, maximum = 31_536_000)]
    pub disappear_after_seconds: Option<u32>,
}

/// Body of `POST /v1/chats/{id}/read`. With neither field: everything.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReadRequest {
    /// Everything up to this entry is read.
    pub seq: Option<u64>,
    /// These messages, and so everything before them, are read.
    pub message_ids: Option<Vec<MessageId>>,
}

/// Body of `POST /v1/chats/{id}/delivered`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeliveredRequest {
    /// Everything up to this entry is on a device of the caller.
    pub seq: u64,
}

/// The caller's cursors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReadPosition {
    /// Up to where the caller has read.
    pub read_seq: u64,
    /// Up to where the caller's devices have received.
    pub delivered_seq: u64,
    /// What remains unread.
    pub unread_count: u64,
}

/// Data of the events `receipt.read` and `receipt.delivered`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// Who.
    pub user_id: UserId,
    /// Up to where.
    pub seq: u64,
    /// When.
    pub at: Time,
    /// What remains unread; only to the reader's own devices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread_count: Option<u64>,
}
