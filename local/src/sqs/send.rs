//! `SendMessage` and `SendMessageBatch`.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::digest;
use super::error::SqsError;
use super::message::{Message, MessageAttributes};
use super::receive::{Failed, check_batch};
use super::service::{Entry, Service, epoch_ms};
use crate::meter::Id;

/// Limit of one message, and of all messages of a batch together.
pub(super) const MAX_BYTES: usize = 1 << 20;
const MAX_DELAY_SECONDS: i64 = 900;
const MAX_ATTRIBUTES: usize = 10;

/// A message to send: a whole `SendMessage` request, or one entry of a batch.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Draft {
    id: Option<String>,
    queue_url: Option<String>,
    message_body: Option<String>,
    delay_seconds: Option<i64>,
    #[serde(default)]
    message_attributes: MessageAttributes,
    #[serde(default)]
    message_system_attributes: MessageAttributes,
    message_deduplication_id: Option<String>,
    message_group_id: Option<String>,
}

/// Parameters of `SendMessageBatch`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct SendBatchRequest {
    queue_url: Option<String>,
    #[serde(default)]
    entries: Vec<Draft>,
}

/// What the sender learns about its message.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Sent {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    message_id: String,
    #[serde(rename = "MD5OfMessageBody")]
    body_md5: String,
    #[serde(
        rename = "MD5OfMessageAttributes",
        skip_serializing_if = "Option::is_none"
    )]
    attributes_md5: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sequence_number: Option<String>,
}

/// Result of `SendMessageBatch`: a 200 may hold failures.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct SentBatch {
    successful: Vec<Sent>,
    failed: Vec<Failed>,
}

impl SentBatch {
    /// Messages that are in the queue now.
    pub(super) fn accepted(&self) -> usize {
        self.successful.len()
    }
}

pub(super) fn one(service: &Service, draft: Draft, sender: Option<&Id>) -> Result<Sent, SqsError> {
    let url = draft
        .queue_url
        .as_deref()
        .ok_or_else(|| SqsError::missing("QueueUrl"))?;
    let entry = service.find(url)?;
    draft.send(entry, sender)
}

pub(super) fn batch(
    service: &Service,
    request: SendBatchRequest,
    sender: Option<&Id>,
) -> Result<SentBatch, SqsError> {
    let url = request
        .queue_url
        .as_deref()
        .ok_or_else(|| SqsError::missing("QueueUrl"))?;
    let entry = service.find(url)?;
    check_batch(request.entries.iter().map(|draft| draft.id.as_deref()))?;
    let bytes = request.entries.iter().map(Draft::size).sum();
    if bytes > MAX_BYTES {
        return Err(SqsError::batch_too_long(bytes));
    }
    let mut result = SentBatch::default();
    for draft in request.entries {
        let id = draft.id.clone().unwrap_or_default();
        match draft.send(entry, sender) {
            Ok(sent) => result.successful.push(sent),
            Err(error) => result.failed.push(Failed::new(id, error)),
        }
    }
    Ok(result)
}

impl Draft {
    fn size(&self) -> usize {
        let body = self.message_body.as_deref().unwrap_or_default();
        digest::size(body, &self.message_attributes)
    }

    fn send(self, entry: &Entry, sender: Option<&Id>) -> Result<Sent, SqsError> {
        let delay = self.check(entry)?;
        let body = self.message_body.unwrap_or_default();
        let deduplication_id = match self.message_deduplication_id {
            // The template's ContentBasedDeduplication is not known here; it is taken as on.
            None if entry.is_fifo() => Some(sha256_hex(&body)),
            given => given,
        };
        let trace_header = self
            .message_system_attributes
            .get("AWSTraceHeader")
            .cloned();
        let message = Message {
            id: uuid::Uuid::new_v4().to_string(),
            body_md5: digest::of_body(&body),
            body,
            attributes: self.message_attributes,
            sender: sender.cloned(),
            sent_at: epoch_ms(),
            group: self.message_group_id,
            deduplication_id: deduplication_id.filter(|_| entry.is_fifo()),
            sequence_number: entry.is_fifo().then(next_sequence_number),
            trace_header: trace_header.and_then(|attribute| attribute.string_value),
            dead_letter_source: None,
        };
        let attributes_md5 = digest::of_attributes(&message.attributes);
        let stored = entry.send(message, delay);
        Ok(Sent {
            id: self.id,
            message_id: stored.id,
            body_md5: stored.body_md5,
            attributes_md5,
            sequence_number: stored.sequence_number,
        })
    }

