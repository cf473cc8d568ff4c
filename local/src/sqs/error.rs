//! Refusals, in the JSON protocol's shape and with the query protocol's code beside it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// The one error that is the service's fault.
const FAILED: &str = "InternalFailure";

/// A refusal, named as the SDKs know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SqsError {
    /// The shape in the JSON protocol, without its namespace.
    pub(super) shape: &'static str,
    /// The code of the older query protocol; SDKs report this one to the caller.
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl SqsError {
    fn new(shape: &'static str, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            shape,
            code,
            message: message.into(),
        }
    }

    pub(super) fn no_such_queue() -> Self {
        Self::new(
            "QueueDoesNotExist",
            "AWS.SimpleQueueService.NonExistentQueue",
            "The specified queue does not exist.",
        )
    }

    pub(super) fn missing(parameter: &str) -> Self {
        Self::new(
            "MissingRequiredParameterException",
            "MissingParameter",
            format!("The request must contain the parameter {parameter}."),
        )
    }

    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(
            "InvalidParameterValueException",
            "InvalidParameterValue",
            message,
        )
    }

    pub(super) fn out_of_range(parameter: &str, value: i64, reason: &str) -> Self {
        Self::invalid(format!(
            "Value {value} for parameter {parameter} is invalid. Reason: {reason}"
        ))
    }

    pub(super) fn unknown_attribute(name: &str) -> Self {
        Self::new(
            "InvalidAttributeName",
            "InvalidAttributeName",
            format!("Unknown Attribute {name}."),
        )
    }

    pub(super) fn invalid_receipt_handle(handle: &str) -> Self {
        Self::new(
            "ReceiptHandleIsInvalid",
            "ReceiptHandleIsInvalid",
            format!("The input receipt handle \"{handle}\" is not a valid receipt handle."),
        )
    }

    pub(super) fn not_in_flight() -> Self {
        Self::new(
            "MessageNotInflight",
            "AWS.SimpleQueueService.MessageNotInflight",
            "The specified message isn't in flight.",
        )
    }

    pub(super) fn invalid_contents() -> Self {
        Self::new(
            "InvalidMessageContents",
            "InvalidMessageContents",
            "Invalid characters found. Valid unicode characters are \
             #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
        )
    }

    pub(super) fn empty_batch() -> Self {
        Self::new(
            "EmptyBatchRequest",
            "AWS.SimpleQueueService.EmptyBatchRequest",
            "There should be at least one entry in the request.",
        )
    }

    pub(super) fn too_many_entries(count: usize) -> Self {
        Self::new(
            "TooManyEntriesInBatchRequest",
            "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
            format!("Maximum number of entries per request are 10. You have sent {count}."),
        )
    }

    pub(super) fn repeated_id(id: &str) -> Self {
        Self::new(
            "BatchEntryIdsNotDistinct",
            "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
            format!("Id {id} repeated."),
        )
    }

    pub(super) fn invalid_id() -> Self {
        Self::new(
            "InvalidBatchEntryId",
            "AWS.SimpleQueueService.InvalidBatchEntryId",
            "A batch entry id can only contain alphanumeric characters, hyphens and underscores. \
             It can be at most 80 letters long.",
        )
    }

    pub(super) fn batch_too_long(bytes: usize) -> Self {
        Self::new(
            "BatchRequestTooLong",
            "AWS.SimpleQueueService.BatchRequestTooLong",
            format!(
                "Batch requests cannot be longer than 1048576 bytes. You have sent {bytes} bytes."
            ),
        )
    }

    pub(super) fn unsupported(operation: &str) -> Self {
        Self::new(
            "UnsupportedOperation",
            "AWS.SimpleQueueService.UnsupportedOperation",
            format!("The operation {operation} is not available in the local stack."),
        )
    }

    /// As the service throttles (Amazon SQS API Reference, "Common Errors" and `RequestThrottled`).
    pub(super) fn throttled() -> Self {
        Self::new(
            "RequestThrottled",
            "RequestThrottled",
            "The request was denied due to request throttling.",
        )
    }

    /// A failure of the service itself.
    pub(super) fn failed() -> Self {
        Self::new(
            FAILED,
            FAILED,
            "The request processing has failed because of an unknown error, exception or failure.",
        )
    }

    pub(super) fn unreadable(cause: &serde_json::Error) -> Self {
        Self::new(
            "SerializationException",
            "SerializationException",
            format!("The request could not be read: {cause}"),
        )
    }
}

impl IntoResponse for SqsError {
    fn into_response(self) -> Response {
        let body = json!({
            "__type": format!("com.amazonaws.sqs#{}", self.shape),
            "message": self.message,
        });
        let (status, whose) = match self.shape {
            FAILED => (StatusCode::INTERNAL_SERVER_ERROR, "Receiver"),
            _ => (StatusCode::BAD_REQUEST, "Sender"),
        };
        let mut response = (status, body.to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, super::protocol::JSON);
        if let Ok(value) = HeaderValue::from_str(&format!("{};{whose}", self.code)) {
            headers.insert("x-amzn-query-error", value);
        }
        response
    }
}
