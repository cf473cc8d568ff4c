//! What was sent under a `clientMessageId`: table `messages`, key
//! (`chatId` = `sent#` + chat + `#` + sender + `#` + key, `seq` = 0), gone after 24 h.

use aws_sdk_dynamodb::types::builders::PutBuilder;
use aws_sdk_dynamodb::types::{Put, ReturnValuesOnConditionCheckFailure as OnFailure};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::Result;
use crate::id::{ChatId, UserId};
use crate::table::EXPIRES_AT;
use crate::table::item::{number, to_item};
use crate::table::scheduled::Appointment;
use crate::table::side::{self, Place};
use crate::time::Time;

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
            partition: place((chat, sender, key)).partition,
            seq: 0,
            entry_seq,
            appointment: None,
            hash,
            expires_at,
        }
    }

    /// Writes the record whatever is there.
    ///
    /// # Errors
    /// Never for a record made here.
    pub fn put(&self, table: &str) -> Result<PutBuilder> {
        Ok(Put::builder()
            .table_name(table)
            .set_item(Some(to_item(self)?)))
    }

    /// Writes the record if its key is free at a time, epoch seconds; else the transaction is
    /// cancelled and tells what is there.
    ///
    /// # Errors
    /// Never for a record made here.
    pub fn put_if_free(&self, table: &str, now: i64) -> Result<PutBuilder> {
        Ok(self
            .put(table)?
            .condition_expression("attribute_not_exists(chatId) OR #expires < :now")
            .expression_attribute_names("#expires", EXPIRES_AT)
            .expression_attribute_values(":now", number(now))
            .return_values_on_condition_check_failure(OnFailure::AllOld))
    }
}

/// Where the record of a send lies.
#[must_use]
pub fn place((chat, sender, key): (&ChatId, &UserId, &str)) -> Place {
    Place::new(format!("sent#{chat}#{sender}#{key}"), 0)
}

/// What was sent under a key, as long as the key is taken.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn get(app: &App, key: (&ChatId, &UserId, &str)) -> Result<Option<Sent>> {
    let sent: Option<Sent> = side::get(app, &place(key)).await?;
    let now = Time::now().seconds();
    Ok(sent.filter(|sent| sent.expires_at >= now))
}
