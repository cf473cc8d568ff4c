use std::collections::{BTreeMap, BTreeSet};

use crate::check::{Event, Millis, Run, Violation, check, slowest_push};

/// What came of a storm.
#[derive(Clone, Debug)]
pub struct Report {
    /// The records.
    pub run: Run,
    /// What they show to be broken.
    pub violations: Vec<Violation>,
    /// Messages acknowledged.
    pub acknowledged: usize,
    /// Tries whose outcome was not known.
    pub unknown: usize,
    /// Refusals for good, by code.
    pub refusals: BTreeMap<String, usize>,
    /// Entries in all logs.
    pub entries: usize,
    /// Sockets opened after the first of each client.
    pub reconnects: usize,
    /// How often each kind of fault was injected.
    pub faults: BTreeMap<String, u64>,
    /// Milliseconds from the end of the faults, or from when an entry was known to be stored, to
    /// its last arrival on a socket that was open all the time.
    pub slowest_push: Millis,
    /// Posts that met 410.
    pub failed_posts: usize,
}

impl Report {
    /// No promise was broken, and nobody was refused what they may do: the one refusal that the
    /// people ask for is that of another message under a used key.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        let mut codes = self.refusals.keys();
        self.violations.is_empty() && codes.all(|code| code == "idempotency_mismatch")
    }

    pub(super) fn of(run: Run, faults: BTreeMap<String, u64>) -> Self {
        let events = || {
            run.clients
                .iter()
                .flat_map(|client| &client.lines)
                .map(|line| &line.event)
        };
        let mut refusals = BTreeMap::new();
        let mut acknowledged = BTreeSet::new();
        let mut entries = BTreeMap::new();
        for event in events() {
            match event {
                Event::Refused { code, .. } => *refusals.entry(code.clone()).or_default() += 1,
                Event::Acked { entry, .. } => drop(acknowledged.insert(&entry.id)),
                Event::History { chat, entries: log } => drop(entries.insert(chat, log.len())),
                _ => {}
            }
        }
        let sockets = events()
            .filter(|event| matches!(event, Event::Connected { .. }))
            .count();
        let unknown = events()
            .filter(|event| matches!(event, Event::Unknown { .. }))
            .count();
        Self {
            violations: check(&run),
            acknowledged: acknowledged.len(),
            unknown,
            refusals,
            entries: entries.values().sum(),
            reconnects: sockets.saturating_sub(run.clients.len()),
            faults,
            slowest_push: slowest_push(&run),
            failed_posts: run.failed_posts.len(),
            run,
        }
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "{} acknowledged, {} entries, {} unknown outcomes, {} reconnects, {} failed posts, \
             {} faults, slowest push {} ms, refusals {:?}, {} violations",
            self.acknowledged,
            self.entries,
            self.unknown,
            self.reconnects,
            self.failed_posts,
            self.faults.values().sum::<u64>(),
            self.slowest_push,
            self.refusals,
            self.violations.len()
        )
    }
}
