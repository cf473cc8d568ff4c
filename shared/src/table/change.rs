//! Changes of messages, as entries of the log. They are small: what a message now says lies in the
//! message, so that deleting it deletes it everywhere.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::id::{MessageId, UserId};
use crate::table::entry::Slot;
use crate::table::item::{Item, number, to_item};

/// A change of a message.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredChange {
    /// Its place.
    #[serde(flatten)]
    pub slot: Slot,
    /// What changed.
    #[serde(flatten)]
    pub change: Change,
    /// The message.
    pub message_id: MessageId,
    /// Its place.
    pub message_seq: u64,
    /// Who did it.
    pub actor_id: UserId,
    /// When the table may forget it, epoch seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
}

/// What can happen to a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "change",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Change {
    /// Its text is another one.
    Edited,
    /// Its content is gone.
    Deleted {
        /// What the log counted at the message.
        message_ordinal: u64,
    },
    /// It is one of the chat's pins.
    Pinned,
    /// It is not any more.
    Unpinned,
    /// Somebody reacted.
    ReactionAdded {
        /// With this.
        emoji: String,
        /// From so many people now.
        count: u32,
    },
    /// Somebody took it back.
    ReactionRemoved {
        /// This.
        emoji: String,
        /// From so many people now.
        count: u32,
    },
    /// Somebody voted, or the poll was closed.
    PollUpdated {
        /// Votes for each option.
        counts: Vec<(String, u32)>,
        /// Whether voting is over.
        closed: bool,
    },
}

impl StoredChange {
    /// The change as an item at its number.
    ///
    /// # Errors
    /// Never for a change made here.
    pub fn to_item(&self) -> Result<Item> {
        to_item(self)
    }

    /// The change as an item beside the messages, at the negative of its number. Without an
    /// `ordinal`, by which the stream tells a new entry.
    ///
    /// # Errors
    /// Never for a change made here.
    pub fn to_item_aside(&self) -> Result<Item> {
        let mut item = self.to_item()?;
        item.insert("seq".to_owned(), number(format!("-{}", self.slot.seq)));
        item.remove("ordinal");
        Ok(item)
    }
}
