//! The last invocations, found by id.

use std::collections::{HashMap, VecDeque};

use super::call::Call as Made;
use super::record::{Id, Record};

/// Invocations kept.
const CAPACITY: usize = 5_000;
/// Calls kept, of all of them together: about 330 bytes each.
const CALL_CAPACITY: usize = 100_000;

/// A bounded list, oldest first.
#[derive(Debug, Default)]
pub(super) struct Ring {
    records: VecDeque<Record>,
    /// Number of each record since the start, by id.
    numbers: HashMap<Id, usize>,
    /// Number of the oldest one kept.
    first: usize,
    calls: usize,
}

impl Ring {
    pub(super) fn push(&mut self, record: Record) {
        while (self.records.len() >= CAPACITY || self.calls > CALL_CAPACITY)
            && let Some(oldest) = self.records.pop_front()
        {
            self.numbers.remove(&oldest.head.id);
            self.calls -= oldest.calls.len();
            self.first += 1;
        }
        let number = self.first + self.records.len();
        self.numbers.insert(Id::clone(&record.head.id), number);
        self.records.push_back(record);
    }

    /// Notes a call of an invocation that is still kept.
    pub(super) fn add(&mut self, id: &str, call: Made) {
        let added = self.get_mut(id).map(|record| record.add(call));
        self.calls += usize::from(added.unwrap_or_default());
    }

    pub(super) fn get(&self, id: &str) -> Option<&Record> {
        let number = self.numbers.get(id)?;
        self.records.get(number.checked_sub(self.first)?)
    }

    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut Record> {
        let number = self.numbers.get(id)?;
        self.records.get_mut(number.checked_sub(self.first)?)
    }

    /// Oldest first.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &Record> {
        self.records.iter()
    }
}
