//! Sums over calls.

use serde::Serialize;

use super::record::Call;

/// The name of the service of `@connections`.
pub(crate) const CONNECTIONS: &str = "connections";

/// What an invocation or a trace has cost.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Totals {
    pub(super) calls: usize,
    /// Calls that had to wait for one another: the longest chain within one invocation.
    pub(super) round_trips: usize,
    pub(super) read_units: f64,
    pub(super) write_units: f64,
    /// Messages put into queues.
    pub(super) messages: usize,
    /// Frames posted to connections.
    pub(super) posts: usize,
    pub(super) errors: usize,
}

impl Totals {
    pub(super) fn of(calls: &[Call]) -> Self {
        let mut totals = Self {
            calls: calls.len(),
            round_trips: calls.iter().map(|call| call.depth).max().unwrap_or(0),
            ..Self::default()
        };
        for call in calls {
            totals.read_units += call.read_units;
            totals.write_units += call.write_units;
            totals.messages += call.messages;
            let posted = call.service == CONNECTIONS && call.operation == "PostToConnection";
            totals.posts += usize::from(posted && call.error.is_none());
            totals.errors += usize::from(call.error.is_some());
        }
        totals
    }

    /// Adds another invocation of the same trace.
    pub(super) fn add(&mut self, other: &Self) {
        self.calls += other.calls;
        self.round_trips = self.round_trips.max(other.round_trips);
        self.read_units += other.read_units;
        self.write_units += other.write_units;
        self.messages += other.messages;
        self.posts += other.posts;
        self.errors += other.errors;
    }
}
