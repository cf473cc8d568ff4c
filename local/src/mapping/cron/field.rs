//! One field of a `cron` expression: values, lists, ranges and steps.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// What a field may hold.
#[derive(Debug)]
pub(super) struct FieldKind {
    name: &'static str,
    range: RangeInclusive<i16>,
    /// Names of the values from the range's start on.
    names: &'static [&'static str],
}

pub(super) const MINUTES: FieldKind = FieldKind {
    name: "minutes",
    range: 0..=59,
    names: &[],
};
pub(super) const HOURS: FieldKind = FieldKind {
    name: "hours",
    range: 0..=23,
    names: &[],
};
pub(super) const DAYS: FieldKind = FieldKind {
    name: "day of month",
    range: 1..=31,
    names: &[],
};
pub(super) const MONTHS: FieldKind = FieldKind {
    name: "month",
    range: 1..=12,
    names: &[
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
    ],
};
pub(super) const WEEKDAYS: FieldKind = FieldKind {
    name: "day of week",
    range: 1..=7,
    names: &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
};
pub(super) const YEARS: FieldKind = FieldKind {
    name: "year",
    range: 1970..=2199,
    names: &[],
};

/// The values a field admits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field(BTreeSet<i16>);

impl Field {
    pub(super) fn contains(&self, value: i16) -> bool {
        self.0.contains(&value)
    }

    pub(super) fn parse(text: &str, kind: &FieldKind) -> Result<Self, String> {
        let mut values = BTreeSet::new();
        for part in text.split(',') {
            values.extend(kind.part(part)?);
        }
        Ok(Self(values))
    }
}

impl FieldKind {
    /// `5`, `5-9`, `*`, each with an optional `/step`; `5/10` runs on to the end.
    fn part(&self, text: &str) -> Result<impl Iterator<Item = i16> + use<>, String> {
        let (span, step) = match text.split_once('/') {
            Some((span, step)) => (span, Some(step)),
            None => (text, None),
        };
        let (first, last) = match span.split_once('-') {
            Some((first, last)) => (self.value(first)?, self.value(last)?),
            None if span == "*" => (*self.range.start(), *self.range.end()),
            None if step.is_some() => (self.value(span)?, *self.range.end()),
            None => (self.value(span)?, self.value(span)?),
        };
        let step = match step {
            Some(step) => step
                .parse::<usize>()
                .ok()
                .filter(|step| *step > 0)
                .ok_or_else(|| format!("{step:?} is no step for the {}", self.name))?,
            None => 1,
        };
        // `FRI-MON` and `22-2` run round the end.
        let round = (first > last).then(|| *self.range.start()..=last);
        let end = if round.is_some() {
            *self.range.end()
        } else {
            last
        };
        Ok((first..=end)
            .chain(round.into_iter().flatten())
            .step_by(step))
    }

    pub(super) fn value(&self, text: &str) -> Result<i16, String> {
        let named = self
            .names
            .iter()
            .position(|name| name.eq_ignore_ascii_case(text));
        let value = match named.and_then(|index| i16::try_from(index).ok()) {
            Some(index) => Some(self.range.start() + index),
            None => text.parse().ok(),
        };
        value
            .filter(|value| self.range.contains(value))
            .ok_or_else(|| format!("{text:?} is no {}", self.name))
    }
}
