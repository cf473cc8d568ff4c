//! All queues of the stack: finding them, waiting on them, moving failed messages between them.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::error::SqsError;
use super::message::Message;
use super::queue::{Counts, Handle, QueueState, Received, Rules, Stored};
use crate::faults::{Arrival, Faults};
use crate::stack::{ACCOUNT_ID, Queue, REGION};

/// The queues by name.
#[derive(Debug)]
pub(super) struct Service {
    queues: BTreeMap<String, Entry>,
    endpoint: String,
}

/// One queue: what was declared, what lies in it, and a bell for those who wait.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) definition: Queue,
    rules: Rules,
    faults: Faults,
    state: Mutex<QueueState>,
    changed: Notify,
}

impl Service {
    pub(super) fn new(queues: &[Queue], endpoint: &str, faults: &Faults) -> Self {
        let queues = queues
            .iter()
            .map(|queue| (queue.name.clone(), Entry::new(queue, faults)))
            .collect();
        Self {
            queues,
            endpoint: endpoint.to_owned(),
        }
    }

    /// Finds a queue by name or by any URL whose last path segment is its name.
    pub(super) fn find(&self, url_or_name: &str) -> Result<&Entry, SqsError> {
        let name = url_or_name.rsplit('/').next().unwrap_or_default();
        self.queues.get(name).ok_or_else(SqsError::no_such_queue)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &String> {
        self.queues.keys()
    }

    pub(super) fn url(&self, name: &str) -> String {
        format!("{}/{ACCOUNT_ID}/{name}", self.endpoint)
    }

    /// Receives up to `max` messages, waiting up to `wait` for the first.
    pub(super) async fn receive(
        &self,
        entry: &Entry,
        max: usize,
        visibility: Option<Duration>,
        wait: Duration,
    ) -> Vec<Received> {
        let deadline = Instant::now() + wait;
        loop {
            let mut changed = std::pin::pin!(entry.changed.notified());
            // Listening starts before looking, or a message sent in between would go unnoticed.
            changed.as_mut().enable();
            let (received, dead) = entry.take(max, visibility);
            self.bury(entry, dead);
            let now = Instant::now();
            if !received.is_empty() || now >= deadline {
                return received;
            }
            let wake = entry
                .state()
                .next_change()
                .map_or(deadline, |next| next.min(deadline));
            tokio::select! {
                () = changed => {}
                () = tokio::time::sleep_until(wake) => {}
            }
        }
    }

    fn bury(&self, source: &Entry, dead: Vec<Stored>) {
        let Some(redrive) = &source.definition.redrive else {
            return;
        };
        let Some(target) = self.queues.get(&redrive.dead_letter_queue) else {
            return;
        };
        for stored in dead {
            tracing::warn!(
                queue = source.definition.name,
                dead_letter_queue = redrive.dead_letter_queue,
                message_id = stored.message().id,
                "message moved to the dead-letter queue"
            );
            target.state().insert(stored.moved_from(source.arn()));
            target.changed.notify_waiters();
        }
    }
}

impl Entry {
    fn new(queue: &Queue, faults: &Faults) -> Self {
        Self {
            definition: queue.clone(),
            rules: Rules {
                fifo: queue.name.ends_with(".fifo"),
                retention: queue.retention,
                max_receive_count: queue
                    .redrive
                    .as_ref()
                    .map(|redrive| redrive.max_receive_count),
            },
            faults: faults.clone(),
            state: Mutex::default(),
            changed: Notify::new(),
        }
    }

    pub(super) fn arn(&self) -> String {
        format!("arn:aws:sqs:{REGION}:{ACCOUNT_ID}:{}", self.definition.name)
    }

    pub(super) fn is_fifo(&self) -> bool {
        self.rules.fifo
    }

    /// Takes a message in, or returns the one it repeats.
    pub(super) fn send(&self, message: Message, delay: Duration) -> Message {
        let now = Instant::now();
        let mut state = self.state();
        if let Some(id) = &message.deduplication_id
            && let Some(earlier) = state.duplicate_of(id, now)
        {
            return (*earlier).clone();
        }
        match self.arrival() {
            Some(Arrival::Delayed(longer)) => state.push(message.clone(), delay + longer, now),
            Some(Arrival::At(place)) => state.push_among(message.clone(), delay, place, now),
            None => state.push(message.clone(), delay, now),
        }
        drop(state);
        self.changed.notify_waiters();
        message
    }

    /// Deletes by receipt handle; an outdated handle is accepted and deletes nothing, as AWS says.
    pub(super) fn delete(&self, receipt_handle: &str) -> Result<(), SqsError> {
        let handle = Handle::decode(receipt_handle)?;
        // In a FIFO queue this may let the next message of the group go.
        if self.state().delete(handle) && self.rules.fifo {
            self.changed.notify_waiters();
        }
        Ok(())
    }

    /// Deletes a message that a mapping has had worked on. It may be handed out once more all the
    /// same, which a standard queue is free to do (Amazon SQS Developer Guide, "Amazon SQS
    /// at-least-once delivery").
    pub(super) fn delete_worked_on(&self, receipt_handle: &str) -> Result<(), SqsError> {
        let handle = Handle::decode(receipt_handle)?;
        let mut state = self.state();
        let again = match state.is_original(handle) && !self.rules.fifo {
            true => self.faults.duplicate(&self.definition.name),
            false => None,
        };
        let Some(after) = again else {
            drop(state);
            return self.delete(receipt_handle);
        };
        state.repeat(handle, Instant::now() + after);
        drop(state);
        self.changed.notify_waiters();
        Ok(())
    }

    /// What the plan of faults makes of a message that comes in. FIFO queues keep what they
    /// promise.
    fn arrival(&self) -> Option<Arrival> {
        match self.rules.fifo {
            true => None,
            false => self.faults.arrival(&self.definition.name),
        }
    }

    pub(super) fn change_visibility(
        &self,
        receipt_handle: &str,
        visibility: Duration,
    ) -> Result<(), SqsError> {
        let handle = Handle::decode(receipt_handle)?;
        self.state()
            .change_visibility(handle, visibility, Instant::now())?;
        self.changed.notify_waiters();
        Ok(())
    }

    pub(super) fn counts(&self) -> Counts {
        self.state().counts(&self.rules, Instant::now(), epoch_ms())
    }

    pub(super) fn purge(&self) {
        self.state().purge();
    }

    fn take(&self, max: usize, visibility: Option<Duration>) -> (Vec<Received>, Vec<Stored>) {
        let visibility = visibility.unwrap_or(self.definition.visibility_timeout);
        let clocks = (Instant::now(), epoch_ms());
        let taken = self.state().receive(&self.rules, max, visibility, clocks);
        (taken.received, taken.dead)
    }

    fn state(&self) -> MutexGuard<'_, QueueState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Now, in milliseconds since the epoch.
pub(super) fn epoch_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}
