//! An SQS queue that invokes a function, several batches at a time.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use super::{Invoke, MAX_PAYLOAD_BYTES, filter, item_failures, queue_event};
use crate::lambda::Invocation;
use crate::meter::{Origin, Source};
use crate::sqs::{Received, Sqs};
use crate::stack::EventSourceMapping;

/// Batches in flight at first, as on AWS.
const FIRST_CONCURRENCY: usize = 5;
/// Where growth ends on one machine; AWS goes on to 1,000 and more.
const MOST_CONCURRENCY: usize = 10;
/// How long all pollers must have been busy before one is added.
const GROW_AFTER: Duration = Duration::from_secs(1);
const LONG_POLL: Duration = Duration::from_secs(20);
/// A batching window is needed to go beyond one receive.
const MAX_WITHOUT_WINDOW: usize = 10;

/// One mapping at work.
struct Worker {
    queue: String,
    mapping: EventSourceMapping,
    sqs: Sqs,
    invoke: Invoke,
}

/// Starts reading the queue.
pub(super) fn start(queue: String, mapping: EventSourceMapping, sqs: Sqs, invoke: Invoke) {
    let worker = Arc::new(Worker {
        queue,
        mapping,
        sqs,
        invoke,
    });
    tokio::spawn(worker.run());
}

impl Worker {
    async fn run(self: Arc<Self>) {
        let first = self
            .mapping
            .maximum_concurrency
            .unwrap_or(FIRST_CONCURRENCY)
            .max(1);
        let slots = Arc::new(Semaphore::new(first));
        let mut extra = 0;
        loop {
            let slot = self.slot(&slots, &mut extra).await;
            let batch = self.gather().await;
            if batch.is_empty() {
                // Idle for a whole poll: back to the concurrency it began with.
                extra -= slots.forget_permits(extra);
                continue;
            }
            let worker = Arc::clone(&self);
            tokio::spawn(async move {
                worker.process(batch).await;
                drop(slot);
            });
        }
    }

    /// Waits for a free slot; adds one when all stay busy while messages wait.
    async fn slot(
        &self,
        slots: &Arc<Semaphore>,
        extra: &mut usize,
    ) -> Option<OwnedSemaphorePermit> {
        loop {
            let free = Arc::clone(slots).acquire_owned();
            if let Ok(slot) = timeout(GROW_AFTER, free).await {
                return slot.ok();
            }
            let may_grow = self.mapping.maximum_concurrency.is_none()
                && FIRST_CONCURRENCY + *extra < MOST_CONCURRENCY;
            if may_grow && self.sqs.waiting(&self.queue) > 0 {
                *extra += 1;
                slots.add_permits(1);
            }
        }
    }

    /// Takes the next batch: full, or as it stands when the window since its first message ends.
    async fn gather(&self) -> Vec<Received> {
        let window = self.mapping.batching_window;
        let limit = match self.mapping.batch_size.max(1) {
            size if window.is_zero() => size.min(MAX_WITHOUT_WINDOW),
            size => size,
        };
        let mut batch = self.sqs.receive(&self.queue, limit, LONG_POLL).await;
        let deadline = Instant::now() + window;
        while !batch.is_empty() && batch.len() < limit && Instant::now() < deadline {
            let wait = deadline.saturating_duration_since(Instant::now());
            batch.extend(
                self.sqs
                    .receive(&self.queue, limit - batch.len(), wait)
                    .await,
            );
        }
        batch
    }

    async fn process(&self, batch: Vec<Received>) {
        let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
        for received in batch {
            let record = queue_event::record(&self.queue, &received);
            if filter::passes(&self.mapping.filters, &queue_event::filterable(&record)) {
                wanted.push((received, record));
            } else {
                unwanted.push(received.receipt_handle);
            }
        }
        // What the filter rejects is deleted, not kept for another reader.
        self.sqs.delete(&self.queue, &unwanted);
        for part in within_payload_limit(wanted) {
            self.deliver(part).await;
        }
    }

    async fn deliver(&self, batch: Vec<(Received, Value)>) {
        let (received, records): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
        let senders = received
            .iter()
            .filter_map(|one| one.message.sender.as_ref());
        let invocation = Invocation {
            function: self.mapping.function.clone(),
            payload: Bytes::from(json!({ "Records": records }).to_string()),
            trigger: format!("{} x{}", self.queue, received.len()),
            origin: Origin::caused(Source::Queue, senders.cloned()),
        };
        let outcome = (self.invoke)(invocation)
            .await
            .map_err(|error| error.to_string());
        let kept = outcome.and_then(|reply| {
            if self.mapping.reports_item_failures {
                let ids = received.iter().map(|one| one.message.id.as_str());
                item_failures::reported(&reply, ids)
            } else {
                Ok(Default::default())
            }
        });
        let (function, queue) = (&self.mapping.function, &self.queue);
        match kept {
            Ok(kept) => {
                if !kept.is_empty() {
                    tracing::warn!(
                        function,
                        queue,
                        failed = kept.len(),
                        "messages reported as failed"
                    );
                }
                let done: Vec<String> = received
                    .into_iter()
                    .filter(|one| !kept.contains(&one.message.id))
                    .map(|one| one.receipt_handle)
                    .collect();
                self.sqs.delete(queue, &done);
            }
            // Nothing is given back: the messages return when their visibility timeout ends.
            Err(error) => {
                tracing::warn!(
                    function,
                    queue,
                    messages = received.len(),
                    error,
                    "batch failed"
                );
            }
        }
    }
}

/// Splits a batch where it would exceed what one invocation may carry.
fn within_payload_limit(batch: Vec<(Received, Value)>) -> Vec<Vec<(Received, Value)>> {
    let mut parts: Vec<Vec<_>> = Vec::new();
    let mut bytes = usize::MAX;
    for one in batch {
        let size = one.1.to_string().len() + 1;
        match parts.last_mut() {
            Some(part) if bytes.saturating_add(size) <= MAX_PAYLOAD_BYTES - 64 => {
                part.push(one);
                bytes += size;
            }
            _ => {
                parts.push(vec![one]);
                bytes = size;
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests;
