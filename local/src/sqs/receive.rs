//! `ReceiveMessage`, `DeleteMessage`, `ChangeMessageVisibility` and their batch forms.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::digest;
use super::error::SqsError;
use super::message::MessageAttributes;
use super::queue::Received;
use super::service::{Entry, Service};
use crate::stack::ACCOUNT_ID;

const MAX_BATCH: usize = 10;
const MAX_ID_LENGTH: usize = 80;
const MAX_VISIBILITY_SECONDS: i64 = 43_200;

/// Parameters of `ReceiveMessage`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ReceiveRequest {
    queue_url: Option<String>,
    max_number_of_messages: Option<i64>,
    visibility_timeout: Option<i64>,
    wait_time_seconds: Option<i64>,
    #[serde(default)]
    attribute_names: Vec<String>,
    #[serde(default)]
    message_system_attribute_names: Vec<String>,
    #[serde(default)]
    message_attribute_names: Vec<String>,
}

/// One receipt: a whole delete or visibility request, or one entry of a batch.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Receipt {
    id: Option<String>,
    queue_url: Option<String>,
    receipt_handle: Option<String>,
    visibility_timeout: Option<i64>,
}

/// Parameters of a batch of receipts.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ReceiptBatch {
    queue_url: Option<String>,
    #[serde(default)]
    entries: Vec<Receipt>,
}

/// One entry of a batch that did not succeed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Failed {
    id: String,
    code: &'static str,
    message: String,
    sender_fault: bool,
}

impl Failed {
    pub(super) fn new(id: String, error: SqsError) -> Self {
        Self {
            id,
            code: error.code,
            message: error.message,
            sender_fault: true,
        }
    }
}

/// Refuses a batch as a whole: empty, too long, bad or repeated ids.
pub(super) fn check_batch<'a>(
    ids: impl ExactSizeIterator<Item = Option<&'a str>>,
) -> Result<(), SqsError> {
    if ids.len() == 0 {
        return Err(SqsError::empty_batch());
    }
    if ids.len() > MAX_BATCH {
        return Err(SqsError::too_many_entries(ids.len()));
    }
    let mut seen = BTreeSet::new();
    for id in ids {
        let id = id.ok_or_else(|| SqsError::missing("Id"))?;
        let well_formed =
            |letter: u8| letter.is_ascii_alphanumeric() || matches!(letter, b'-' | b'_');
        if id.is_empty() || id.len() > MAX_ID_LENGTH || !id.bytes().all(well_formed) {
            return Err(SqsError::invalid_id());
        }
        if !seen.insert(id) {
            return Err(SqsError::repeated_id(id));
        }
    }
    Ok(())
}

pub(super) async fn receive(service: &Service, request: ReceiveRequest) -> Result<Value, SqsError> {
    let entry = find(service, request.queue_url.as_deref())?;
    let max = in_range(
        "MaxNumberOfMessages",
        request.max_number_of_messages.unwrap_or(1),
        (1, 10),
        "Must be between 1 and 10, if provided.",
    )?;
    let wait = in_range(
        "WaitTimeSeconds",
        request.wait_time_seconds.unwrap_or(0),
        (0, 20),
        "Must be >= 0 and <= 20, if provided.",
    )?;
    let visibility = request.visibility_timeout.map(visibility).transpose()?;
    let max = usize::try_from(max).unwrap_or(1);
    let received = service
        .receive(entry, max, visibility, Duration::from_secs(wait))
        .await;
    if received.is_empty() {
        return Ok(json!({}));
    }
    let messages: Vec<Value> = received.iter().map(|one| describe(one, &request)).collect();
    Ok(json!({ "Messages": messages }))
}

pub(super) fn delete(service: &Service, receipt: &Receipt) -> Result<Value, SqsError> {
    receipt.delete(find(service, receipt.queue_url.as_deref())?)?;
    Ok(json!({}))
}

pub(super) fn change_visibility(service: &Service, receipt: &Receipt) -> Result<Value, SqsError> {
    receipt.change_visibility(find(service, receipt.queue_url.as_deref())?)?;
    Ok(json!({}))
}

pub(super) fn delete_batch(service: &Service, batch: ReceiptBatch) -> Result<Value, SqsError> {
    each(service, batch, Receipt::delete)
}

pub(super) fn change_visibility_batch(
    service: &Service,
    batch: ReceiptBatch,
) -> Result<Value, SqsError> {
    each(service, batch, Receipt::change_visibility)
}

