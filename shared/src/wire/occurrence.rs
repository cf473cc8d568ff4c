//! What happens to a chat itself: who is in it, and what it is.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::id::UserId;
use crate::rules::permission::Permission;
use crate::time::Time;
use crate::wire::{MemberState, Role, User};

/// Kind of an entry that is about the chat, named as its event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Happening {
    /// People came in.
    #[serde(rename = "member.added")]
    MemberAdded,
    /// Roles, titles or permissions changed.
    #[serde(rename = "member.updated")]
    MemberUpdated,
    /// People were removed or banned.
    #[serde(rename = "member.removed")]
    MemberRemoved,
    /// Somebody left.
    #[serde(rename = "member.left")]
    MemberLeft,
    /// Fields of the chat changed.
    #[serde(rename = "chat.updated")]
    ChatUpdated,
    /// The chat is gone; nothing follows.
    #[serde(rename = "chat.deleted")]
    ChatDeleted,
}

impl Happening {
    /// The type of its event.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MemberAdded => "member.added",
            Self::MemberUpdated => "member.updated",
            Self::MemberRemoved => "member.removed",
            Self::MemberLeft => "member.left",
            Self::ChatUpdated => "chat.updated",
            Self::ChatDeleted => "chat.deleted",
        }
    }
}

/// One person in one chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// Who.
    pub user_id: UserId,
    /// By name; "Deleted user" when the account is gone.
    pub user: Option<User>,
    /// What they may do.
    pub role: Role,
    /// Where they stand.
    pub state: MemberState,
    /// What they are called here.
    pub title: Option<String>,
    /// What they may do instead of what their role may; null when that.
    pub permissions: Option<BTreeSet<Permission>>,
    /// When they came in, or asked to.
    pub joined_at: Time,
    /// When they left, were removed or banned.
    pub left_at: Option<Time>,
}

/// What an entry about the chat says. Members are as the entry left them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Occurrence {
    /// What happened.
    pub event: Happening,
    /// Who did it.
    pub actor_id: UserId,
    /// Whom it concerns, without their names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Member>,
    /// Why, when somebody said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The chat's new fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<Map<String, Value>>,
}
