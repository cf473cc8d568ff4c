//! Schedule expressions and when they fire next, in UTC.
//!
//! Facts: "Schedule types in EventBridge Scheduler" and "Creating rules that run on a schedule",
//! Amazon EventBridge User Guide.

use std::time::Duration;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

mod days;
mod field;

use days::DayRule;
use field::Field;

/// The furthest day looked at: 29 February on a given weekday comes round within 40 years.
const SEARCH_DAYS: i32 = 40 * 366;

/// A parsed schedule expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expression {
    /// `rate(5 minutes)`: counted from the start.
    Rate(Duration),
    /// `cron(0 3 * * ? *)`.
    Cron(Cron),
    /// `at(2026-12-01T08:00:00)`: once.
    At(Timestamp),
}

/// The six fields of a `cron` expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cron {
    minutes: Field,
    hours: Field,
    days: DayRule,
    months: Field,
    years: Field,
}

impl Expression {
    /// Reads an expression; the error says what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let inner = |name: &str| {
            text.trim()
                .strip_prefix(name)?
                .trim_start()
                .strip_prefix('(')?
                .strip_suffix(')')
        };
        if let Some(rate) = inner("rate") {
            return parse_rate(rate).map(Self::Rate);
        }
        if let Some(cron) = inner("cron") {
            return Cron::parse(cron).map(Self::Cron);
        }
        if let Some(at) = inner("at") {
            return parse_at(at).map(Self::At);
        }
        Err("it is neither rate(..), cron(..) nor at(..)".to_owned())
    }

    /// The first time later than `now`; none when there is no such time.
    pub(super) fn next_after(&self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Rate(interval) => now.checked_add(*interval).ok(),
            Self::Cron(cron) => cron.next_after(now),
            Self::At(time) => (*time > now).then_some(*time),
        }
    }
}

impl Cron {
    fn parse(text: &str) -> Result<Self, String> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let [minutes, hours, days, months, weekdays, years] = fields.as_slice() else {
            return Err(format!("cron takes six fields, not {}", fields.len()));
        };
        Ok(Self {
            minutes: Field::parse(minutes, &field::MINUTES)?,
            hours: Field::parse(hours, &field::HOURS)?,
            days: DayRule::parse(days, weekdays)?,
            months: Field::parse(months, &field::MONTHS)?,
            years: Field::parse(years, &field::YEARS)?,
        })
    }

    fn next_after(&self, now: Timestamp) -> Option<Timestamp> {
        let start = TimeZone::UTC
            .to_datetime(now)
            .checked_add(1.minute())
            .ok()?;
        let mut date = start.date();
        for _ in 0..SEARCH_DAYS {
            if self.matches(date) {
                let earliest = if date == start.date() {
                    (start.hour(), start.minute())
                } else {
                    (0, 0)
                };
                if let Some((hour, minute)) = self.first_time(earliest) {
                    let found = DateTime::from_parts(date, jiff::civil::time(hour, minute, 0, 0));
                    return TimeZone::UTC.to_timestamp(found).ok();
                }
            }
            date = date.tomorrow().ok()?;
        }
        None
    }

    fn matches(&self, date: Date) -> bool {
        self.years.contains(date.year())
            && self.months.contains(date.month().into())
            && self.days.matches(date)
    }

    fn first_time(&self, (hour, minute): (i8, i8)) -> Option<(i8, i8)> {
        let hours = (hour..24).filter(|candidate| self.hours.contains((*candidate).into()));
        hours
            .flat_map(|candidate| {
                let from = if candidate == hour { minute } else { 0 };
                (from..60).map(move |minute| (candidate, minute))
            })
            .find(|(_, minute)| self.minutes.contains((*minute).into()))
    }
}

fn parse_rate(text: &str) -> Result<Duration, String> {
    let (value, unit) = text
        .trim()
        .split_once(' ')
        .ok_or("rate takes a number and a unit, as in rate(5 minutes)")?;
    let value: u64 = value
        .parse()
        .map_err(|_not_a_number| format!("{value:?} is no number"))?;
    let (seconds, plural) = match unit.trim() {
        "minute" => (60, false),
        "minutes" => (60, true),
        "hour" => (3_600, false),
        "hours" => (3_600, true),
        "day" => (86_400, false),
        "days" => (86_400, true),
        other => return Err(format!("{other:?} is no unit: use minutes, hours or days")),
    };
    if value == 0 || plural != (value > 1) {
        return Err("rate wants a positive number, and the singular for 1".to_owned());
    }
    Ok(Duration::from_secs(value.saturating_mul(seconds)))
}

fn parse_at(text: &str) -> Result<Timestamp, String> {
    let time: DateTime = text.trim().parse().map_err(|error| format!("{error}"))?;
    TimeZone::UTC
        .to_timestamp(time)
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests;
