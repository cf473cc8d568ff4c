//! The pins of a chat, one item: table `messages`, partition `pins#` + chat, sort key 0.

use serde::{Deserialize, Serialize};

use crate::id::{ChatId, UserId};
use crate::table::side::Place;
use crate::time::Time;

/// The pins of a chat.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pins {
    /// Newest last.
    pub pins: Vec<PinRow>,
    /// The newest entry that changed something here.
    pub updated_seq: u64,
}

/// One pin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PinRow {
    /// The message's place.
    pub seq: u64,
    /// Who pinned it.
    pub by: UserId,
    /// When.
    pub at: Time,
    /// When the message disappears.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden_at: Option<Time>,
}

/// Where the pins of a chat lie.
#[must_use]
pub fn place(chat: &ChatId) -> Place {
    Place::new(format!("pins#{chat}"), 0)
}
