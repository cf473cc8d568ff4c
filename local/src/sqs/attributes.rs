//! `GetQueueAttributes`.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::error::SqsError;
use super::send::MAX_BYTES;
use super::service::{Entry, Service};
use crate::stack::{ACCOUNT_ID, REGION};

/// Parameters of `GetQueueAttributes`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AttributesRequest {
    queue_url: Option<String>,
    #[serde(default)]
    attribute_names: Vec<String>,
}

pub(super) fn get(service: &Service, request: &AttributesRequest) -> Result<Value, SqsError> {
    let url = request
        .queue_url
        .as_deref()
        .ok_or_else(|| SqsError::missing("QueueUrl"))?;
    let mut all = describe(service.find(url)?);
    if !request.attribute_names.iter().any(|name| name == "All") {
        if let Some(unknown) = request.attribute_names.iter().find(|name| !is_known(name)) {
            return Err(SqsError::unknown_attribute(unknown));
        }
        all.retain(|name, _| request.attribute_names.contains(name));
    }
    Ok(if all.is_empty() {
        json!({})
    } else {
        json!({ "Attributes": all })
    })
}

/// Known names; a queue may have no value for some of them.
fn is_known(name: &str) -> bool {
    matches!(
        name,
        "ApproximateNumberOfMessages"
            | "ApproximateNumberOfMessagesDelayed"
            | "ApproximateNumberOfMessagesNotVisible"
            | "ContentBasedDeduplication"
            | "CreatedTimestamp"
            | "DelaySeconds"
            | "FifoQueue"
            | "KmsMasterKeyId"
            | "LastModifiedTimestamp"
            | "MaximumMessageSize"
            | "MessageRetentionPeriod"
            | "Policy"
            | "QueueArn"
            | "ReceiveMessageWaitTimeSeconds"
            | "RedriveAllowPolicy"
            | "RedrivePolicy"
            | "SqsManagedSseEnabled"
            | "VisibilityTimeout"
    )
}

/// Every attribute with a value; all values are strings.
fn describe(entry: &Entry) -> Map<String, Value> {
    let (queue, counts) = (&entry.definition, entry.counts());
    let mut attributes = Map::new();
    let mut set = |name: &str, value: String| {
        attributes.insert(name.to_owned(), Value::String(value));
    };
    set("QueueArn", entry.arn());
    set("ApproximateNumberOfMessages", counts.visible.to_string());
    set(
        "ApproximateNumberOfMessagesNotVisible",
        counts.in_flight.to_string(),
    );
    set(
        "ApproximateNumberOfMessagesDelayed",
        counts.delayed.to_string(),
    );
    set(
        "VisibilityTimeout",
        queue.visibility_timeout.as_secs().to_string(),
    );
    set("DelaySeconds", queue.delay.as_secs().to_string());
    set(
        "MessageRetentionPeriod",
        queue.retention.as_secs().to_string(),
    );
    set("MaximumMessageSize", MAX_BYTES.to_string());
    set("ReceiveMessageWaitTimeSeconds", "0".to_owned());
    if entry.is_fifo() {
        set("FifoQueue", "true".to_owned());
    }
    if let Some(redrive) = &queue.redrive {
        let target = format!(
            "arn:aws:sqs:{REGION}:{ACCOUNT_ID}:{}",
            redrive.dead_letter_queue
        );
        let policy = json!({
            "deadLetterTargetArn": target,
            "maxReceiveCount": redrive.max_receive_count,
        });
        set("RedrivePolicy", policy.to_string());
    }
    attributes
}
