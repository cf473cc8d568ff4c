//! What one operation uses of everything that has a price.

use std::ops::{Add, Mul};

use e2e::meter::{Detail, MeteredCall};
use serde::Serialize;

use super::deployment::Deployment;
use super::idle::number;
use super::prices::{self, Price};

/// Memory at which Lambda gives one whole processor (Lambda Developer Guide, "Configure Lambda
/// function memory"): below it a function gets its part.
const WHOLE_PROCESSOR: f64 = 1_769.0;
/// Milliseconds one AWS call is taken to last that a function waits for: on loopback it is next to
/// nothing, DynamoDB and SQS take single-digit milliseconds, transactions more.
pub(super) const ROUND_TRIP_MS: f64 = 10.0;
/// Bytes Lambda itself logs for an invocation: START, END and REPORT.
pub(super) const LOG_BYTES: f64 = 400.0;
/// Receiving a batch, and deleting it.
const BATCH_REQUESTS: f64 = 2.0;
/// Bytes an answer is taken to have.
pub(super) const ANSWER_BYTES: f64 = 1_000.0;

/// Quantities; an operation's average where it varies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct Counts {
    pub(in super::super) invocations: f64,
    pub(in super::super) gigabyte_seconds: f64,
    pub(in super::super) read_units: f64,
    pub(in super::super) write_units: f64,
    /// Calls of the queue by functions, and of Lambda on their behalf.
    pub(in super::super) queue_requests: f64,
    /// Messages put into a queue.
    pub(in super::super) queue_messages: f64,
    pub(in super::super) posts: f64,
    /// Frames from and to clients, posts among them.
    pub(in super::super) socket_messages: f64,
    pub(in super::super) http_requests: f64,
    pub(in super::super) connection_minutes: f64,
    /// Bytes posted and answered.
    pub(in super::super) sent_bytes: f64,
    /// Bytes kept for good.
    pub(in super::super) stored_bytes: f64,
}

impl Counts {
    /// What these invocations used; of a batch of several messages or records one's part.
    pub(in super::super) fn of(trace: &[Detail], deployment: &Deployment) -> Self {
        trace
            .iter()
            .map(|one| invocation(one, deployment))
            .fold(Self::default(), Add::add)
    }

