//! What is kept of an invocation.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::origin::Source;

/// The id of an invocation or of a trace.
pub(crate) type Id = Arc<str>;

/// One invocation.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) head: Head,
    pub(super) began: Instant,
    pub(super) calls: Vec<Call>,
}

/// An invocation but for its calls: cheap to clone.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Head {
    /// The request id the function sees.
    pub(super) id: Id,
    pub(super) function: Id,
    /// `POST /v1/chats`, `sendMessage`, `FanOutQueue x3`.
    pub(super) trigger: Id,
    pub(super) source: Source,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) connection: Option<Id>,
    pub(super) causes: Vec<Id>,
    /// A batch may belong to several.
    pub(super) traces: Vec<Id>,
    /// Milliseconds since 1970.
    pub(super) started_ms: i64,
    /// Until an environment took it up; none while it waits.
    pub(super) waited_ms: Option<f64>,
    /// From the request to the answer, waiting included; none while it runs.
    pub(super) duration_ms: Option<f64>,
    /// The start of a new environment, part of the waiting.
    pub(super) init_ms: Option<f64>,
    pub(super) environment: Option<Id>,
    pub(super) status: Option<u16>,
    pub(super) error: Option<Id>,
    /// The fault on purpose that ended it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) fault: Option<&'static str>,
    /// Calls beyond those kept.
    pub(super) calls_left_out: usize,
}

/// One call of a function to a service.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Call {
    pub(super) service: &'static str,
    pub(super) operation: String,
    /// Table, queue, bucket or connection.
    pub(super) target: String,
    /// The key, the condition, how many: whatever tells this call from its like.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) detail: String,
    /// Since the invocation was asked for.
    pub(super) offset_ms: f64,
    pub(super) duration_ms: f64,
    pub(super) read_units: f64,
    pub(super) write_units: f64,
    /// The units were worked out, not reported.
    pub(super) estimated: bool,
    pub(super) request_bytes: usize,
    pub(super) response_bytes: usize,
    pub(super) status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<String>,
    /// Messages put into a queue.
    pub(super) messages: usize,
    /// What went wrong on purpose.
    pub(super) fault: Option<&'static str>,
    /// Whether the call was done before or after that, where it makes a difference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) effect: Option<&'static str>,
    /// Port the caller spoke from; 0 when not known.
    #[serde(skip)]
    pub(super) peer: u16,
    /// Its place in the longest chain of calls that waited for one another, from 1.
    #[serde(skip)]
    pub(super) depth: usize,
}

/// An SDK sends its next call on the connection that came free last. So a call on another one,
/// sooner than this after the end of the first, was not waiting for it; on the way back to the
/// caller the first was still under way.
const WAY_BACK_MS: f64 = 1.0;

impl Call {
    /// Whether the other call could only be made once this one was answered.
    pub(super) fn precedes(&self, other: &Self) -> bool {
        let gap = other.offset_ms - (self.offset_ms + self.duration_ms);
        let beside = self.service == other.service && self.peer != other.peer;
        gap >= if beside { WAY_BACK_MS } else { 0.0 }
    }
}

/// Milliseconds, to a hundredth.
pub(super) fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 100_000.0).round() / 100.0
}
