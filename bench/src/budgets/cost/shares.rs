//! Dollars by what is paid for.

use super::counts::Counts;
use super::prices::{self, Price};

pub(super) const GATEWAY: &str = "API Gateway, messages and requests";
pub(super) const CONNECTED: &str = "API Gateway, time connected";
pub(super) const LAMBDA: &str = "Lambda";
pub(super) const WRITES: &str = "DynamoDB, writes";
pub(super) const READS: &str = "DynamoDB, reads";
pub(super) const STORAGE: &str = "DynamoDB, storage and recovery";
pub(super) const QUEUE: &str = "SQS";
pub(super) const LOGS: &str = "CloudWatch, logs";
pub(super) const TRANSFER: &str = "Data to the internet";

/// What counts cost, share by share, in the order they are shown.
pub(super) fn shares(counts: &Counts) -> [(&'static str, f64); 9] {
    let lines = counts.lines();
    let of = |wanted: &[&Price]| {
        let mine = lines
            .iter()
            .filter(|(_, price)| wanted.iter().any(|one| one.name == price.name));
        mine.map(|(quantity, price)| price.of(*quantity)).sum()
    };
    [
        (
            GATEWAY,
            of(&[&prices::SOCKET_MESSAGE, &prices::HTTP_REQUEST]),
        ),
        (CONNECTED, of(&[&prices::CONNECTION_MINUTE])),
        (LAMBDA, of(&[&prices::LAMBDA_REQUEST, &prices::LAMBDA_ARM])),
        (WRITES, of(&[&prices::WRITE])),
        (READS, of(&[&prices::READ])),
        (STORAGE, of(&[&prices::STORAGE, &prices::RECOVERY])),
        (QUEUE, of(&[&prices::QUEUE_REQUEST])),
        (LOGS, of(&[&prices::LOGS])),
        (TRANSFER, of(&[&prices::TRANSFER])),
    ]
}
