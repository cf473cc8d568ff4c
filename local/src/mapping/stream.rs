//! A DynamoDB stream that invokes a function, one batch after another.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{Invoke, MAX_PAYLOAD_BYTES, filter, item_failures};
use crate::dynamodb::stream::StreamError;
use crate::dynamodb::{Checkpoints, DynamoDb, StreamReader, StreamStart};
use crate::lambda::Invocation;
use crate::meter;
use crate::stack::EventSourceMapping;

/// Between two looks at a stream with nothing new; AWS looks four times a second.
const POLL_INTERVAL: Duration = Duration::from_millis(100);
const FIRST_BACKOFF: Duration = Duration::from_millis(200);
const LONGEST_BACKOFF: Duration = Duration::from_secs(10);
/// How long a stream keeps a record; retries without a limit end here.
const RECORD_LIFETIME_SECONDS: i64 = 86_400;

/// The stream to read, and where to begin.
pub(super) struct Source {
    pub(super) table: String,
    pub(super) from_oldest: bool,
    pub(super) dynamodb: DynamoDb,
}

/// One mapping at work.
struct Worker {
    table: String,
    mapping: EventSourceMapping,
    invoke: Invoke,
    reader: StreamReader,
    /// Read and passed by the filter, not yet handed over.
    pending: VecDeque<Value>,
    /// Sequence number of the last record read.
    read_through: Option<String>,
    checkpoints: Checkpoints,
}

/// Records to hand over together, and how often that has failed.
struct Attempt {
    records: Vec<Value>,
    retries: u32,
}

/// Takes up the position in the stream and starts reading.
pub(super) fn start(
    source: Source,
    mapping: EventSourceMapping,
    invoke: Invoke,
) -> Result<(), StreamError> {
    let Source {
        table,
        from_oldest,
        dynamodb,
    } = source;
    let checkpoints = dynamodb.checkpoints();
    let begin = match checkpoints.reached(&checkpoint_key(&mapping, &table)) {
        Some(sequence_number) => StreamStart::After(sequence_number),
        None if from_oldest => StreamStart::Oldest,
        None => StreamStart::Next,
    };
    let reader = StreamReader::open(&dynamodb, &table, &begin)?;
    let pending = VecDeque::new();
    let worker = Worker {
        table,
        mapping,
        invoke,
        reader,
        pending,
        read_through: None,
        checkpoints,
    };
    tokio::spawn(worker.run());
    Ok(())
}

fn checkpoint_key(mapping: &EventSourceMapping, table: &str) -> String {
    format!("{} {table}", mapping.function)
}

impl Worker {
    async fn run(mut self) {
        loop {
            let batch = self.gather().await;
            // Behind the batch, unless more has been read already: then only up to its end.
            let through = if self.pending.is_empty() {
                self.read_through.clone()
            } else {
                batch
                    .last()
                    .map(|record| sequence_number(record).to_owned())
            };
            if !batch.is_empty() {
                self.process(batch).await;
            }
            if let Some(through) = through {
                self.checkpoints
                    .reach(&checkpoint_key(&self.mapping, &self.table), &through);
            }
        }
    }

    /// The next batch: full, or as it stands when the window since its first record ends. Empty
    /// when only records the filter rejects were read.
    async fn gather(&mut self) -> Vec<Value> {
        let limit = self.mapping.batch_size.max(1);
        let mut deadline = None;
        loop {
            let before = self.read_through.clone();
            if self.pending.len() < limit {
                self.read(limit - self.pending.len()).await;
            }
            if self.pending.is_empty() {
                if self.read_through != before {
                    return Vec::new();
                }
                tokio::time::sleep(POLL_INTERVAL).await;
                continue;
            }
            let window = self.mapping.batching_window;
            let deadline = *deadline.get_or_insert_with(|| Instant::now() + window);
            if self.pending.len() >= limit || Instant::now() >= deadline {
                return self.cut(limit);
            }
            tokio::time::sleep_until(deadline.min(Instant::now() + POLL_INTERVAL)).await;
        }
    }

