//! Who wrote an item last, so that a stream record can name its cause.

use std::collections::{HashMap, VecDeque};

use super::record::Id;

/// Items remembered; a stream is read within a second, so few are needed.
const CAPACITY: usize = 20_000;

/// The last writer of each item. A second write of the same item before its stream is read gets
/// the credit for both.
#[derive(Debug, Default)]
pub(super) struct Writers {
    by_item: HashMap<String, Id>,
    order: VecDeque<String>,
}

/// Notes that were made, to be taken back should the write fail.
#[derive(Debug)]
pub(crate) struct Written {
    by: Id,
    /// The items, and who had written them before.
    items: Vec<(String, Option<Id>)>,
}

impl Writers {
    pub(super) fn write(&mut self, items: Vec<String>, by: &Id) -> Written {
        let note = |item: String| {
            let before = self.by_item.insert(item.clone(), Id::clone(by));
            if before.is_none() {
                self.order.push_back(item.clone());
            }
            (item, before)
        };
        let items = items.into_iter().map(note).collect();
        while self.order.len() > CAPACITY
            && let Some(oldest) = self.order.pop_front()
        {
            self.by_item.remove(&oldest);
        }
        Written {
            by: Id::clone(by),
            items,
        }
    }

    pub(super) fn unwrite(&mut self, written: Written) {
        for (item, before) in written.items {
            // Unless another has written meanwhile. Without a writer before there is no record
            // that could name the wrong one.
            if let Some(now) = self.by_item.get_mut(&item)
                && *now == written.by
                && let Some(before) = before
            {
                *now = before;
            }
        }
    }

    pub(super) fn of(&self, item: &str) -> Option<Id> {
        self.by_item.get(item).cloned()
    }
}
