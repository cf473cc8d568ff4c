//! What one person did with one message: table `messages`, partition `by#` + chat + `#` + message's
//! number, sort key a number made of the person's identifier.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::id::{ChatId, UserId};
use crate::table::side::Place;

/// Reactions and votes of one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reactor {
    /// The person.
    pub user_id: UserId,
    /// Their reactions.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub emojis: BTreeSet<String>,
    /// The options they chose.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub votes: BTreeSet<String>,
    /// The newest entry that changed something here.
    pub updated_seq: u64,
    /// When the table may forget it, epoch seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
}

impl Reactor {
    /// Somebody who has done nothing yet.
    #[must_use]
    pub fn new(user: &UserId) -> Self {
        Self {
            user_id: user.clone(),
            emojis: BTreeSet::new(),
            votes: BTreeSet::new(),
            updated_seq: 0,
            expires_at: None,
        }
    }
}

/// Where a person's record lies.
#[must_use]
pub fn place(chat: &ChatId, message: u64, user: &UserId) -> Place {
    Place::new(partition(chat, message), user.number())
}

/// Partition of a message's records.
#[must_use]
pub fn partition(chat: &ChatId, message: u64) -> String {
    format!("by#{chat}#{message}")
}
