//! What was sent under a `clientMessageId`: table `messages`, key
//! (`chatId` = `sent#` + chat + `#` + sender + `#` + key, `seq` = 0), gone after 24 h.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::id::{ChatId, UserId};
use crate::table::item::{Item, to_item};

/// The first result of a send, found again by its key.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sent {
    #[serde(rename = "chatId")]
    partition: String,
    seq: u64,
    /// The entry that was written.
    pub entry_seq: u64,
    /// Hash of the body that was sent.
    pub hash: String,
    /// Epoch seconds after which the key is free again.
    pub expires_at: i64,
}

impl Sent {
    /// The record of a send that becomes entry `entry_seq`.
    #[must_use]
    pub fn new(
        chat: &ChatId,
        sender: &UserId,
        key: &str,
        entry_seq: u64,
        hash: String,
        expires_at: i64,
    ) -> Self {
        Self {
            partition: partition(chat, sender, key),
            seq: 0,
            entry_seq,
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

fn partition(chat: &ChatId, sender: &UserId, key: &str) -> String {
    format!("sent#{chat}#{sender}#{key}")
}
