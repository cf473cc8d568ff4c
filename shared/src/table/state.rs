//! What happened to a message, beside it: table `messages`, partition `state#` + chat, sort key the
//! message's number. Small, however large the message is.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::Result;
use crate::id::ChatId;
use crate::table::side::{self, Place};

/// Counts and marks of one message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct State {
    /// The newest entry that changed something here.
    pub updated_seq: u64,
    /// When it did, epoch milliseconds.
    #[serde(default)]
    pub updated_at: i64,
    /// How many people reacted with each emoji.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub reactions: BTreeMap<String, u32>,
    /// How many people chose each option of the poll.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub votes: BTreeMap<String, u32>,
    /// The poll was closed by hand.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
    /// How many messages answer it.
    #[serde(default)]
    pub reply_count: u32,
    /// It is one of the chat's pins.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pinned: bool,
    /// When the table may forget it, epoch seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
}

/// Where the state of a message lies.
#[must_use]
pub fn place(chat: &ChatId, message: u64) -> Place {
    Place::new(partition(chat), u128::from(message))
}

/// The partition of a chat.
#[must_use]
pub fn partition(chat: &ChatId) -> String {
    format!("state#{chat}")
}

/// Reads the states of all messages between two places of a chat's log, strongly consistent.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn between(
    app: &App,
    chat: &ChatId,
    low: u64,
    high: u64,
) -> Result<BTreeMap<u64, State>> {
    let (low, high) = (u128::from(low), u128::from(high));
    let states = side::read_all(app, &partition(chat), low, high).await?;
    let states = states.into_iter();
    Ok(states
        .filter_map(|(seq, state)| Some((u64::try_from(seq).ok()?, state)))
        .collect())
}

/// Reads the states of some messages of a chat, strongly consistent.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn at(
    app: &App,
    chat: &ChatId,
    messages: &BTreeSet<u64>,
) -> Result<BTreeMap<u64, State>> {
    let places: Vec<Place> = messages.iter().map(|seq| place(chat, *seq)).collect();
    let states = side::get_many(app, &places).await?.into_iter();
    Ok(states
        .filter_map(|(place, state)| Some((u64::try_from(place.sort).ok()?, state)))
        .collect())
}
