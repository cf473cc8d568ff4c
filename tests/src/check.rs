//! Decides from the records of clients alone whether the promises of delivery were kept
//! (docs/PROOF.md). A pure function: the same records give the same verdict.

mod dead;
mod durable;
mod evidence;
mod once;
mod order;
mod pushed;
mod record;
mod store;
mod synced;

use std::collections::BTreeSet;

use self::evidence::Evidence;
pub use self::pushed::slowest_push;
pub use self::record::{ClientRecord, Entry, Event, FailedPost, Line, Millis, Run, Synced};

/// How long an entry may take to be pushed, from when it is known to be stored and no fault can
/// happen any more.
pub const PUSH_WITHIN: Millis = 60_000;
/// A connection is recorded before it is open, and so long a 410 is not believed
/// (docs/ARCHITECTURE.md).
pub const OPENING: Millis = 6_000;

/// A promise that was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Its number in the promises of delivery: 1 to 5, or 7.
    pub promise: u8,
    /// The chat; none for a connection.
    pub chat: Option<String>,
    /// The place in its log.
    pub seq: Option<u64>,
    /// The client whose record tells.
    pub client: Option<String>,
    /// What contradicts what, in a sentence.
    pub what: String,
    /// Time may still mend it: the run is not over.
    pub may_heal: bool,
}

impl Violation {
    fn new(promise: u8, what: impl Into<String>) -> Self {
        Self {
            promise,
            chat: None,
            seq: None,
            client: None,
            what: what.into(),
            may_heal: false,
        }
    }

    fn at(mut self, chat: &str, seq: u64) -> Self {
        self.chat = Some(chat.to_owned());
        self.seq = Some(seq);
        self
    }

    fn in_chat(mut self, chat: &str) -> Self {
        self.chat = Some(chat.to_owned());
        self
    }

    fn of(mut self, client: &ClientRecord) -> Self {
        self.client = Some(client.name.clone());
        self
    }

    fn may_heal(mut self) -> Self {
        self.may_heal = true;
        self
    }
}

impl std::fmt::Display for Violation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "promise {}", self.promise)?;
        if let Some(chat) = &self.chat {
            write!(formatter, ", chat {chat}")?;
        }
        if let Some(seq) = self.seq {
            write!(formatter, ", entry {seq}")?;
        }
        if let Some(client) = &self.client {
            write!(formatter, ", client {client}")?;
        }
        write!(formatter, ": {}", self.what)
    }
}

/// Every promise that the records show to be broken, each once per place and client.
#[must_use]
pub fn check(run: &Run) -> Vec<Violation> {
    let evidence = Evidence::of(run);
    let mut found = durable::check(&evidence);
    found.extend(order::check(&evidence));
    found.extend(once::check(&evidence));
    found.extend(synced::check(&evidence));
    found.extend(pushed::check(&evidence));
    found.extend(dead::check(&evidence));
    let mut known = BTreeSet::new();
    found.retain(|violation| known.insert(violation.to_string()));
    found
}

/// The promises that were broken.
#[must_use]
pub fn promises(violations: &[Violation]) -> BTreeSet<u8> {
    violations.iter().map(|one| one.promise).collect()
}
