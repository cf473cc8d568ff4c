//! What was invited under an `Idempotency-Key`: table `chats`, key (`pk` = chat, `sk` = `made#` +
//! who + `#` + key), gone after 24 h.

use aws_sdk_dynamodb::types::Put;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ChatId, UserId};
use crate::rules::limits::LIMITS;
use crate::table::EXPIRES_AT;
use crate::table::item::{Item, from_item, key, number, to_item};
use crate::time::Time;
use crate::wire::Invite;

/// The first answer under a key.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MadeInvite {
    invite: String,
    /// Hash of what was asked for.
    pub hash: String,
    expires_at: i64,
}

/// Key of a record.
#[must_use]
pub fn made_key(chat: &ChatId, by: &UserId, name: &str) -> Item {
    key(("pk", chat.as_str()), ("sk", &format!("made#{by}#{name}")))
}

impl MadeInvite {
    /// The record of an invitation that is made now.
    ///
    /// # Errors
    /// Never: an invitation has a JSON form.
    pub fn new(invite: &Invite, hash: String, now: Time) -> Result<Self> {
        Ok(Self {
            invite: serde_json::to_string(invite).map_err(Error::internal)?,
            hash,
            expires_at: now.seconds() + i64::from(LIMITS.idempotency_seconds),
        })
    }

    /// The invitation as it was answered.
    ///
    /// # Errors
    /// Never for a record made here.
    pub fn invite(&self) -> Result<Invite> {
        serde_json::from_str(&self.invite).map_err(Error::internal)
    }

    /// Writes the record if its key is free.
    ///
    /// # Errors
    /// Never for a record made here.
    pub fn put_if_free(&self, table: &str, at: Item, now: Time) -> Result<Put> {
        let mut item = to_item(self)?;
        item.extend(at);
        Ok(Put::builder()
            .table_name(table)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk) OR #expires < :now")
            .expression_attribute_names("#expires", EXPIRES_AT)
            .expression_attribute_values(":now", number(now.seconds()))
            .build()?)
    }
}

/// Reads a record that is good, strongly consistent.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn get(app: &App, at: Item, now: Time) -> Result<Option<MadeInvite>> {
    let output = app
        .dynamodb
        .get_item()
        .table_name(app.config.chats_table()?)
        .set_key(Some(at))
        .consistent_read(true)
        .send()
        .await?;
    let made: Option<MadeInvite> = output.item.map(from_item).transpose()?;
    Ok(made.filter(|made| made.expires_at >= now.seconds()))
}
