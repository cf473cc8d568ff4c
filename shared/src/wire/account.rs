use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{ChatId, UserId};
use crate::time::Time;
use crate::wire::request::{given, something};
use crate::wire::secretive::secretive;
use crate::wire::{ChatType, Message, Role, Session, Settings, UserPresence};

secretive!(DeleteMe, EditMe);

/// A person as others see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// Identifier.
    pub id: UserId,
    /// Unique name, compared without regard to case.
    pub username: String,
    /// Name to show.
    pub display_name: String,
    /// First name; null when they do not show it, as what follows.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Picture.
    pub avatar_url: Option<String>,
    /// What they say of themselves.
    pub bio: Option<String>,
    /// The e-mail address was proven.
    pub email_verified: bool,
    /// Whether they are there; only where one person is asked for, null when they do not show it.
    pub presence: Option<UserPresence>,
    /// When the account was made.
    pub created_at: Time,
}

/// The caller's own account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Me {
    /// What others see, and what they may not.
    #[serde(flatten)]
    pub user: User,
    /// E-mail address; others never see it. Null for somebody who logs in elsewhere and has none.
    pub email: Option<String>,
    /// The address that takes its place once it is confirmed.
    pub pending_email: Option<String>,
    /// Telephone number; others never see it.
    pub phone: Option<String>,
    /// Whether log-in asks for a code.
    pub mfa_enabled: bool,
}

/// Somebody whom the caller has blocked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Blocked {
    /// Who.
    pub user_id: UserId,
    /// By name; "Deleted user" when the account is gone.
    pub user: Option<User>,
    /// Since when.
    pub blocked_at: Time,
}

/// Body of `PATCH /v1/users/me`: absent leaves alone, null clears what can be empty.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EditMe {
    /// 3 to 32 letters, digits, `.`, `_` or `-`.
    #[serde(default, deserialize_with = "something")]
    #[schema(min_length = 3, max_length = 32)]
    pub username: Option<String>,
    /// Name to show.
    #[serde(default, deserialize_with = "something")]
    #[schema(max_length = 100)]
    pub display_name: Option<String>,
    /// First name.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, max_length = 100)]
    pub first_name: Option<Option<String>>,
    /// Last name.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, max_length = 100)]
    pub last_name: Option<Option<String>>,
    /// Picture: an https address.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, max_length = 2048)]
    pub avatar_url: Option<Option<String>>,
    /// What they say of themselves.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, max_length = 500)]
    pub bio: Option<Option<String>>,
    /// Telephone number: `+` and 7 to 15 digits (ITU-T E.164).
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub phone: Option<Option<String>>,
    /// A new address, which takes the old one's place once it is confirmed.
    #[serde(default, deserialize_with = "something")]
    #[schema(max_length = 254)]
    pub email: Option<String>,
    /// The password, for a new address.
    pub current_password: Option<String>,
}

/// Body of `DELETE /v1/users/me`.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeleteMe {
    /// The password; not asked of who logs in elsewhere.
    pub password: Option<String>,
}

/// Everything that is kept of the caller, page by page: the first has all but messages whole, later
/// ones hold messages alone.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Export {
    /// The account.
    pub user: Option<Me>,
    /// Settings.
    pub settings: Option<Settings>,
    /// Logins that stand.
    pub sessions: Option<Vec<Session>>,
    /// Whom they have blocked.
    pub blocked: Option<Vec<Blocked>>,
    /// Chats they are in.
    pub chats: Option<Vec<ExportedChat>>,
    /// What they wrote, chat by chat.
    pub messages: Vec<Message>,
    /// Where it goes on; null at the end.
    pub next_cursor: Option<String>,
}

/// A chat in an export.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExportedChat {
    /// Identifier.
    pub id: ChatId,
    /// Type.
    #[serde(rename = "type")]
    pub kind: ChatType,
    /// Name; null for direct chats.
    pub name: Option<String>,
    /// The caller's role.
    pub role: Role,
    /// Since when.
    pub joined_at: Time,
}
