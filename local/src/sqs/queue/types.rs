//! What goes in and out of a queue.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::sqs::message::Message;

/// A message handed to a consumer.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) message: Arc<Message>,
    pub(crate) receipt_handle: String,
    /// `ApproximateReceiveCount`, this time included.
    pub(crate) receive_count: u32,
    /// Milliseconds since the epoch.
    pub(crate) first_received_at: i64,
}

/// What one receive found.
#[derive(Debug, Default)]
pub(in crate::sqs) struct Taken {
    pub(in crate::sqs) received: Vec<Received>,
    /// Messages received too often: they belong in the dead-letter queue.
    pub(in crate::sqs) dead: Vec<Stored>,
}

/// The three numbers a queue is watched by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) visible: usize,
    pub(crate) in_flight: usize,
    pub(crate) delayed: usize,
}

/// A message in its place in the queue.
#[derive(Debug, Clone)]
pub(in crate::sqs) struct Stored {
    pub(super) message: Arc<Message>,
    pub(super) receive_count: u32,
    pub(super) first_received_at: Option<i64>,
    /// Set while the message cannot be received: delayed or in flight.
    pub(super) hidden_until: Option<Instant>,
    pub(super) in_flight: bool,
    /// Handed out once more after it was deleted: a fault on purpose, and no message has two.
    pub(super) is_repeat: bool,
}

impl Stored {
    pub(in crate::sqs) fn message(&self) -> &Message {
        &self.message
    }

    /// The same message for another queue. Its receive count goes on: it counts all queues.
    pub(in crate::sqs) fn moved_from(self, source_arn: String) -> Self {
        let mut message = (*self.message).clone();
        message.dead_letter_source = Some(source_arn);
        Self {
            message: Arc::new(message),
            hidden_until: None,
            in_flight: false,
            ..self
        }
    }
}

/// What does not change while a queue lives, as far as its state needs it.
#[derive(Debug, Clone)]
pub(in crate::sqs) struct Rules {
    pub(in crate::sqs) fifo: bool,
    pub(in crate::sqs) retention: Duration,
    pub(in crate::sqs) max_receive_count: Option<u32>,
}
