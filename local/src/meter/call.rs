//! A call of a function, from its arrival at a service to the answer.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use http::{HeaderMap, header};

use super::Meter;
use super::record::{self, Id, milliseconds};
use crate::faults::Course;

/// A call under way.
#[derive(Debug)]
pub(crate) struct OpenCall {
    meter: Meter,
    key: String,
    invocation: Option<Id>,
    service: &'static str,
    began: Instant,
    peer: u16,
    course: Course,
}

/// What a service says about a call it has answered.
#[derive(Debug, Default)]
pub(crate) struct Answered {
    pub(crate) operation: String,
    pub(crate) target: String,
    pub(crate) detail: String,
    pub(crate) read_units: f64,
    pub(crate) write_units: f64,
    /// The units were worked out, not reported.
    pub(crate) estimated: bool,
    pub(crate) request_bytes: usize,
    pub(crate) response_bytes: usize,
    pub(crate) status: u16,
    /// The error's name.
    pub(crate) error: Option<String>,
    /// Messages put into a queue.
    pub(crate) messages: usize,
}

/// A call that has been answered.
#[derive(Debug)]
pub(super) struct Call {
    service: &'static str,
    began: Instant,
    took: Duration,
    peer: u16,
    pub(super) course: Course,
    answered: Answered,
}

impl OpenCall {
    pub(super) fn new(
        meter: Meter,
        key: &str,
        invocation: Option<Id>,
        (service, peer): (&'static str, Option<SocketAddr>),
    ) -> Self {
        Self {
            meter,
            key: key.to_owned(),
            invocation,
            service,
            began: Instant::now(),
            peer: peer.map_or(0, |peer| peer.port()),
            course: Course::default(),
        }
    }

    /// Settles what goes wrong with the call; to be asked once, when its operation is known.
    pub(crate) fn course(&mut self, operation: &str) -> Course {
        let faults = self.meter.faults();
        self.course = faults.call(self.service, operation, &self.key);
        self.course
    }

    /// The invocation that calls; none while its environment starts.
    pub(crate) fn invocation(&self) -> Option<&Id> {
        self.invocation.as_ref()
    }

    /// Records the call with its answer, or without one when it never gets one.
    pub(crate) fn finish(self, mut answered: Answered) {
        if !self.course.is_answered() {
            answered.status = 0;
            answered.response_bytes = 0;
            answered.error = Some("no answer".to_owned());
        }
        let call = Call {
            service: self.service,
            began: self.began,
            took: self.began.elapsed(),
            peer: self.peer,
            course: self.course,
            answered,
        };
        self.meter
            .state()
            .add(&self.key, self.invocation.as_ref(), call);
    }
}

impl Call {
    /// With its time counted from the beginning of the invocation.
    pub(super) fn since(self, began: Instant) -> record::Call {
        let answered = self.answered;
        record::Call {
            service: self.service,
            operation: answered.operation,
            target: answered.target,
            detail: answered.detail,
            offset_ms: milliseconds(self.began.saturating_duration_since(began)),
            duration_ms: milliseconds(self.took),
            read_units: answered.read_units,
            write_units: answered.write_units,
            estimated: answered.estimated,
            request_bytes: answered.request_bytes,
            response_bytes: answered.response_bytes,
            status: answered.status,
            error: answered.error,
            messages: answered.messages,
            fault: self.course.fault(),
            effect: self.course.effect(),
            peer: self.peer,
            depth: 1,
        }
    }
}

/// The access key id in `Authorization: AWS4-HMAC-SHA256 Credential=<key>/<date>/…`
/// ("Signing AWS API requests", AWS IAM user guide). A presigned address is used by somebody else
/// than who signed it, so its key does not count.
pub(super) fn signer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (_, credential) = value.split_once("Credential=")?;
    credential.split('/').next()
}
