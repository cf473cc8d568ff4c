//! Presence: table `presence`, key (`userId`). Each live connection is a top-level attribute
//! `c#` + connection, so that devices come and go without touching each other. Index `live`
//! (`live`, `userId`), keys only: who has connections.

mod read;

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Deserialize, Serialize};

use crate::id::{ConnectionId, SessionId, UserId};
use crate::rules::presence::{Pace, Signs, status};
use crate::table::connection::LIFETIME_SECONDS;
use crate::table::item::{Item, text};
use crate::time::Time;
use crate::wire::{Audience, PresenceStatus, UserPresence};

pub use read::{get, get_many, glance, live_in, parse, remove};

/// Index of who has connections.
pub const LIVE: &str = "live";
/// Parts of the index, so that a crowd that comes back at once does not meet in one place.
pub const LIVE_PARTS: u64 = 4;
/// Attribute names of connections begin so.
const PREFIX: &str = "c#";

/// What the record says of one connection.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// The login it was opened with.
    pub session_id: SessionId,
    /// Kind of device.
    pub device: String,
    /// When it was opened, epoch seconds.
    pub at: i64,
    /// Its newest sign of life, epoch milliseconds.
    #[serde(default)]
    pub seen_at: i64,
    /// When somebody last used the device, epoch milliseconds.
    #[serde(default)]
    pub active_at: i64,
}

impl Link {
    /// A connection that opens now.
    #[must_use]
    pub fn new(session_id: SessionId, device: String, now: Time) -> Self {
        Self {
            session_id,
            device,
            at: now.seconds(),
            seen_at: now.millis(),
            active_at: now.millis(),
        }
    }

    /// What it was last known to do.
    #[must_use]
    pub const fn signs(&self) -> Signs {
        Signs {
            seen_at: Time::from_millis(self.seen_at),
            active_at: Time::from_millis(self.active_at),
        }
    }

    /// API Gateway may still have it open.
    fn can_be_open(&self, now: Time) -> bool {
        self.at > now.seconds() - LIFETIME_SECONDS
    }
}

/// What was last told to those who watch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Told {
    /// The status.
    pub status: PresenceStatus,
    /// What was said to it.
    pub text: Option<String>,
    /// They showed themself to nobody.
    pub hidden: bool,
    /// To whom they showed it.
    pub shown_to: Audience,
    /// When, epoch milliseconds.
    pub at: i64,
}

impl Told {
    /// Whether there is nothing to tell who was told this.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        let at = other.at;
        Self { at, ..self.clone() } == *other
    }
}

/// A user's connections, and what they are to others.
#[derive(Clone, Debug)]
pub struct Presence {
    /// The person.
    pub user_id: UserId,
    /// The connections, oldest first; they can still be alive.
    pub connections: Vec<(ConnectionId, Link)>,
    /// Connections that API Gateway must have closed.
    pub lapsed: Vec<(ConnectionId, Link)>,
    /// Everything else.
    pub facts: Facts,
}

/// What a record says beside connections.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Facts {
    /// When a connection last closed, epoch milliseconds.
    pub last_seen_at: Option<i64>,
    /// What the person has chosen.
    pub chosen: PresenceStatus,
    /// What they say to it.
    pub text: Option<String>,
    /// Since when they look offline by choice, epoch milliseconds.
    pub hidden_at: Option<i64>,
    /// Who sees all this; a copy of the setting.
    pub shown_to: Audience,
    /// What was last told.
    pub told: Option<Told>,
    /// When it is to be looked at again, epoch milliseconds.
    pub due_at: Option<i64>,
    /// The record is in the index.
    pub live: Option<String>,
    /// Counts what happens to the record.
    pub revision: u64,
}

impl Facts {
    /// They show themself to nobody now, or look offline by choice.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        self.shown_to == Audience::Nobody || self.chosen == PresenceStatus::Offline
    }
}

impl Presence {
    /// The record of somebody who never was there.
    #[must_use]
    pub fn of(user_id: UserId) -> Self {
        Self {
            user_id,
            connections: Vec::new(),
            lapsed: Vec::new(),
            facts: Facts::default(),
        }
    }

    /// What others see who may.
    #[must_use]
    pub fn seen(&self, now: Time, pace: Pace) -> UserPresence {
        let signs = self.connections.iter().map(|(_, link)| link.signs());
        let status = status(self.facts.chosen, signs, now, pace);
        let is_gone = status == PresenceStatus::Offline;
        UserPresence {
            status,
            text: self.facts.text.clone(),
            last_seen_at: self.last_seen().filter(|_| is_gone),
        }
    }

    /// When they were last there: nothing after they chose to look offline is told.
    fn last_seen(&self) -> Option<Time> {
        let millis = match (self.facts.chosen, self.facts.hidden_at) {
            (PresenceStatus::Offline, Some(hidden)) => Some(hidden),
            _ => {
                let links = self.connections.iter().chain(&self.lapsed);
                let signs = links.map(|(_, link)| link.seen_at);
                signs.chain(self.facts.last_seen_at).max()
            }
        };
        millis.map(Time::from_millis)
    }

    /// Whether others have to be told what the person is now.
    #[must_use]
    pub fn is_news(&self, seen: &UserPresence) -> bool {
        match &self.facts.told {
            Some(told) => {
                told.status != seen.status
                    || told.text != seen.text
                    || told.hidden != self.facts.is_hidden()
                    || told.shown_to != self.facts.shown_to
            }
            None => {
                seen.status != PresenceStatus::Offline
                    || seen.text.is_some()
                    || self.facts.is_hidden()
            }
        }
    }

    /// The connections that must be gone, since nothing is heard of them.
    #[must_use]
    pub fn silent(&self, now: Time, pace: Pace) -> Vec<(ConnectionId, Link)> {
        let is_silent = |(_, link): &&(ConnectionId, Link)| link.signs().is_silent(now, pace);
        let silent = self.connections.iter().filter(is_silent);
        silent.chain(&self.lapsed).cloned().collect()
    }

    /// When it is to be looked at again, if that is settled.
    #[must_use]
    pub fn due_at(&self) -> Option<Time> {
        self.facts.due_at.map(Time::from_millis)
    }
}

/// Name of the attribute of a connection.
#[must_use]
pub fn attribute(connection: &ConnectionId) -> String {
    format!("{PREFIX}{}", connection.0)
}

/// The part of the index a person belongs to.
#[must_use]
pub fn live_part(user: &UserId) -> AttributeValue {
    // Whichever part it is: who leaves is removed by their key.
    let mut hasher = DefaultHasher::new();
    user.hash(&mut hasher);
    text((hasher.finish() % LIVE_PARTS).to_string())
}

/// Key of a record.
#[must_use]
pub fn presence_key(user: &UserId) -> Item {
    HashMap::from([("userId".to_owned(), text(user.as_str()))])
}
