//! Bans: table `chats`, key (`pk` = chat, `sk` = `ban#` + user). The person's member record says
//! `banned` as long as one is here and its time is not over.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::id::{ChatId, UserId};
use crate::table::item::{Item, key, to_item};
use crate::time::Time;

/// Sort keys of bans begin so.
pub const PREFIX: &str = "ban#";

/// One person who is kept out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredBan {
    /// Who. Not called `userId`, by which a person's own chats are found.
    pub person_id: UserId,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Until when; none means for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Time>,
    /// By whom.
    pub by: UserId,
    /// Since when.
    pub at: Time,
    /// When the table may forget it, epoch seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
}

impl StoredBan {
    /// The ban as an item.
    ///
    /// # Errors
    /// Never: it has a form in DynamoDB.
    pub fn to_item(&self, chat: &ChatId) -> Result<Item> {
        let mut item = to_item(self)?;
        item.extend(ban_key(chat, &self.person_id));
        Ok(item)
    }
}

/// Key of a ban.
#[must_use]
pub fn ban_key(chat: &ChatId, user: &UserId) -> Item {
    key(("pk", chat.as_str()), ("sk", &format!("{PREFIX}{user}")))
}
