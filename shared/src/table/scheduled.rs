//! Messages to be sent later: table `messages`, partition `scheduled#` + chat + `#` + user for its
//! sender, partition `due#` + minute since 1970 for the clock; sort key made of the time.

use rand::Rng;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ChatId, UserId};
use crate::table::Item;
use crate::table::side::{self, HIGHEST, Place, Stretch};
use crate::time::Time;
pub use crate::wire::job::Appointment;
use crate::wire::{ScheduledMessage, SendMessage};

const PREFIX: &str = "sch_";
/// Appointments of one millisecond are told apart by so many random values.
const PER_MILLI: u128 = 10_u128.pow(18);

impl Appointment {
    /// A new appointment.
    #[must_use]
    pub fn new(chat: &ChatId, user: &UserId, at: Time) -> Self {
        let millis = u128::try_from(at.millis()).unwrap_or_default();
        let number = millis * PER_MILLI + rand::rng().random_range(0..PER_MILLI);
        Self {
            chat_id: chat.clone(),
            user_id: user.clone(),
            id: format!("{PREFIX}{number}"),
        }
    }

    /// The appointment that an identifier names, if it can be one.
    #[must_use]
    pub fn named(chat: &ChatId, user: &UserId, id: &str) -> Option<Self> {
        let number: u128 = id.strip_prefix(PREFIX)?.parse().ok()?;
        (number <= HIGHEST).then(|| Self {
            chat_id: chat.clone(),
            user_id: user.clone(),
            id: format!("{PREFIX}{number}"),
        })
    }

    fn number(&self) -> u128 {
        let digits = self.id.strip_prefix(PREFIX).unwrap_or_default();
        digits.parse().unwrap_or_default()
    }

    /// Milliseconds from `now` until it is due; negative when it is overdue.
    #[must_use]
    pub fn millis_after(&self, now: Time) -> i64 {
        let millis = i64::try_from(self.number() / PER_MILLI).unwrap_or(i64::MAX);
        millis - now.millis()
    }

    /// Where its sender finds it.
    #[must_use]
    pub fn place(&self) -> Place {
        Place::new(partition(&self.chat_id, &self.user_id), self.number())
    }

    /// Where the clock finds it.
    #[must_use]
    pub fn due_place(&self) -> Place {
        let millis = i64::try_from(self.number() / PER_MILLI).unwrap_or(i64::MAX);
        let minute = minute(Time::from_millis(millis));
        Place::new(due_partition(minute), self.number())
    }
}

/// A message to be sent later.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Scheduled {
    /// The appointment.
    pub appointment: Appointment,
    /// When to send it.
    pub send_at: Time,
    /// When it was scheduled.
    pub created_at: Time,
    /// What was asked, as JSON.
    pub message: String,
    /// Hash of what was asked.
    pub hash: String,
}

impl Scheduled {
    /// What was asked.
    ///
    /// # Errors
    /// Never for what was stored here.
    pub fn body(&self) -> Result<SendMessage> {
        serde_json::from_str(&self.message).map_err(Error::internal)
    }

    /// What its sender sees.
    ///
    /// # Errors
    /// Never for what was stored here.
    pub fn to_wire(&self) -> Result<ScheduledMessage> {
        Ok(ScheduledMessage {
            id: self.appointment.id.clone(),
            chat_id: self.appointment.chat_id.clone(),
            send_at: self.send_at,
            created_at: self.created_at,
            message: self.body()?,
        })
    }

    /// Both items.
    ///
    /// # Errors
    /// Never for what was made here.
    pub fn items(&self) -> Result<[Item; 2]> {
        let due = Due {
            appointment: self.appointment.clone(),
        };
        let due = self.appointment.due_place().item(&due)?;
        Ok([self.appointment.place().item(self)?, due])
    }
}

/// What the clock finds. Nested, since the item has a `chatId` of its own: its partition.
#[derive(Debug, Serialize, Deserialize)]
struct Due {
    appointment: Appointment,
}

/// The minute since 1970 in which something is due.
#[must_use]
pub fn minute(at: Time) -> i64 {
    at.seconds().div_euclid(60)
}

fn partition(chat: &ChatId, user: &UserId) -> String {
    format!("scheduled#{chat}#{user}")
}

fn due_partition(minute: i64) -> String {
    format!("due#{minute}")
}

/// What is due in a minute.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn due(app: &App, minute: i64) -> Result<Vec<Appointment>> {
    let rows = side::read_all(app, &due_partition(minute), 0, HIGHEST).await?;
    let rows = rows.into_iter();
    Ok(rows.map(|(_, Due { appointment })| appointment).collect())
}

/// A person's appointments in a chat, soonest first, behind one of them.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn of(
    app: &App,
    chat: &ChatId,
    user: &UserId,
    after: Option<&Appointment>,
    limit: u32,
) -> Result<(Vec<Scheduled>, bool)> {
    let stretch = Stretch {
        low: after.map_or(0, |after| after.number() + 1),
        high: HIGHEST,
        forward: true,
        limit,
    };
    let (rows, more) = side::read(app, &partition(chat, user), stretch).await?;
    Ok((rows.into_iter().map(|(_, one)| one).collect(), more))
}

/// Where the clock notes up to which minute it has worked.
#[must_use]
pub fn clock_place() -> Place {
    Place::new("clock#scheduled".to_owned(), 0)
}

/// Up to which minute the clock has worked.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Clock {
    /// The last minute that is done.
    pub minute: i64,
}
