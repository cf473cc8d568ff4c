//! What a deployment costs that nobody uses.

use super::deployment::{Deployment, MINUTES_A_MONTH};
use super::prices::{self, Price};

/// Batches Lambda reads at a time from a queue at first, so also from an empty one
/// (Lambda Developer Guide, "Configuring scaling behavior for SQS event source mappings").
const POLLERS: f64 = 5.0;
/// Seconds an empty receive waits, the longest there is (Amazon SQS Developer Guide, "Amazon SQS
/// short and long polling").
const POLL_SECONDS: f64 = 20.0;
/// Gigabyte-seconds one run of a scheduled function is taken to need: 256 MB for a second.
const SCHEDULED_RUN: f64 = 0.25;

/// What is paid for, how many, and its price.
pub(super) type Line = (String, f64, &'static Price);

/// The lines of an idle month.
pub(super) fn lines(deployment: &Deployment) -> Vec<Line> {
    let Deployment {
        queue_mappings,
        alarm_metrics,
        secrets,
        ..
    } = deployment;
    let polls = number(*queue_mappings) * POLLERS * 60.0 / POLL_SECONDS * MINUTES_A_MONTH;
    let runs = deployment.scheduler_invocations + deployment.rule_invocations;
    vec![
        (
            format!("queue pollers: {queue_mappings} × {POLLERS} × 3 a minute"),
            polls,
            &prices::QUEUE_REQUEST,
        ),
        (
            format!("alarms: {alarm_metrics}"),
            number(*alarm_metrics),
            &prices::ALARM,
        ),
        (
            "schedules".to_owned(),
            deployment.scheduler_invocations,
            &prices::SCHEDULE,
        ),
        (
            "scheduled functions, requests".to_owned(),
            runs,
            &prices::LAMBDA_REQUEST,
        ),
        (
            "scheduled functions, time".to_owned(),
            runs * SCHEDULED_RUN,
            &prices::LAMBDA_ARM,
        ),
        (
            format!("secrets: {secrets}"),
            number(*secrets),
            &prices::SECRET,
        ),
    ]
}

/// Dollars a month.
pub(in super::super) fn dollars(deployment: &Deployment) -> f64 {
    let lines = lines(deployment);
    lines
        .iter()
        .map(|(_, quantity, price)| price.of(*quantity))
        .sum()
}

/// Metrics that alarms watch.
pub(in super::super) fn alarms(deployment: &Deployment) -> f64 {
    number(deployment.alarm_metrics)
}

/// A small count as a factor.
pub(in super::super) fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).expect("a small count"))
}
