//! What the same would cost with `aws-samples/simple-websockets-chat-app`, worked out from its
//! code: `sendmessage/app.js` scans the whole table of connections and posts the message to every
//! connection of the deployment, the sender's included.

use super::counts::{LOG_BYTES, ROUND_TRIP_MS};
use super::prices;
use super::shares::{GATEWAY, LAMBDA, LOGS, READS, TRANSFER};

/// Megabytes of its function, by its template.
const MEMORY: f64 = 256.0;
/// Posts under way at once: the AWS SDK for JavaScript opens 50 connections to a service
/// (AWS SDK for JavaScript Developer Guide, "Setting maxSockets in Node.js").
const POSTS_AT_ONCE: f64 = 50.0;
/// Milliseconds of work for one post at its part of a processor: signing, and TLS.
const POST_WORK_MS: f64 = 1.0;
/// Bytes of an item: the attribute's name and a connection's identifier.
const ITEM_BYTES: f64 = 28.0;
/// Bytes of a frame: the bare text.
const FRAME_BYTES: f64 = 100.0;
/// Bytes of half a read unit, eventually consistent.
const PAGE_BYTES: f64 = 4_096.0;

/// What one message uses while so many connections are open in the whole deployment.
#[derive(Debug)]
pub(super) struct Sample {
    pub(super) posts: f64,
    pub(super) read_units: f64,
    pub(super) milliseconds: f64,
}

impl Sample {
    pub(super) fn with(connections: f64) -> Self {
        let rounds = (connections / POSTS_AT_ONCE).ceil();
        Self {
            posts: connections,
            read_units: (connections * ITEM_BYTES / PAGE_BYTES).ceil() * 0.5,
            milliseconds: ROUND_TRIP_MS + (rounds * ROUND_TRIP_MS).max(connections * POST_WORK_MS),
        }
    }

    /// Dollars for so many messages.
    pub(super) fn dollars(&self, messages: f64) -> f64 {
        self.shares(messages)
            .iter()
            .map(|(_, dollars)| dollars)
            .sum()
    }

    /// The same by what is paid for.
    pub(super) fn shares(&self, messages: f64) -> [(&'static str, f64); 5] {
        let seconds = self.milliseconds / 1e3 * MEMORY / 1024.0;
        let lambda = prices::LAMBDA_REQUEST.of(1.0) + prices::LAMBDA_X86.of(seconds);
        [
            (GATEWAY, prices::SOCKET_MESSAGE.of(1.0 + self.posts)),
            (LAMBDA, lambda),
            (READS, prices::READ.of(self.read_units)),
            (LOGS, prices::LOGS.of(LOG_BYTES / 1e9)),
            (
                TRANSFER,
                prices::TRANSFER.of(self.posts * FRAME_BYTES / 1e9),
            ),
        ]
        .map(|(name, dollars)| (name, dollars * messages))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_costs_a_post_for_every_connection() {
        let sample = Sample::with(1_000.0);
        assert!((sample.posts - 1_000.0).abs() < 1e-9);
        assert!(
            (sample.read_units - 3.5).abs() < 1e-9,
            "28,000 bytes are seven pages"
        );
        assert!(sample.dollars(1e6) > 1_000.0);
    }
}
