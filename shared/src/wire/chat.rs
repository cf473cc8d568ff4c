use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{ChatId, MessageId, UserId};
use crate::rules::permission::{Permissions, RolePermissions};
use crate::time::Time;
use crate::wire::{ChatSettings, Message, User};

/// Kind of chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ChatType {
    /// Two people, one chat for ever.
    Direct,
    /// Several people who all may write.
    Group,
    /// Some people write, many read.
    Channel,
}

/// Who can find a chat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// Anybody.
    Public,
    /// Its members, and who is invited.
    #[default]
    Private,
    /// Nobody who is not in it, and who is invited.
    Secret,
}

/// How people come into a chat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum JoinPolicy {
    /// On their own, when they find it.
    Open,
    /// When somebody lets them in after they asked.
    Approval,
    /// By invitation.
    #[default]
    Invite,
}

/// What somebody reads who came in later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum HistoryVisibility {
    /// Everything.
    #[default]
    All,
    /// What happened since.
    FromJoin,
}

/// What a member may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// May do everything.
    Owner,
    /// May do everything but hand the chat over.
    Admin,
    /// Keeps order: may pin, and delete what others wrote.
    Moderator,
    /// May read, and in a group write.
    Member,
}

impl Role {
    /// The higher, the more it can do to others.
    #[must_use]
    pub const fn rank(self) -> u8 {
        match self {
            Self::Owner => 3,
            Self::Admin => 2,
            Self::Moderator => 1,
            Self::Member => 0,
        }
    }
}

/// Where a person stands with a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum MemberState {
    /// Reads and is pushed everything.
    Active,
    /// Has asked to be let in.
    Pending,
    /// Left on their own.
    Left,
    /// Was removed.
    Removed,
    /// Was removed, and cannot come back.
    Banned,
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
    /// Name of a group or channel; null for a direct chat.
    pub name: Option<String>,
    /// What it is about.
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
    /// Who can find it; null for a direct chat.
    pub visibility: Option<Visibility>,
    /// How people come in; null for a direct chat.
    pub join_policy: Option<JoinPolicy>,
    /// What somebody reads who came in later.
    pub history_visibility: HistoryVisibility,
    /// How many people it takes; null for a direct chat.
    pub max_members: Option<u32>,
    /// Seconds between two messages of one member; 0 when they need not wait.
    pub slow_mode_seconds: u32,
    /// Seconds after which messages disappear; null when they stay.
    pub disappear_after_seconds: Option<u32>,
    /// What its members agree to.
    pub rules: Option<String>,
    /// Words by which it is found.
    pub tags: Vec<String>,
    /// Shelves on which it stands.
    pub categories: Vec<String>,
    /// The operator vouches for it.
    pub verified: bool,
    /// Nobody writes any more.
    pub archived: bool,
    /// What roles may do here, where that is not the usual.
    pub role_permissions: Option<RolePermissions>,
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
    /// What the reader may do.
    pub my_permissions: Permissions,
    /// How the reader wants it.
    pub my_settings: ChatSettings,
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
