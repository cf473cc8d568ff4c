//! Times, in milliseconds, as a few numbers that say how they are spread.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

/// How times are spread, in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub(super) struct Spread {
    /// How many there were.
    pub(super) count: usize,
    /// Half are no longer than this.
    pub(super) p50: f64,
    /// Nine of ten are no longer.
    pub(super) p90: f64,
    /// All but one of a hundred.
    pub(super) p99: f64,
    /// The longest.
    pub(super) max: f64,
}

impl Spread {
    /// Sorts and looks; all zero when there are none.
    pub(super) fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        // Nearest rank: a time that was really measured, never one between two.
        let at = |percent: usize| {
            let rank = (times.len() * percent).div_ceil(100).max(1);
            let time = times.get(rank - 1).copied().unwrap_or_default();
            (time.as_secs_f64() * 100_000.0).round() / 100.0
        };
        Self {
            count: times.len(),
            p50: at(50),
            p90: at(90),
            p99: at(99),
            max: at(100),
        }
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            p50, p90, p99, max, ..
        } = self;
        write!(
            formatter,
            "p50 {p50:8.1}   p90 {p90:8.1}   p99 {p99:8.1}   max {max:8.1} ms"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_the_nearest_above() {
        let times = (1..=200).rev().map(Duration::from_millis).collect();
        let spread = Spread::of(times);
        assert_eq!(
            (spread.p50, spread.p90, spread.p99, spread.max),
            (100.0, 180.0, 198.0, 200.0)
        );
        let one = Spread::of(vec![Duration::from_micros(1_234)]);
        assert_eq!((one.count, one.p50, one.max), (1, 1.23, 1.23));
        assert_eq!(Spread::of(Vec::new()), Spread::default());
    }
}
