//! Reads a table's stream, in the shape Lambda hands it to a function.

use dynoxide::actions::describe_table::DescribeTableRequest;
use dynoxide::actions::get_records::{GetRecordsRequest, GetRecordsResponse, Record};
use dynoxide::actions::get_shard_iterator::GetShardIteratorRequest;
use dynoxide::{Database, DynoxideError};
use serde_json::{Value, json};

use super::DynamoDb;
use super::front::item_name;
use crate::meter::{Id, Meter};
use crate::stack::{ACCOUNT_ID, REGION};

/// Where a reader begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StreamStart {
    /// `TRIM_HORIZON`: the oldest record kept.
    Oldest,
    /// `LATEST`: the next record.
    Next,
    /// Behind the record with this sequence number.
    After(String),
}

/// Reads one table's stream from a position onward.
pub(crate) struct StreamReader {
    database: Database,
    iterator: String,
    /// The stream's ARN with the region functions are told.
    arn: String,
    meter: Meter,
    table: String,
    key_names: Vec<String>,
}

impl std::fmt::Debug for StreamReader {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("StreamReader")
            .field("arn", &self.arn)
            .finish_non_exhaustive()
    }
}

/// Why a stream cannot be read, in words.
#[derive(Debug, thiserror::Error)]
#[error("stream of {table}: {reason}")]
pub(crate) struct StreamError {
    table: String,
    reason: String,
}

impl StreamReader {
    /// Takes up a position in a table's stream.
    pub(crate) fn open(
        dynamodb: &DynamoDb,
        table: &str,
        start: &StreamStart,
    ) -> Result<Self, StreamError> {
        let failed = |reason: String| StreamError {
            table: table.to_owned(),
            reason,
        };
        let database = dynamodb.database.clone();
        let request = DescribeTableRequest {
            table_name: table.to_owned(),
        };
        let described = database
            .describe_table(request)
            .map_err(|error| failed(error.to_string()))?
            .table;
        let stream = described
            .latest_stream_arn
            .ok_or_else(|| failed("none declared".into()))?;
        let label = described.latest_stream_label.unwrap_or_default();
        let arn = format!(
            "arn:aws:dynamodb:{REGION}:{ACCOUNT_ID}:table/{table}/stream/{}",
            aws_label(&label)
        );
        let iterator = iterator(&database, table, stream, start)
            .map_err(|error| failed(error.to_string()))?
            .ok_or_else(|| failed("no shard iterator".into()))?;
        Ok(Self {
            database,
            iterator,
            arn,
            meter: dynamodb.meter.clone(),
            table: table.to_owned(),
            key_names: dynamodb.key_names(table),
        })
    }

    /// The invocation whose write made a record, as far as known; the engine's own removals have
    /// none.
    pub(crate) fn writer(&self, record: &Value) -> Option<Id> {
        if record.get("userIdentity").is_some_and(Value::is_object) {
            return None;
        }
        let keys = &record["dynamodb"]["Keys"];
        let item = item_name(&self.table, &self.key_names, keys)?;
        self.meter.writer(&item)
    }

    /// The next records, oldest first; none when there are none yet.
    pub(crate) async fn next(&mut self, limit: usize) -> Result<Vec<Value>, StreamError> {
        let (database, iterator) = (self.database.clone(), self.iterator.clone());
        let read = move || {
            let request = GetRecordsRequest {
                shard_iterator: iterator,
                limit: Some(limit),
            };
            database.get_records(request)
        };
        let failed = |reason: String| StreamError {
            table: self.arn.clone(),
            reason,
        };
        let response: GetRecordsResponse = tokio::task::spawn_blocking(read)
            .await
            .map_err(|error| failed(error.to_string()))?
            .map_err(|error| failed(error.to_string()))?;
        if let Some(next) = response.next_shard_iterator {
            self.iterator = next;
        }
        Ok(response
            .records
            .iter()
            .map(|record| event_record(record, &self.arn))
            .collect())
    }
}

fn iterator(
    database: &Database,
    table: &str,
    stream_arn: String,
    start: &StreamStart,
) -> Result<Option<String>, DynoxideError> {
    let (kind, sequence_number) = match start {
        StreamStart::Oldest => ("TRIM_HORIZON", None),
        StreamStart::Next => ("LATEST", None),
        StreamStart::After(number) => ("AFTER_SEQUENCE_NUMBER", Some(number.clone())),
    };
    let request = GetShardIteratorRequest {
        stream_arn,
        // The engine keeps one shard a table.
        shard_id: dynoxide::streams::shard_id(table),
        shard_iterator_type: kind.to_owned(),
        sequence_number,
    };
    Ok(database.get_shard_iterator(request)?.shard_iterator)
}

/// The engine labels streams `<seconds>.<nanoseconds>`, AWS by date and time.
fn aws_label(label: &str) -> String {
    let seconds = label
        .split('.')
        .next()
        .and_then(|text| text.parse().ok())
        .unwrap_or_default();
    let created = jiff::Timestamp::from_second(seconds).unwrap_or_default();
    created.strftime("%Y-%m-%dT%H:%M:%S.000").to_string()
}

/// A record as an event carries it ("Amazon DynamoDB example event", AWS Lambda Developer Guide).
pub(crate) fn event_record(record: &Record, arn: &str) -> Value {
    let mut value = json!(record);
    value["awsRegion"] = json!(REGION);
    // Whole seconds: the engine's 1.7e9 would read as a fraction.
    let created = record.dynamodb.approximate_creation_date_time as i64;
    value["dynamodb"]["ApproximateCreationDateTime"] = json!(created);
    value["eventSourceARN"] = json!(arn);
    value
}