    async fn read(&mut self, limit: usize) {
        match self.reader.next(limit).await {
            Ok(records) => {
                if let Some(last) = records.last() {
                    self.read_through = Some(sequence_number(last).to_owned());
                }
                let filters = &self.mapping.filters;
                let passing = records
                    .into_iter()
                    .filter(|record| filter::passes(filters, record));
                self.pending.extend(passing);
            }
            Err(error) => tracing::warn!(%error, "stream could not be read"),
        }
    }

    /// Takes up to `limit` pending records, and no more than one invocation may carry.
    fn cut(&mut self, limit: usize) -> Vec<Value> {
        let mut batch = Vec::new();
        let mut bytes = 64;
        while batch.len() < limit
            && let Some(record) = self.pending.pop_front()
        {
            bytes += record.to_string().len() + 1;
            if bytes > MAX_PAYLOAD_BYTES && !batch.is_empty() {
                self.pending.push_front(record);
                break;
            }
            batch.push(record);
        }
        batch
    }

    /// Hands a batch over until it is done with: nothing behind it moves before.
    async fn process(&self, batch: Vec<Value>) {
        let mut open = vec![Attempt {
            records: batch,
            retries: 0,
        }];
        let mut backoff = FIRST_BACKOFF;
        while let Some(attempt) = open.pop() {
            match self.deliver(&attempt.records).await {
                Ok(()) => backoff = FIRST_BACKOFF,
                Err((failed_from, error)) => {
                    let function = &self.mapping.function;
                    let records = attempt.records.len();
                    tracing::warn!(function, table = self.table, records, error, "batch failed");
                    open.extend(self.after_failure(attempt, failed_from));
                    tokio::time::sleep(backoff).await;
                    backoff = (backoff * 2).min(LONGEST_BACKOFF);
                }
            }
        }
    }

    /// What is left to do after a failure, the first to do last.
    fn after_failure(&self, mut attempt: Attempt, failed_from: usize) -> Vec<Attempt> {
        if failed_from > 0 {
            // Everything before the reported record is done; the rest is a batch of its own.
            let records = attempt.records.split_off(failed_from);
            return vec![Attempt {
                records,
                retries: 0,
            }];
        }
        if self.mapping.bisect_on_error && attempt.records.len() > 1 {
            // Splitting does not use up a retry.
            let second = attempt.records.split_off(attempt.records.len() / 2);
            return vec![
                Attempt {
                    records: second,
                    retries: attempt.retries,
                },
                attempt,
            ];
        }
        let exhausted = self
            .mapping
            .maximum_retries
            .is_some_and(|most| attempt.retries >= most);
        if exhausted || attempt.records.iter().all(is_expired) {
            tracing::warn!(
                function = self.mapping.function,
                table = self.table,
                records = attempt.records.len(),
                "records given up"
            );
            return Vec::new();
        }
        attempt.retries += 1;
        vec![attempt]
    }

    /// Invokes once; on failure, the index of the first record that is not done, and why.
    async fn deliver(&self, records: &[Value]) -> Result<(), (usize, String)> {
        let writers = records
            .iter()
            .filter_map(|record| self.reader.writer(record));
        let invocation = Invocation {
            function: self.mapping.function.clone(),
            payload: Bytes::from(json!({ "Records": records }).to_string()),
            trigger: format!("{} stream x{}", self.table, records.len()),
            origin: meter::Origin::caused(meter::Source::Stream, writers),
        };
        let reply = (self.invoke)(invocation)
            .await
            .map_err(|error| (0, error.to_string()))?;
        if !self.mapping.reports_item_failures {
            return Ok(());
        }
        let known = records.iter().map(sequence_number);
        let failed = item_failures::reported(&reply, known).map_err(|reason| (0, reason))?;
        // In a stream, everything behind the first failure waits with it.
        match records
            .iter()
            .position(|record| failed.contains(sequence_number(record)))
        {
            None => Ok(()),
            Some(index) => Err((
                index,
                format!("{} records reported as failed", failed.len()),
            )),
        }
    }
}

fn sequence_number(record: &Value) -> &str {
    record["dynamodb"]["SequenceNumber"]
        .as_str()
        .unwrap_or_default()
}

fn is_expired(record: &Value) -> bool {
    let created = record["dynamodb"]["ApproximateCreationDateTime"]
        .as_i64()
        .unwrap_or_default();
    created + RECORD_LIFETIME_SECONDS < jiff::Timestamp::now().as_second()
}

#[cfg(test)]
mod tests;
