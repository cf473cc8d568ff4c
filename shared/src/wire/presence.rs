use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{ChatId, SessionId, UserId};
use crate::time::Time;
use crate::wire::request::{given, something};

/// Whether somebody is there, in a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PresenceStatus {
    /// A device of theirs is connected, and was used lately.
    #[default]
    Online,
    /// Devices are connected and were not used lately, or they say so.
    Away,
    /// Connected, and wants no interruption.
    DoNotDisturb,
    /// No device is connected, or they say so.
    Offline,
}

/// Whether somebody is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserPresence {
    /// In a word.
    pub status: PresenceStatus,
    /// What they say to it.
    pub text: Option<String>,
    /// When their last device went; null while one is there, when none ever was, and when they do
    /// not show it.
    pub last_seen_at: Option<Time>,
}

impl UserPresence {
    /// What is seen of somebody who does not show themself.
    #[must_use]
    pub const fn hidden() -> Self {
        Self {
            status: PresenceStatus::Offline,
            text: None,
            last_seen_at: None,
        }
    }
}

/// Whether a certain person is there, as the reader may see it. Somebody unknown, or who does not
/// show it, looks like somebody who never was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Presence {
    /// Who.
    pub user_id: UserId,
    /// What is seen of them.
    #[serde(flatten)]
    pub seen: UserPresence,
}

/// Whether the caller is there, as others see it, and what it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MyPresence {
    /// What others see who may.
    #[serde(flatten)]
    pub presence: Presence,
    /// What the caller has chosen; `online` leaves it to the devices.
    pub chosen_status: PresenceStatus,
    /// The devices that are connected.
    pub devices: Vec<ConnectedDevice>,
}

/// A device that is connected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConnectedDevice {
    /// Its login.
    pub session_id: SessionId,
    /// Kind of device.
    pub device: String,
    /// `online` or `away`, by its use.
    pub status: PresenceStatus,
    /// Since when.
    pub connected_at: Time,
    /// When it was last used.
    pub last_active_at: Time,
}

/// Body of `PUT /v1/presence/me`, and data of `setPresence`: what is absent stays as it is.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SetPresence {
    /// `offline` looks offline to others; `online` leaves it to the devices.
    #[serde(default, deserialize_with = "something")]
    pub status: Option<PresenceStatus>,
    /// What to say to it; null says nothing.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, max_length = 200)]
    pub text: Option<Option<String>>,
}

/// Data of `watchPresence`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WatchPresence {
    /// Whom this connection wants to be told of, in place of whom it wanted before.
    #[schema(max_items = 200)]
    pub user_ids: Vec<UserId>,
}

/// Who looks at a chat now, as far as the caller may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Viewers {
    /// The chat.
    pub chat_id: ChatId,
    /// How many.
    pub count: usize,
    /// Who.
    pub user_ids: Vec<UserId>,
}

/// Whether somebody begins or ends to type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum TypingState {
    /// They type.
    Started,
    /// They do not any more.
    Stopped,
}

/// Somebody who types.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Typing {
    /// Who.
    pub user_id: UserId,
    /// When it ends by itself; in `typing.stopped` when it ended.
    pub expires_at: Time,
}

/// Data of `viewer.joined` and `viewer.left`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Viewer {
    /// Who.
    pub user_id: UserId,
    /// How many look at the chat now.
    pub count: usize,
}
