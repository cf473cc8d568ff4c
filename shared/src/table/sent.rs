//! What was sent under a `clientMessageId`: table `messages`, key
//! (`chatId` = `sent#` + chat + `#` + sender + `#` + key, `seq` = 0), gone after 24 h.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::id::{ChatId, UserId};
use crate::table::item::{Item, to_item};
use crate::table::scheduled::Appointment;

/// The first result of a send, found again by its key.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sent {
    #[serde(rename = "chatId")]
    partition: String,
    seq: u64,
    /// The entry that was written; none while it waits for its time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry_seq: Option<u64>,
    /// The appointment that was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appointment: Option<Appointment>,
    /// Hash of the body that was sent.
    pub hash: String,
    /// Epoch seconds after which the key is free again.
    pub expires_at: i64,
}

impl Sent {
    /// The record of a send, under chat, sender and key.
    #[must_use]
    pub fn new(
        (chat, sender, key): (&ChatId, &UserId, &str),
        entry_seq: Option<u64>,
        hash: String,
        expires_at: i64,
    ) -> Self {
        Self {
            partition: format!("sent#{chat}#{sender}#{key}"),
            seq: 0,
            entry_seq,
            appointment: None,
            hash,
            expires_at,
        }
    }

    /// The record as an item.
    ///
    /// # Errors
    /// Never for a record made here.
    pub fn to_item(&self) -> Result<Item> {
        to_item(self)
    }
}