    /// What is paid for, how many, and its price.
    pub(super) fn lines(&self) -> [(f64, &'static Price); 12] {
        [
            (self.socket_messages, &prices::SOCKET_MESSAGE),
            (self.connection_minutes, &prices::CONNECTION_MINUTE),
            (self.http_requests, &prices::HTTP_REQUEST),
            (self.invocations, &prices::LAMBDA_REQUEST),
            (self.gigabyte_seconds, &prices::LAMBDA_ARM),
            (self.write_units, &prices::WRITE),
            (self.read_units, &prices::READ),
            (self.queue_requests, &prices::QUEUE_REQUEST),
            (self.stored_bytes / 1e9, &prices::STORAGE),
            (self.stored_bytes / 1e9, &prices::RECOVERY),
            (self.invocations * LOG_BYTES / 1e9, &prices::LOGS),
            (self.sent_bytes / 1e9, &prices::TRANSFER),
        ]
    }

    /// Dollars.
    pub(super) fn dollars(&self) -> f64 {
        let lines = self.lines();
        lines
            .iter()
            .map(|(quantity, price)| price.of(*quantity))
            .sum()
    }

    /// Write units, read units, invocations, gigabyte-milliseconds, SQS requests, messages on
    /// sockets, HTTP requests.
    pub(super) fn cells(&self) -> [f64; 7] {
        [
            self.write_units,
            self.read_units,
            self.invocations,
            self.gigabyte_seconds * 1e3,
            self.queue_requests,
            self.socket_messages,
            self.http_requests,
        ]
    }

    /// What an operation usually uses: the middle of several measurements, each quantity by itself;
    /// of writes the mean, since every fifth request writes what was counted of a person.
    pub(in super::super) fn usual(all: &[Self]) -> Self {
        Self {
            write_units: Self::mean_writes(all),
            ..Self::median(all)
        }
    }

    /// The mean of the writes.
    pub(in super::super) fn mean_writes(all: &[Self]) -> f64 {
        let sum: f64 = all.iter().map(|one| one.write_units).sum();
        sum / u32::try_from(all.len()).map_or(1.0, f64::from).max(1.0)
    }

    fn median(all: &[Self]) -> Self {
        let columns: Vec<[f64; 12]> = all.iter().map(|one| one.to_array()).collect();
        Self::from_array(std::array::from_fn(|place| {
            let mut values: Vec<f64> = columns.iter().map(|one| one[place]).collect();
            values.sort_by(f64::total_cmp);
            values[values.len() / 2]
        }))
    }

    fn to_array(self) -> [f64; 12] {
        [
            self.invocations,
            self.gigabyte_seconds,
            self.read_units,
            self.write_units,
            self.queue_requests,
            self.queue_messages,
            self.posts,
            self.socket_messages,
            self.http_requests,
            self.connection_minutes,
            self.sent_bytes,
            self.stored_bytes,
        ]
    }

    fn from_array(values: [f64; 12]) -> Self {
        let [
            invocations,
            gigabyte_seconds,
            read_units,
            write_units,
            queue_requests,
            queue_messages,
            posts,
            socket_messages,
            http_requests,
            connection_minutes,
            sent_bytes,
            stored_bytes,
        ] = values;
        Self {
            invocations,
            gigabyte_seconds,
            read_units,
            write_units,
            queue_requests,
            queue_messages,
            posts,
            socket_messages,
            http_requests,
            connection_minutes,
            sent_bytes,
            stored_bytes,
        }
    }
}

fn invocation(detail: &Detail, deployment: &Deployment) -> Counts {
    let it = &detail.invocation;
    let calls = |service: &str, operation: &str| {
        let made = |call: &&MeteredCall| call.service == service && call.operation == operation;
        detail.calls.iter().filter(made).collect::<Vec<_>>()
    };
    let posts = calls("connections", "PostToConnection");
    let posted: usize = posts.iter().map(|call| call.request_bytes).sum();
    let posts = number(posts.len());
    let (asked, answered) = match (it.source.as_str(), it.trigger.as_str()) {
        ("http", _) => (0.0, 1.0),
        // Whether API Gateway charges these is not documented: counted as one message each.
        ("socket", "$connect" | "$disconnect") => (1.0, 0.0),
        ("socket", trigger) if trigger.contains("authorizer") => (0.0, 0.0),
        ("socket", _) => (1.0, 1.0),
        _ => (0.0, 0.0),
    };
    let is_http = it.source == "http";
    let socket_messages = if is_http { 0.0 } else { asked + answered } + posts;
    let whole = Counts {
        invocations: 1.0,
        gigabyte_seconds: billed_ms(detail, deployment) / 1e3 * memory(detail, deployment) / 1024.0,
        read_units: it.totals.read_units,
        write_units: it.totals.write_units,
        queue_requests: number(calls("sqs", "SendMessage").len())
            + if it.source == "queue" {
                BATCH_REQUESTS
            } else {
                0.0
            },
        queue_messages: number(it.totals.messages),
        posts,
        socket_messages,
        http_requests: if is_http { 1.0 } else { 0.0 },
        connection_minutes: 0.0,
        sent_bytes: number(posted) + answered * ANSWER_BYTES,
        stored_bytes: 0.0,
    };
    whole * (1.0 / number(it.batch()))
}

fn memory(detail: &Detail, deployment: &Deployment) -> f64 {
    let function = deployment.functions.get(&detail.invocation.function);
    function
        .expect("the template declares what was invoked")
        .memory
}

/// What Lambda would bill: what it took here, longer for a part of a processor, and an allowance
/// for every call it waited for.
fn billed_ms(detail: &Detail, deployment: &Deployment) -> f64 {
    let it = &detail.invocation;
    let own = it.own_ms().expect("it has ended");
    let part = (WHOLE_PROCESSOR / memory(detail, deployment)).max(1.0);
    (own * part + number(it.totals.round_trips) * ROUND_TRIP_MS).ceil()
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let (one, other) = (self.to_array(), other.to_array());
        Self::from_array(std::array::from_fn(|place| one[place] + other[place]))
    }
}

impl Mul<f64> for Counts {
    type Output = Self;

    fn mul(self, factor: f64) -> Self {
        Self::from_array(self.to_array().map(|quantity| quantity * factor))
    }
}