fn each(
    service: &Service,
    batch: ReceiptBatch,
    act: impl Fn(&Receipt, &Entry) -> Result<(), SqsError>,
) -> Result<Value, SqsError> {
    let entry = find(service, batch.queue_url.as_deref())?;
    check_batch(batch.entries.iter().map(|receipt| receipt.id.as_deref()))?;
    let (mut successful, mut failed) = (Vec::new(), Vec::new());
    for receipt in batch.entries {
        let outcome = act(&receipt, entry);
        let id = receipt.id.unwrap_or_default();
        match outcome {
            Ok(()) => successful.push(json!({ "Id": id })),
            Err(error) => failed.push(Failed::new(id, error)),
        }
    }
    Ok(json!({ "Successful": successful, "Failed": failed }))
}

impl Receipt {
    fn handle(&self) -> Result<&str, SqsError> {
        self.receipt_handle
            .as_deref()
            .ok_or_else(|| SqsError::missing("ReceiptHandle"))
    }

    fn delete(&self, entry: &Entry) -> Result<(), SqsError> {
        entry.delete(self.handle()?)
    }

    fn change_visibility(&self, entry: &Entry) -> Result<(), SqsError> {
        let seconds = self
            .visibility_timeout
            .ok_or_else(|| SqsError::missing("VisibilityTimeout"))?;
        entry.change_visibility(self.handle()?, visibility(seconds)?)
    }
}

fn find<'a>(service: &'a Service, url: Option<&str>) -> Result<&'a Entry, SqsError> {
    service.find(url.ok_or_else(|| SqsError::missing("QueueUrl"))?)
}

fn visibility(seconds: i64) -> Result<Duration, SqsError> {
    let reason = "Must be between 0 and 43200, if provided.";
    in_range(
        "VisibilityTimeout",
        seconds,
        (0, MAX_VISIBILITY_SECONDS),
        reason,
    )
    .map(Duration::from_secs)
}

fn in_range(
    name: &str,
    value: i64,
    (least, most): (i64, i64),
    reason: &str,
) -> Result<u64, SqsError> {
    u64::try_from(value)
        .ok()
        .filter(|_| (least..=most).contains(&value))
        .ok_or_else(|| SqsError::out_of_range(name, value, reason))
}

/// A message as the consumer asked to see it.
fn describe(received: &Received, request: &ReceiveRequest) -> Value {
    let message = &received.message;
    let mut result = json!({
        "MessageId": message.id,
        "ReceiptHandle": received.receipt_handle,
        "MD5OfBody": message.body_md5,
        "Body": message.body,
    });
    let wanted = |name: &str| {
        let mut names = request
            .attribute_names
            .iter()
            .chain(&request.message_system_attribute_names);
        names.any(|asked| asked == "All" || asked == name)
    };
    let mut system = received.system_attributes();
    system.retain(|name, _| wanted(name));
    if !system.is_empty() {
        result["Attributes"] = Value::Object(system);
    }
    let custom: MessageAttributes = message
        .attributes
        .iter()
        .filter(|(name, _)| {
            request
                .message_attribute_names
                .iter()
                .any(|asked| names(asked, name))
        })
        .map(|(name, attribute)| (name.clone(), attribute.clone()))
        .collect();
    if let Some(md5) = digest::of_attributes(&custom) {
        result["MD5OfMessageAttributes"] = Value::String(md5);
        result["MessageAttributes"] = json!(custom);
    }
    result
}

/// `All`, `.*`, `prefix.*`, or the name itself.
fn names(asked: &str, name: &str) -> bool {
    asked == "All"
        || asked == name
        || asked
            .strip_suffix(".*")
            .is_some_and(|prefix| name.starts_with(prefix))
}

impl Received {
    /// The system attributes, as a receive and an event record show them.
    pub(crate) fn system_attributes(&self) -> Map<String, Value> {
        let message = &self.message;
        let mut attributes = Map::new();
        let mut set = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                attributes.insert(name.to_owned(), Value::String(value));
            }
        };
        set(
            "ApproximateReceiveCount",
            Some(self.receive_count.to_string()),
        );
        set("AWSTraceHeader", message.trace_header.clone());
        set("SentTimestamp", Some(message.sent_at.to_string()));
        set("SequenceNumber", message.sequence_number.clone());
        set("MessageGroupId", message.group.clone());
        set("SenderId", Some(ACCOUNT_ID.to_owned()));
        set("MessageDeduplicationId", message.deduplication_id.clone());
        set(
            "ApproximateFirstReceiveTimestamp",
            Some(self.first_received_at.to_string()),
        );
        set(
            "DeadLetterQueueSourceArn",
            message.dead_letter_source.clone(),
        );
        attributes
    }
}
