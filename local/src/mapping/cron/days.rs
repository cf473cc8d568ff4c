//! The two day fields of a `cron` expression: one says something, the other is `?`.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use super::field::{DAYS, Field, WEEKDAYS};

/// Which days match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DayRule {
    /// Days of the month.
    Month(Field),
    /// `L`: the last day of the month.
    Last,
    /// `15W`: the weekday nearest to a day, within its month.
    NearestWeekday(i8),
    /// Days of the week, 1 is Sunday.
    Week(Field),
    /// `6L`: the last such day of the month.
    LastWeekday(Weekday),
    /// `6#2`: the second such day of the month.
    NthWeekday(Weekday, i8),
}

impl DayRule {
    pub(super) fn parse(month_days: &str, weekdays: &str) -> Result<Self, String> {
        match (month_days, weekdays) {
            ("?", "?") => Err("one of the two day fields has to name days".to_owned()),
            (days, "?") => Self::parse_month_days(days),
            ("?", days) => Self::parse_weekdays(days),
            _ => Err("one of the two day fields has to be ?".to_owned()),
        }
    }

    fn parse_month_days(text: &str) -> Result<Self, String> {
        if text == "L" {
            return Ok(Self::Last);
        }
        if let Some(day) = text.strip_suffix('W') {
            let day = DAYS.value(day)?;
            return Ok(Self::NearestWeekday(i8::try_from(day).unwrap_or(1)));
        }
        Field::parse(text, &DAYS).map(Self::Month)
    }

    fn parse_weekdays(text: &str) -> Result<Self, String> {
        if text == "L" {
            return Ok(Self::Week(Field::parse("SAT", &WEEKDAYS)?));
        }
        if let Some(day) = text.strip_suffix('L') {
            return Ok(Self::LastWeekday(weekday(WEEKDAYS.value(day)?)?));
        }
        if let Some((day, nth)) = text.split_once('#') {
            let nth = nth.parse().ok().filter(|nth| (1..=5).contains(nth));
            let nth = nth.ok_or_else(|| format!("{text:?} names no week of a month"))?;
            return Ok(Self::NthWeekday(weekday(WEEKDAYS.value(day)?)?, nth));
        }
        Field::parse(text, &WEEKDAYS).map(Self::Week)
    }

    pub(super) fn matches(&self, date: Date) -> bool {
        match self {
            Self::Month(days) => days.contains(date.day().into()),
            Self::Last => date == date.last_of_month(),
            Self::NearestWeekday(day) => nearest_weekday(date, *day) == Some(date),
            Self::Week(days) => days.contains(i16::from(date.weekday().to_sunday_one_offset())),
            Self::LastWeekday(weekday) => {
                date.nth_weekday_of_month(-1, *weekday).ok() == Some(date)
            }
            Self::NthWeekday(weekday, nth) => {
                date.nth_weekday_of_month(*nth, *weekday).ok() == Some(date)
            }
        }
    }
}

fn weekday(number: i16) -> Result<Weekday, String> {
    let number = i8::try_from(number).map_err(|_too_large| format!("{number} is no weekday"))?;
    Weekday::from_sunday_one_offset(number).map_err(|error| error.to_string())
}

fn nearest_weekday(month: Date, day: i8) -> Option<Date> {
    let date = Date::new(month.year(), month.month(), day).ok()?;
    let candidates = match date.weekday() {
        Weekday::Saturday => [-1, 2],
        Weekday::Sunday => [1, -2],
        _ => [0, 0],
    };
    candidates
        .into_iter()
        .filter_map(|days: i32| date.checked_add(days.days()).ok())
        .find(|near| near.month() == date.month())
}
