//! Receipt handles: opaque to consumers, self-contained for the queue.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::sqs::error::SqsError;

const PREFIX: &str = "receipt";

/// What a receipt handle stands for: one receive of one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sqs) struct Handle {
    pub(super) slot: u64,
    pub(super) receive_count: u32,
}

impl Handle {
    pub(in crate::sqs) fn encode(self) -> String {
        STANDARD.encode(format!("{PREFIX} {} {}", self.slot, self.receive_count))
    }

    pub(in crate::sqs) fn decode(text: &str) -> Result<Self, SqsError> {
        let decoded = STANDARD
            .decode(text)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok());
        decoded
            .as_deref()
            .and_then(|plain| plain.strip_prefix(PREFIX)?.trim_start().split_once(' '))
            .and_then(|(slot, count)| {
                Some(Self {
                    slot: slot.parse().ok()?,
                    receive_count: count.parse().ok()?,
                })
            })
            .ok_or_else(|| SqsError::invalid_receipt_handle(text))
    }
}
