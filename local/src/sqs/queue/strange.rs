//! What a standard queue may do and seldom does: another order, a message twice
//! (Amazon SQS Developer Guide, "Amazon SQS standard queues"). The plan of faults asks for it.

use std::time::Duration;

use tokio::time::Instant;

use super::{Handle, QueueState, Stored};
use crate::sqs::message::Message;

impl QueueState {
    /// Takes a new message in at a place among those waiting, from 0 (first) to 1 (last).
    pub(in crate::sqs) fn push_among(
        &mut self,
        message: Message,
        delay: Duration,
        place: f64,
        now: Instant,
    ) {
        self.show_due(now);
        // Rounded down: below the count, as the place is below 1.
        let before = (place * (self.ready.len() + 1) as f64) as usize;
        let next = self.ready.iter().nth(before).copied();
        let free = next.and_then(|next| self.free_slot_before(next));
        let slot = free.unwrap_or_else(|| self.last_slot());
        self.push_at(slot, message, delay, now);
    }

    /// A slot right before this one that nobody has.
    fn free_slot_before(&self, next: u64) -> Option<u64> {
        let earlier = self.messages.range(..next).next_back();
        let earlier = earlier.map_or(0, |(slot, _)| *slot);
        let between = earlier + (next - earlier) / 2;
        (between > earlier).then_some(between)
    }

    /// Whether a handle names a message as it was sent, not one that is handed out again.
    pub(in crate::sqs) fn is_original(&self, handle: Handle) -> bool {
        self.current(handle).is_some_and(|stored| !stored.is_repeat)
    }

    /// Hides the message a handle names until then instead of deleting it; the handle is of no use
    /// any more.
    pub(in crate::sqs) fn repeat(&mut self, handle: Handle, until: Instant) {
        let Some(stored) = self.current(handle).cloned() else {
            return;
        };
        self.forget(handle.slot);
        self.insert(Stored {
            // Not a failure: it brings no message nearer to the dead-letter queue.
            receive_count: stored.receive_count.saturating_sub(1),
            hidden_until: Some(until),
            in_flight: false,
            is_repeat: true,
            ..stored
        });
    }
}
