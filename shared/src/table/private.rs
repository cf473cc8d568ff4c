//! What concerns one person alone, and so is in no log: table `messages`, partition `private#` +
//! user, sort key made of the time.

use rand::Rng;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::rules::limits::LIMITS;
use crate::table::Item;
use crate::table::side::{self, HIGHEST, Place, Stretch};
use crate::time::Time;
use crate::wire::Event;

/// Acts of one millisecond are told apart by so many random values.
const PER_MILLI: u128 = 1_000_000;
/// Clocks differ, and a write takes its time: so much before the last answer is told once more.
const OVERLAP_SECONDS: i64 = 60;
/// Events of one reply.
const LIMIT: u32 = 100;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    event: String,
    expires_at: i64,
}

fn partition(user: &UserId) -> String {
    format!("private#{user}")
}

/// Up to where somebody has been told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Told {
    /// Everything up to about this time, epoch seconds.
    Until(i64),
    /// Everything up to exactly this item: there is more behind it.
    Through {
        /// Its sort key, as text since JSON's numbers end earlier.
        through: Number,
    },
}

/// A sort key that is written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Number(u128);

impl From<Number> for String {
    fn from(Number(number): Number) -> Self {
        number.to_string()
    }
}

impl TryFrom<String> for Number {
    type Error = std::num::ParseIntError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map(Self)
    }
}

fn lowest(at: Time) -> u128 {
    u128::try_from(at.millis()).unwrap_or_default() * PER_MILLI
}

/// The event as an item of the person's own list, kept as long as a token of `sync` is good.
///
/// # Errors
/// Never: events have a JSON form.
pub fn item(user: &UserId, event: &Event) -> Result<Item> {
    let random = rand::rng().random_range(0..PER_MILLI);
    let row = Row {
        event: serde_json::to_string(event).map_err(Error::internal)?,
        expires_at: event.ts.seconds() + i64::from(LIMITS.sync_token_seconds) + OVERLAP_SECONDS,
    };
    Place::new(partition(user), lowest(event.ts) + random).item(&row)
}

/// What somebody has to be told.
#[derive(Debug)]
pub struct Private {
    /// The events, oldest first. Some may have been told before.
    pub events: Vec<Event>,
    /// Their size as JSON.
    pub bytes: usize,
    /// Up to where that is.
    pub next: Told,
    /// There is more.
    pub more: bool,
}

impl Private {
    /// Nothing up to a time, epoch seconds.
    #[must_use]
    pub fn nothing(until: i64) -> Self {
        Self {
            events: Vec::new(),
            bytes: 0,
            next: Told::Until(until),
            more: false,
        }
    }
}

/// What somebody has to be told since the last time.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn since(app: &App, user: &UserId, told: Told) -> Result<Private> {
    let began = Time::now().seconds();
    let low = match told {
        Told::Until(seconds) => {
            let from = seconds.saturating_sub(OVERLAP_SECONDS).clamp(0, began);
            lowest(Time::from_millis(0).plus_seconds(from))
        }
        Told::Through { through } => through.0.min(HIGHEST - 1) + 1,
    };
    let stretch = Stretch {
        low,
        high: HIGHEST,
        forward: true,
        limit: LIMIT,
    };
    let (rows, more): (Vec<(u128, Row)>, bool) = side::read(app, &partition(user), stretch).await?;
    let last = rows.last().filter(|_| more).map(|(number, _)| *number);
    let bytes = rows.iter().map(|(_, row)| row.event.len()).sum();
    let events = rows
        .into_iter()
        .map(|(_, row)| serde_json::from_str(&row.event).map_err(Error::internal));
    Ok(Private {
        events: events.collect::<Result<_>>()?,
        bytes,
        next: last.map_or(Told::Until(began), |last| Told::Through {
            through: Number(last),
        }),
        more,
    })
}
