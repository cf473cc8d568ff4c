//! Requests to be let in: table `chats`, key (`pk` = chat, `sk` = `request#` + user). The person's
//! member record says `pending` as long as one is here.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::id::{ChatId, UserId};
use crate::table::item::{Item, key, to_item};
use crate::time::Time;

/// Sort keys of requests begin so.
pub const PREFIX: &str = "request#";

/// One person who asks to be let in.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JoinRequest {
    /// Who. Not called `userId`, by which a person's own chats are found.
    pub person_id: UserId,
    /// Since when.
    pub requested_at: Time,
}

impl JoinRequest {
    /// The request as an item.
    ///
    /// # Errors
    /// Never: it has a form in DynamoDB.
    pub fn to_item(&self, chat: &ChatId) -> Result<Item> {
        let mut item = to_item(self)?;
        item.extend(request_key(chat, &self.person_id));
        Ok(item)
    }
}

/// Key of a request.
#[must_use]
pub fn request_key(chat: &ChatId, user: &UserId) -> Item {
    key(("pk", chat.as_str()), ("sk", &format!("{PREFIX}{user}")))
}
