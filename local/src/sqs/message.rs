//! A message as it lies in a queue.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::meter::Id;

/// Message attributes by name.
pub(crate) type MessageAttributes = BTreeMap<String, MessageAttribute>;

/// One message attribute, as the JSON protocol writes it (binary values in base64).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct MessageAttribute {
    /// `String`, `Number` or `Binary`, with an optional `.suffix`.
    pub(crate) data_type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) string_value: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) binary_value: Option<String>,
}

/// What the sender gave, and what the queue added when it took the message in.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) id: String,
    pub(crate) body: String,
    pub(crate) body_md5: String,
    pub(crate) attributes: MessageAttributes,
    /// The invocation that sent it.
    pub(crate) sender: Option<Id>,
    /// Milliseconds since the epoch.
    pub(crate) sent_at: i64,
    pub(crate) group: Option<String>,
    pub(crate) deduplication_id: Option<String>,
    /// Given out by FIFO queues only.
    pub(crate) sequence_number: Option<String>,
    /// `AWSTraceHeader`, the one system attribute a sender may set.
    pub(crate) trace_header: Option<String>,
    /// ARN of the queue this one came from, once it is in a dead-letter queue.
    pub(crate) dead_letter_source: Option<String>,
}

impl Message {
    /// MD5 of all message attributes; none when there are none.
    pub(crate) fn attributes_md5(&self) -> Option<String> {
        super::digest::of_attributes(&self.attributes)
    }
}
