//! Refusals that are injected, worded as DynamoDB words them.
//!
//! Shapes and codes follow "Error handling with DynamoDB" of the Amazon DynamoDB Developer Guide
//! and `TransactionCanceledException` of its API Reference.

use http::StatusCode;
use serde_json::{Value, json};

use super::request::Ask;
use crate::faults::{Refusal, Refused};

/// A refusal for the caller.
#[derive(Debug)]
pub(super) struct Worded {
    pub(super) status: StatusCode,
    /// The error's name.
    pub(super) name: &'static str,
    pub(super) body: Vec<u8>,
}

/// The reason of an action that did not stand in the way.
const INNOCENT: &str = "None";
const TOO_FAST: &str = "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically \
     scaling your table or index so please try again shortly.";
const PARTITION_TOO_HOT: &str = "The level of configured provisioned throughput for the table was exceeded. Consider \
     increasing your provisioning level with the UpdateTable API.";

impl Worded {
    /// Words a refusal of this call.
    pub(super) fn of(ask: &Ask, refusal: Refusal) -> Self {
        let bad = StatusCode::BAD_REQUEST;
        match refusal.why {
            Refused::Throttled if ask.is_transaction() => Self::cancelled(ask, refusal),
            Refused::Conflict if ask.is_transaction() => Self::cancelled(ask, refusal),
            Refused::Throttled if refusal.draw & 1 == 0 => Self::new(
                bad,
                ("com.amazon.coral.availability", "ThrottlingException"),
                TOO_FAST,
            ),
            Refused::Throttled => Self::new(
                bad,
                (API, "ProvisionedThroughputExceededException"),
                PARTITION_TOO_HOT,
            ),
            Refused::Conflict => Self::new(
                bad,
                (API, "TransactionConflictException"),
                "Transaction is ongoing for the item",
            ),
            Refused::Failed | Refused::Gone => Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                (API, "InternalServerError"),
                "The request processing has failed because of an unknown error, exception or \
                 failure.",
            ),
        }
    }

    fn new(
        status: StatusCode,
        (space, name): (&'static str, &'static str),
        message: &'static str,
    ) -> Self {
        let body = json!({"__type": format!("{space}#{name}"), "message": message});
        Self {
            status,
            name,
            body: body.to_string().into_bytes(),
        }
    }

    /// A transaction that was cancelled: for one action, drawn, or for all of them.
    fn cancelled(ask: &Ask, refusal: Refusal) -> Self {
        const NAME: &str = "TransactionCanceledException";
        let (code, message) = match refusal.why {
            Refused::Conflict => ("TransactionConflict", "Transaction is ongoing for the item"),
            _ => ("ThrottlingError", TOO_FAST),
        };
        let count = ask.actions().count();
        let one = (refusal.draw >> 1) % (count.max(1) as u64);
        let is_hit = |place: usize| refusal.draw & 1 == 0 || place as u64 == one;
        let codes: Vec<&str> = (0..count)
            .map(|place| if is_hit(place) { code } else { INNOCENT })
            .collect();
        let reasons: Vec<Value> = codes
            .iter()
            .map(|code| match *code {
                INNOCENT => json!({"Code": INNOCENT}),
                code => json!({"Code": code, "Message": message}),
            })
            .collect();
        let codes = codes.join(", ");
        let body = json!({
            "__type": format!("{API}#{NAME}"),
            "Message": format!(
                "Transaction cancelled, please refer cancellation reasons for specific reasons \
                 [{codes}]"
            ),
            "CancellationReasons": reasons,
        });
        Self {
            status: StatusCode::BAD_REQUEST,
            name: NAME,
            body: body.to_string().into_bytes(),
        }
    }
}

/// The namespace of most errors.
const API: &str = "com.amazonaws.dynamodb.v20120810";
