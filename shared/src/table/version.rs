//! Former versions of a message: table `messages`, partition `versions#` + chat + `#` + message's
//! number, sort key the entry that made the version.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::id::ChatId;
use crate::table::StoredMessage;
use crate::table::side::Place;
use crate::time::Time;

/// What a message said before.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredVersion {
    /// The text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Everything else, as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// When it was written.
    pub at: Time,
    /// When the table may forget it, epoch seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
}

impl StoredVersion {
    /// What a message says now, and where that is kept.
    ///
    /// # Errors
    /// Never for a message made here.
    pub fn of(message: &StoredMessage) -> Result<(Place, Self)> {
        let slot = &message.slot;
        let version = Self {
            text: message.text.clone(),
            body: message.body.clone(),
            at: message.edited_at.unwrap_or(slot.created_at),
            expires_at: message.expires_at,
        };
        let place = Place::new(
            partition(&slot.chat_id, slot.seq),
            u128::from(message.updated_seq),
        );
        Ok((place, version))
    }
}

/// Partition of a message's former versions.
#[must_use]
pub fn partition(chat: &ChatId, message: u64) -> String {
    format!("versions#{chat}#{message}")
}
