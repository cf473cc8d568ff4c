//! How people come into a chat, and how they are kept out.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{ChatId, InviteCode, UserId};
use crate::time::Time;
use crate::wire::{Chat, MemberState, User};

/// Answer to who asked to be let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Pending {
    /// Always `pending`.
    pub state: MemberState,
}

/// Somebody who asks to be let in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Requester {
    /// Who.
    pub user_id: UserId,
    /// By name; "Deleted user" when the account is gone.
    pub user: Option<User>,
    /// Since when.
    pub requested_at: Time,
}

/// Body of `PUT …/bans/{userId}`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewBan {
    /// Why, up to 500 characters.
    #[schema(max_length = 500)]
    pub reason: Option<String>,
    /// Until when; for ever unless given.
    pub until: Option<Time>,
}

/// Somebody who is kept out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Ban {
    /// Who.
    pub user_id: UserId,
    /// By name; "Deleted user" when the account is gone.
    pub user: Option<User>,
    /// Why.
    pub reason: Option<String>,
    /// Until when; null for ever.
    pub until: Option<Time>,
    /// By whom.
    pub by: UserId,
    /// Since when.
    pub at: Time,
}

/// Body of `POST …/invites`: for one person, or with neither field or the others a link.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewInvite {
    /// For whom.
    pub user_id: Option<UserId>,
    /// Until when it is good.
    pub expires_at: Option<Time>,
    /// How often it is good: 1 to 10,000.
    #[schema(minimum = 1, maximum = 10_000)]
    pub max_uses: Option<u32>,
}

/// An invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Invite {
    /// By what it is named.
    pub code: InviteCode,
    /// Into which chat.
    pub chat_id: ChatId,
    /// For whom; null for whoever has the code.
    pub user_id: Option<UserId>,
    /// Who made it.
    pub created_by: UserId,
    /// When.
    pub created_at: Time,
    /// Until when it is good.
    pub expires_at: Option<Time>,
    /// How often it is good.
    pub max_uses: Option<u32>,
    /// How often it was used.
    pub uses: u32,
}

/// An invitation with the chat it leads to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InvitePreview {
    /// The invitation.
    #[serde(flatten)]
    pub invite: Invite,
    /// The chat, without the reader's side.
    pub chat: Chat,
}
