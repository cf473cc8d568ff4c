//! Messages that somebody deleted for themselves: table `messages`, partition `hidden#` + chat +
//! `#` + user, sort key the message's number.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::Result;
use crate::id::{ChatId, UserId};
use crate::table::side::{self, Place};
use crate::time::Time;

/// That a message is hidden.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hidden {
    /// Since when.
    pub at: Time,
    /// When the table may forget it, epoch seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
}

fn partition(chat: &ChatId, user: &UserId) -> String {
    format!("hidden#{chat}#{user}")
}

/// Where it is kept.
#[must_use]
pub fn place(chat: &ChatId, user: &UserId, message: u64) -> Place {
    Place::new(partition(chat, user), u128::from(message))
}

/// What somebody has hidden between two places of a chat's log.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn between(
    app: &App,
    chat: &ChatId,
    user: &UserId,
    low: u64,
    high: u64,
) -> Result<BTreeSet<u64>> {
    let (low, high) = (u128::from(low), u128::from(high));
    let rows: Vec<(u128, Hidden)> = side::read_all(app, &partition(chat, user), low, high).await?;
    let seqs = rows.into_iter().map(|(seq, _)| u64::try_from(seq));
    Ok(seqs.filter_map(std::result::Result::ok).collect())
}

/// Which of some messages of a chat somebody has hidden.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn among(
    app: &App,
    chat: &ChatId,
    user: &UserId,
    messages: &BTreeSet<u64>,
) -> Result<BTreeSet<u64>> {
    let places = messages.iter().map(|seq| place(chat, user, *seq));
    let places: Vec<Place> = places.collect();
    let rows = side::get_many::<Hidden>(app, &places).await?;
    let seqs = rows.into_keys().map(|place| u64::try_from(place.sort));
    Ok(seqs.filter_map(std::result::Result::ok).collect())
}
