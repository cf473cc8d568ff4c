//! The state of one queue. Pure: the time comes in as an argument, waiting happens elsewhere.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use rand::Rng as _;
use tokio::time::Instant;

use super::error::SqsError;
use super::message::Message;

mod handle;
mod strange;
mod types;

pub(super) use handle::Handle;
pub(crate) use types::Received;
pub(super) use types::{Counts, Rules, Stored, Taken};

/// How far a standard queue strays from the order of arrival.
const SHUFFLE_WINDOW: usize = 4;
/// Slots lie so far apart, so that a message can be put between two others.
const SLOT_GAP: u64 = 1 << 20;
/// How long a FIFO queue remembers a deduplication id.
const DEDUPLICATION_INTERVAL: Duration = Duration::from_secs(300);

/// The messages of one queue.
#[derive(Debug, Default)]
pub(super) struct QueueState {
    /// By slot: the order of arrival.
    messages: BTreeMap<u64, Stored>,
    /// Slots that can be received.
    ready: BTreeSet<u64>,
    /// Slots that become receivable later, soonest first.
    hidden: BTreeSet<(Instant, u64)>,
    next_slot: u64,
    deduplication: HashMap<String, (Instant, Arc<Message>)>,
}

impl QueueState {
    /// The message sent under this deduplication id within the last five minutes.
    pub(super) fn duplicate_of(&mut self, id: &str, now: Instant) -> Option<Arc<Message>> {
        self.deduplication
            .retain(|_, (sent, _)| now < *sent + DEDUPLICATION_INTERVAL);
        self.deduplication
            .get(id)
            .map(|(_, message)| Arc::clone(message))
    }

    /// Takes a new message in.
    pub(super) fn push(&mut self, message: Message, delay: Duration, now: Instant) {
        let slot = self.last_slot();
        self.push_at(slot, message, delay, now);
    }

    fn push_at(&mut self, slot: u64, message: Message, delay: Duration, now: Instant) {
        let message = Arc::new(message);
        if let Some(id) = &message.deduplication_id {
            self.deduplication
                .insert(id.clone(), (now, Arc::clone(&message)));
        }
        let hidden_until = (!delay.is_zero()).then(|| now + delay);
        let stored = Stored {
            message,
            receive_count: 0,
            first_received_at: None,
            hidden_until,
            in_flight: false,
            is_repeat: false,
        };
        self.insert_at(slot, stored);
    }

    /// Takes a message in that has a history in another queue.
    pub(super) fn insert(&mut self, stored: Stored) {
        let slot = self.last_slot();
        self.insert_at(slot, stored);
    }

    fn insert_at(&mut self, slot: u64, stored: Stored) {
        match stored.hidden_until {
            Some(until) => self.hidden.insert((until, slot)),
            None => self.ready.insert(slot),
        };
        self.messages.insert(slot, stored);
    }

    /// Hands out up to `max` messages and hides them for `visibility`.
    pub(super) fn receive(
        &mut self,
        rules: &Rules,
        max: usize,
        visibility: Duration,
        (now, epoch_ms): (Instant, i64),
    ) -> Taken {
        self.refresh(rules, now, epoch_ms);
        let mut taken = Taken::default();
        let mut candidates = if rules.fifo {
            self.fifo_order()
        } else {
            self.shuffled_order(max)
        };
        candidates.reverse();
        while taken.received.len() < max
            && let Some(slot) = candidates.pop()
        {
            let exhausted = self.messages.get(&slot).is_some_and(|stored| {
                rules
                    .max_receive_count
                    .is_some_and(|limit| stored.receive_count >= limit)
            });
            if exhausted {
                self.ready.remove(&slot);
                taken.dead.extend(self.messages.remove(&slot));
            } else {
                taken
                    .received
                    .extend(self.take(slot, now + visibility, epoch_ms));
            }
        }
        taken
    }

    /// The slot behind all others.
    fn last_slot(&mut self) -> u64 {
        self.next_slot += SLOT_GAP;
        self.next_slot
    }

    fn current(&self, handle: Handle) -> Option<&Stored> {
        let stored = self.messages.get(&handle.slot)?;
        (stored.receive_count == handle.receive_count).then_some(stored)
    }

    /// Deletes the message a handle names. A handle from an earlier receive deletes nothing.
    pub(super) fn delete(&mut self, handle: Handle) -> bool {
        let current = self.current(handle).is_some();
        if current {
            self.forget(handle.slot);
        }
        current
    }

