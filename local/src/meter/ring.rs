//! The last invocations, found by id.

use std::collections::{HashMap, VecDeque};

use super::record::{Id, Record};

/// Invocations kept.
const CAPACITY: usize = 5_000;

/// A bounded list, oldest first.
#[derive(Debug, Default)]
pub(super) struct Ring {
    records: VecDeque<Record>,
    /// Number of each record since the start, by id.
    numbers: HashMap<Id, usize>,
    /// Number of the oldest one kept.
    first: usize,
}

impl Ring {
    pub(super) fn push(&mut self, record: Record) {
        if self.records.len() == CAPACITY
            && let Some(oldest) = self.records.pop_front()
        {
            self.numbers.remove(&oldest.head.id);
            self.first += 1;
        }
        let number = self.first + self.records.len();
        self.numbers.insert(Id::clone(&record.head.id), number);
        self.records.push_back(record);
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
