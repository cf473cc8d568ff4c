//! Sends: each lane's next message when the last is through, or all by the clock.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures::future::join_all;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::ledger::Ledger;
use super::socket::Line;

/// A message that is not through by then is given up: API Gateway waits 29 seconds for a function
/// (API Gateway Developer Guide, "Quotas for configuring and running a WebSocket API").
const GIVE_UP: Duration = Duration::from_secs(35);
/// About what people write.
const TEXT: &str = "Shall we meet at the harbour at half past seven, before the others arrive?";

/// When messages are sent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Pace {
    /// The next of a lane when the last is acknowledged and delivered: finds the ceiling.
    Closed,
    /// So many a second over all lanes, whatever becomes of the earlier ones. Times count from the
    /// moment a message was meant to go, so a stack that falls behind cannot hide it.
    Open(f64),
}

impl fmt::Display for Pace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed => formatter.write_str("closed loop"),
            Self::Open(rate) => write!(formatter, "open loop, {rate} a second"),
        }
    }
}

/// A conversation in which one message is under way at a time, when the pace is closed.
#[derive(Debug)]
pub(super) struct Lane {
    chat: String,
    /// Who write, in turn.
    lines: Vec<Line>,
    turn: AtomicUsize,
    /// Sockets each message has to reach.
    sockets: usize,
}

impl Lane {
    pub(super) fn new(chat: String, lines: Vec<Line>, sockets: usize) -> Self {
        Self {
            chat,
            lines,
            turn: AtomicUsize::new(0),
            sockets,
        }
    }

    fn send(&self, ledger: &Ledger, intended: Instant) -> oneshot::Receiver<()> {
        let (number, done) = ledger.open(intended, self.sockets);
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        self.lines[turn % self.lines.len()].send(number, &self.chat, TEXT);
        done
    }
}

/// Sends for a while, then waits until all is through or given up.
pub(super) async fn run(lanes: &[Lane], ledger: &Arc<Ledger>, pace: Pace, time: Duration) {
    let until = Instant::now() + time;
    match pace {
        Pace::Closed => {
            join_all(lanes.iter().map(|lane| closed(lane, ledger, until))).await;
        }
        Pace::Open(rate) => open(lanes, ledger, rate, until).await,
    }
}

async fn closed(lane: &Lane, ledger: &Ledger, until: Instant) {
    while Instant::now() < until {
        // What was given up is counted by the ledger.
        drop(timeout(GIVE_UP, lane.send(ledger, Instant::now())).await);
    }
}

async fn open(lanes: &[Lane], ledger: &Ledger, rate: f64, until: Instant) {
    let began = Instant::now();
    let mut under_way = Vec::new();
    for (index, lane) in lanes.iter().cycle().enumerate() {
        let intended = began + Duration::from_secs_f64(index as f64 / rate);
        if intended >= until {
            break;
        }
        tokio::time::sleep_until(intended.into()).await;
        under_way.push(lane.send(ledger, intended));
    }
    drop(timeout(GIVE_UP, join_all(under_way)).await);
}