    /// Hides an in-flight message for another while, or shows it at once.
    pub(super) fn change_visibility(
        &mut self,
        handle: Handle,
        visibility: Duration,
        now: Instant,
    ) -> Result<(), SqsError> {
        self.show_due(now);
        let stored = self
            .messages
            .get_mut(&handle.slot)
            .filter(|stored| stored.in_flight && stored.receive_count == handle.receive_count)
            .ok_or_else(SqsError::not_in_flight)?;
        if let Some(until) = stored.hidden_until.replace(now + visibility) {
            self.hidden.remove(&(until, handle.slot));
        }
        self.hidden.insert((now + visibility, handle.slot));
        self.show_due(now);
        Ok(())
    }

    /// When the next hidden message can be received.
    pub(super) fn next_change(&self) -> Option<Instant> {
        self.hidden.first().map(|(until, _)| *until)
    }

    pub(super) fn counts(&mut self, rules: &Rules, now: Instant, epoch_ms: i64) -> Counts {
        self.refresh(rules, now, epoch_ms);
        let in_flight = self
            .messages
            .values()
            .filter(|stored| stored.in_flight)
            .count();
        Counts {
            visible: self.ready.len(),
            in_flight,
            delayed: self.hidden.len() - in_flight,
        }
    }

    pub(super) fn purge(&mut self) {
        self.messages.clear();
        self.ready.clear();
        self.hidden.clear();
    }

    fn take(&mut self, slot: u64, until: Instant, epoch_ms: i64) -> Option<Received> {
        let stored = self.messages.get_mut(&slot)?;
        self.ready.remove(&slot);
        self.hidden.insert((until, slot));
        stored.hidden_until = Some(until);
        stored.in_flight = true;
        stored.receive_count += 1;
        Some(Received {
            message: Arc::clone(&stored.message),
            receipt_handle: Handle {
                slot,
                receive_count: stored.receive_count,
            }
            .encode(),
            receive_count: stored.receive_count,
            first_received_at: *stored.first_received_at.get_or_insert(epoch_ms),
        })
    }

    fn shuffled_order(&self, max: usize) -> Vec<u64> {
        // Some more than asked for: the first of them may be bound for the dead-letter queue.
        let mut slots: Vec<u64> = self
            .ready
            .iter()
            .copied()
            .take(max + SHUFFLE_WINDOW)
            .collect();
        let mut random = rand::rng();
        for index in 0..slots.len() {
            let last = (index + SHUFFLE_WINDOW).min(slots.len()) - 1;
            slots.swap(index, random.random_range(index..=last));
        }
        slots
    }

    fn fifo_order(&self) -> Vec<u64> {
        let busy: HashSet<_> = self
            .messages
            .values()
            .filter(|stored| stored.in_flight)
            .map(|stored| stored.message.group.as_deref())
            .collect();
        let group = |slot: &u64| {
            self.messages
                .get(slot)
                .map(|stored| stored.message.group.as_deref())
        };
        self.ready
            .iter()
            .copied()
            .filter(|slot| group(slot).is_some_and(|group| !busy.contains(&group)))
            .collect()
    }

    fn refresh(&mut self, rules: &Rules, now: Instant, epoch_ms: i64) {
        self.show_due(now);
        let retention = i64::try_from(rules.retention.as_millis()).unwrap_or(i64::MAX);
        while let Some((slot, sent_at)) = self
            .messages
            .first_key_value()
            .map(|(slot, stored)| (*slot, stored.message.sent_at))
            && sent_at.saturating_add(retention) <= epoch_ms
        {
            self.forget(slot);
        }
    }

    fn show_due(&mut self, now: Instant) {
        while let Some((until, slot)) = self.hidden.first().copied()
            && until <= now
        {
            self.hidden.remove(&(until, slot));
            if let Some(stored) = self.messages.get_mut(&slot) {
                stored.hidden_until = None;
                stored.in_flight = false;
                self.ready.insert(slot);
            }
        }
    }

    fn forget(&mut self, slot: u64) {
        self.ready.remove(&slot);
        if let Some(until) = self
            .messages
            .remove(&slot)
            .and_then(|stored| stored.hidden_until)
        {
            self.hidden.remove(&(until, slot));
        }
    }
}

#[cfg(test)]
mod tests;
