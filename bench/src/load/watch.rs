//! A line a second that says how it goes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

use super::ledger::{Counts, Ledger};

/// Ends with this value.
#[derive(Debug)]
pub(super) struct Watch {
    task: JoinHandle<()>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Writes a line a second to the error output: how many were sent, acknowledged and delivered
/// since the phase began, and in the last second.
pub(super) fn start(phase: &str, ledger: &Arc<Ledger>) -> Watch {
    let (phase, ledger) = (phase.to_owned(), Arc::clone(ledger));
    let (began, first) = (Instant::now(), ledger.counts());
    let task = tokio::spawn(async move {
        let mut ticks = interval(Duration::from_secs(1));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ticks.tick().await;
        let mut last = first;
        loop {
            ticks.tick().await;
            let now = ledger.counts();
            let (total, step) = (difference(now, first), difference(now, last));
            eprintln!(
                "{phase} {:3.0} s   sent {:6} (+{})   acknowledged {:6} (+{})   delivered {:7} (+{})",
                began.elapsed().as_secs_f64(),
                total.sent,
                step.sent,
                total.acknowledged,
                step.acknowledged,
                total.delivered,
                step.delivered,
            );
            last = now;
        }
    });
    Watch { task }
}

fn difference(now: Counts, before: Counts) -> Counts {
    Counts {
        sent: now.sent - before.sent,
        acknowledged: now.acknowledged - before.acknowledged,
        delivered: now.delivered - before.delivered,
    }
}