    /// Refuses what SQS refuses; returns the delay that applies.
    fn check(&self, entry: &Entry) -> Result<Duration, SqsError> {
        let body = self.message_body.as_deref().unwrap_or_default();
        if body.is_empty() {
            return Err(SqsError::missing("MessageBody"));
        }
        if !body.chars().all(is_allowed) {
            return Err(SqsError::invalid_contents());
        }
        if self.size() > MAX_BYTES {
            return Err(SqsError::invalid(format!(
                "One or more parameters are invalid. Reason: Message must be shorter than \
                 {MAX_BYTES} bytes."
            )));
        }
        check_attributes(&self.message_attributes)?;
        if entry.is_fifo() {
            if self.message_group_id.is_none() {
                return Err(SqsError::missing("MessageGroupId"));
            }
            if let Some(delay) = self.delay_seconds.filter(|delay| *delay != 0) {
                return Err(SqsError::out_of_range(
                    "DelaySeconds",
                    delay,
                    "The request include parameter that is not valid for this queue type",
                ));
            }
        }
        let Some(delay) = self.delay_seconds else {
            return Ok(entry.definition.delay);
        };
        u64::try_from(delay)
            .ok()
            .filter(|_| delay <= MAX_DELAY_SECONDS)
            .map(Duration::from_secs)
            .ok_or_else(|| {
                let reason = format!("DelaySeconds must be >= 0 and <= {MAX_DELAY_SECONDS}.");
                SqsError::out_of_range("DelaySeconds", delay, &reason)
            })
    }
}

fn check_attributes(attributes: &MessageAttributes) -> Result<(), SqsError> {
    if attributes.len() > MAX_ATTRIBUTES {
        return Err(SqsError::invalid(format!(
            "Number of message attributes [{}] exceeds the allowed maximum [{MAX_ATTRIBUTES}].",
            attributes.len()
        )));
    }
    for (name, attribute) in attributes {
        let value = match attribute.data_type.split('.').next().unwrap_or_default() {
            "String" | "Number" => &attribute.string_value,
            "Binary" => &attribute.binary_value,
            _ => {
                return Err(SqsError::invalid(format!(
                    "The type of message (user) attribute '{name}' is invalid. You must use only \
                     the following supported type prefixes: Binary, Number, String."
                )));
            }
        };
        if value.as_deref().unwrap_or_default().is_empty() {
            return Err(SqsError::invalid(format!(
                "The message (user) attribute '{name}' must contain a non-empty value of type \
                 '{}'.",
                attribute.data_type
            )));
        }
    }
    Ok(())
}

/// The characters of XML 1.0, the only ones a body may hold.
fn is_allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}')
        || character >= '\u{10000}'
}

fn sha256_hex(body: &str) -> String {
    use std::fmt::Write as _;
    Sha256::digest(body.as_bytes())
        .iter()
        .fold(String::new(), |mut text, byte| {
            // Writing to a string cannot fail.
            let _infallible = write!(text, "{byte:02x}");
            text
        })
}

/// Sequence numbers are 20 digits on AWS and only grow.
fn next_sequence_number() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static LAST: AtomicU64 = AtomicU64::new(0);
    let base = 18_400_000_000_000_000_000_u64;
    (base + 256 * (LAST.fetch_add(1, Ordering::Relaxed) + 1)).to_string()
}
