//! What clients ask to be done with chats.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::id::{ChatId, UserId};
use crate::rules::permission::{Permissions, RolePermissions};
use crate::time::Time;
use crate::wire::request::given;
use crate::wire::{Chat, ChatType, HistoryVisibility, JoinPolicy, Member, Role, Visibility};

/// Body of `POST /v1/chats`. All but `type` and `memberIds` are for groups and channels.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreateChat {
    /// Kind of chat.
    #[serde(rename = "type")]
    pub kind: ChatType,
    /// The others: exactly one for `direct`.
    pub member_ids: Vec<UserId>,
    /// Name, required for a group or channel.
    #[schema(max_length = 100)]
    pub name: Option<String>,
    /// What it is about.
    #[schema(max_length = 500)]
    pub description: Option<String>,
    /// Address of a picture, `https`.
    #[schema(max_length = 2048)]
    pub avatar_url: Option<String>,
    /// Who can find it; `private` unless given.
    pub visibility: Option<Visibility>,
    /// How people come in; `invite` unless given.
    pub join_policy: Option<JoinPolicy>,
    /// What somebody reads who comes in later; `all` unless given.
    pub history_visibility: Option<HistoryVisibility>,
    /// How many people it takes: 2 to 10,000, 256 unless given.
    #[schema(minimum = 2, maximum = 10_000)]
    pub max_members: Option<u32>,
    /// Seconds between two messages of one member: 0 to 3,600.
    #[schema(maximum = 3_600)]
    pub slow_mode_seconds: Option<u32>,
    /// Seconds after which messages disappear: 60 to 31,536,000; null keeps them.
    #[schema(minimum = 60, maximum = 31_536_000)]
    pub disappear_after_seconds: Option<u32>,
    /// What its members agree to.
    #[schema(max_length = 2000)]
    pub rules: Option<String>,
    /// Words by which it is found: up to 10 of 1 to 30 characters.
    pub tags: Option<Vec<String>>,
    /// Shelves on which it stands: up to 10 of 1 to 30 characters.
    pub categories: Option<Vec<String>>,
}

/// Body of `PATCH /v1/chats/{id}`. Absence leaves alone, null clears. A direct chat has
/// `disappearAfterSeconds` alone.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EditChat {
    /// Name; cannot be cleared.
    #[schema(max_length = 100)]
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub name: Option<Option<String>>,
    /// What it is about.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub description: Option<Option<String>>,
    /// Address of a picture, `https`.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub avatar_url: Option<Option<String>>,
    /// Who can find it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Visibility>)]
    pub visibility: Option<Option<Visibility>>,
    /// How people come in.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<JoinPolicy>)]
    pub join_policy: Option<Option<JoinPolicy>>,
    /// What somebody reads who came in later.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<HistoryVisibility>)]
    pub history_visibility: Option<Option<HistoryVisibility>>,
    /// How many people it takes: 2 to 10,000.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<u32>)]
    pub max_members: Option<Option<u32>>,
    /// Seconds between two messages of one member: 0 to 3,600.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<u32>)]
    pub slow_mode_seconds: Option<Option<u32>>,
    /// Seconds after which messages disappear: 60 to 31,536,000; for messages sent from now on.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<u32>)]
    pub disappear_after_seconds: Option<Option<u32>>,
    /// What its members agree to.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub rules: Option<Option<String>>,
    /// Words by which it is found.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Vec<String>>)]
    pub tags: Option<Option<Vec<String>>>,
    /// Shelves on which it stands.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Vec<String>>)]
    pub categories: Option<Option<Vec<String>>>,
    /// Nobody writes any more.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<bool>)]
    pub archived: Option<Option<bool>>,
    /// What roles below one's own may do; null for the usual.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<RolePermissions>)]
    pub role_permissions: Option<Option<RolePermissions>>,
}

/// Body of `POST …/members`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Additions {
    /// 1 to 1,000 people.
    pub user_ids: Vec<UserId>,
}

/// What became of one person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Addition {
    /// Who.
    pub user_id: UserId,
    /// `added`, `already`, `full`, `banned`, `blocked`, or `unknown`.
    pub status: String,
    /// Their membership, when they are in.
    pub member: Option<Member>,
}

impl Addition {
    /// Somebody who did not come in.
    #[must_use]
    pub fn refused(user_id: UserId, status: &str) -> Self {
        Self {
            user_id,
            status: status.to_owned(),
            member: None,
        }
    }
}

/// Body of `PATCH …/members/{userId}`. Absence leaves alone, null clears.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EditMember {
    /// A role below one's own.
    pub role: Option<Role>,
    /// What they are called here, up to 50 characters.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub title: Option<Option<String>>,
    /// What they may do instead of what their role may.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Vec<crate::rules::permission::Permission>>)]
    pub permissions: Option<Option<Permissions>>,
}

/// Body of what names one person.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NamedUser {
    /// Who.
    pub user_id: UserId,
}

/// How somebody wants a chat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChatSettings {
    /// No notifications until then.
    pub muted_until: Option<Time>,
    /// It stands above the others.
    pub pinned: bool,
    /// It is put away.
    pub archived: bool,
    /// What to be notified of.
    pub notification_level: NotificationLevel,
}

/// What somebody is notified of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum NotificationLevel {
    /// Every message.
    #[default]
    All,
    /// Messages that name them.
    Mentions,
    /// Nothing.
    None,
}

/// Body of `PUT …/settings`. Absence leaves alone.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EditChatSettings {
    /// No notifications until then; null ends that.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Time>)]
    pub muted_until: Option<Option<Time>>,
    /// It stands above the others.
    pub pinned: Option<bool>,
    /// It is put away.
    pub archived: Option<bool>,
    /// What to be notified of.
    pub notification_level: Option<NotificationLevel>,
}

/// What somebody has not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Unread {
    /// In all chats that are not muted.
    pub total: u64,
    /// The chats in which there is something.
    pub chats: Vec<UnreadChat>,
}

/// What somebody has not read in one chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnreadChat {
    /// The chat.
    pub chat_id: ChatId,
    /// Messages.
    pub unread_count: u64,
}

/// A public chat, or one of one's own, as it is found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FoundChat {
    /// The chat.
    #[serde(flatten)]
    pub chat: Chat,
    /// Where the caller stands; null for a stranger.
    pub my_state: Option<crate::wire::MemberState>,
}

/// The fields of a chat that changed.
pub type Changes = Map<String, Value>;
