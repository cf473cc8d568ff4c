//! What became of every message: when it was meant to go, went, was acknowledged and delivered.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};
use std::time::Instant;

use serde::Serialize;
use tokio::sync::oneshot;

use super::latency::Spread;

/// All messages, by number. Sockets write into it, from several threads.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    slots: Vec<Slot>,
    /// Number of the message and time, one each time it reached a socket.
    deliveries: Vec<(usize, Instant)>,
    /// Events that came to a socket a second time.
    repeated: usize,
    /// Refusals by code, for the whole run.
    refusals: BTreeMap<String, usize>,
}

#[derive(Debug)]
struct Slot {
    /// When it was meant to go; times count from here.
    intended: Instant,
    sent: Option<Instant>,
    acknowledged: Option<Instant>,
    refused: bool,
    /// Sockets it has still to reach.
    missing: usize,
    /// Told once it is acknowledged and delivered everywhere, or refused.
    done: Option<oneshot::Sender<()>>,
}

/// Numbers for the line of progress.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub(super) sent: usize,
    pub(super) acknowledged: usize,
    pub(super) delivered: usize,
}

/// A place in the ledger from which on a phase is measured.
#[derive(Debug)]
pub(super) struct Mark {
    slot: usize,
    delivery: usize,
    repeated: usize,
    refusals: BTreeMap<String, usize>,
    at: Instant,
}

/// What went through since a mark.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Traffic {
    pub(super) sent: usize,
    /// Acknowledged, so stored.
    pub(super) acknowledged: usize,
    pub(super) refusals: BTreeMap<String, usize>,
    /// Neither acknowledged nor refused in time.
    pub(super) unanswered: usize,
    pub(super) delivered: usize,
    /// Deliveries of acknowledged messages that did not come in time.
    pub(super) missing: usize,
    pub(super) repeated: usize,
    /// From the mark to the last acknowledgement.
    pub(super) acknowledged_per_second: f64,
    /// From the mark to the last delivery.
    pub(super) delivered_per_second: f64,
    /// From the intended time to the frame's way out: the generator's own delay.
    pub(super) late: Spread,
    pub(super) to_acknowledgement: Spread,
    /// To each socket.
    pub(super) to_delivery: Spread,
    /// To the last socket of each message.
    pub(super) to_last_delivery: Spread,
}

impl Ledger {
    /// Opens a place for a message; the receiver is told when all is done.
    pub(super) fn open(&self, intended: Instant, sockets: usize) -> (usize, oneshot::Receiver<()>) {
        let (done, told) = oneshot::channel();
        let mut inner = self.inner();
        inner.slots.push(Slot {
            intended,
            sent: None,
            acknowledged: None,
            refused: false,
            missing: sockets,
            done: Some(done),
        });
        (inner.slots.len() - 1, told)
    }

    /// The frame has gone out.
    pub(super) fn sent(&self, number: usize) {
        self.inner().slots[number].sent = Some(Instant::now());
    }

    /// The answer has come.
    pub(super) fn acknowledged(&self, number: usize) {
        let mut inner = self.inner();
        let slot = &mut inner.slots[number];
        slot.acknowledged.get_or_insert_with(Instant::now);
        slot.tell();
    }

    /// The message was refused; number is none when the refusal does not say of which.
    pub(super) fn refused(&self, number: Option<usize>, code: &str) {
        let mut inner = self.inner();
        *inner.refusals.entry(code.to_owned()).or_default() += 1;
        if let Some(slot) = number.and_then(|number| inner.slots.get_mut(number)) {
            slot.refused = true;
            slot.tell();
        }
    }

    /// The message has reached a socket it had not reached before.
    pub(super) fn delivered(&self, number: usize) {
        let mut inner = self.inner();
        inner.deliveries.push((number, Instant::now()));
        let slot = &mut inner.slots[number];
        slot.missing = slot.missing.saturating_sub(1);
        slot.tell();
    }

    /// A socket got an event once more.
    pub(super) fn repeated(&self) {
        self.inner().repeated += 1;
    }

    /// Where the ledger stands now.
    pub(super) fn mark(&self) -> Mark {
        let inner = self.inner();
        Mark {
            slot: inner.slots.len(),
            delivery: inner.deliveries.len(),
            repeated: inner.repeated,
            refusals: inner.refusals.clone(),
            at: Instant::now(),
        }
    }

    /// Totals of the whole run.
    pub(super) fn counts(&self) -> Counts {
        let inner = self.inner();
        let sent = inner.slots.iter().filter(|slot| slot.sent.is_some());
        let acknowledged = inner.slots.iter().filter(|it| it.acknowledged.is_some());
        Counts {
            sent: sent.count(),
            acknowledged: acknowledged.count(),
            delivered: inner.deliveries.len(),
        }
    }

    /// What became of the messages since a mark.
    pub(super) fn traffic_since(&self, mark: &Mark) -> Traffic {
        let inner = self.inner();
        let slots = &inner.slots[mark.slot..];
        // What was still under way at the mark belongs to what came before it.
        let deliveries: Vec<(usize, Instant)> = inner.deliveries[mark.delivery..]
            .iter()
            .copied()
            .filter(|(number, _)| *number >= mark.slot)
            .collect();
        let acknowledged: Vec<&Slot> = slots
            .iter()
            .filter(|slot| slot.acknowledged.is_some())
            .collect();
        let mut last = BTreeMap::new();
        for (number, at) in &deliveries {
            last.insert(*number, *at);
        }
        let after = |number: usize, at: Instant| at - inner.slots[number].intended;
        let newest = acknowledged.iter().filter_map(|slot| slot.acknowledged);
        let mut refusals = inner.refusals.clone();
        refusals.retain(|code, count| {
            *count -= mark.refusals.get(code).copied().unwrap_or_default();
            *count > 0
        });
        Traffic {
            sent: slots.iter().filter(|slot| slot.sent.is_some()).count(),
            acknowledged: acknowledged.len(),
            refusals,
            unanswered: slots
                .iter()
                .filter(|slot| slot.acknowledged.is_none() && !slot.refused)
                .count(),
            delivered: deliveries.len(),
            missing: acknowledged.iter().map(|slot| slot.missing).sum(),
            repeated: inner.repeated - mark.repeated,
            acknowledged_per_second: per_second(acknowledged.len(), mark.at, newest.max()),
            delivered_per_second: per_second(
                deliveries.len(),
                mark.at,
                deliveries.last().map(|(_, at)| *at),
            ),
            late: Spread::of(
                slots
                    .iter()
                    .filter_map(|slot| Some(slot.sent? - slot.intended))
                    .collect(),
            ),
            to_acknowledgement: Spread::of(
                slots
                    .iter()
                    .filter_map(|slot| Some(slot.acknowledged? - slot.intended))
                    .collect(),
            ),
            to_delivery: Spread::of(deliveries.iter().map(|(n, at)| after(*n, *at)).collect()),
            to_last_delivery: Spread::of(last.iter().map(|(n, at)| after(*n, *at)).collect()),
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }
}

impl Slot {
    fn tell(&mut self) {
        let complete = self.acknowledged.is_some() && self.missing == 0;
        if (complete || self.refused)
            && let Some(done) = self.done.take()
        {
            // Open pace does not listen.
            let _ = done.send(());
        }
    }
}

fn per_second(count: usize, since: Instant, until: Option<Instant>) -> f64 {
    until.map_or(0.0, |until| {
        let rate = count as f64 / (until - since).as_secs_f64();
        (rate * 10.0).round() / 10.0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_began_after_the_mark_counts() {
        let ledger = Ledger::default();
        let (early, _told) = ledger.open(Instant::now(), 1);
        ledger.sent(early);
        let mark = ledger.mark();
        ledger.acknowledged(early);
        ledger.delivered(early);
        let (first, mut told) = ledger.open(Instant::now(), 2);
        let (second, _told) = ledger.open(Instant::now(), 2);
        for number in [first, second] {
            ledger.sent(number);
            ledger.acknowledged(number);
        }
        ledger.delivered(first);
        assert!(told.try_recv().is_err(), "one socket is missing");
        ledger.delivered(first);
        assert!(told.try_recv().is_ok());
        ledger.delivered(second);
        ledger.refused(None, "unavailable");
        let traffic = ledger.traffic_since(&mark);
        assert_eq!(
            (traffic.sent, traffic.acknowledged, traffic.delivered),
            (2, 2, 3)
        );
        assert_eq!((traffic.missing, traffic.unanswered), (1, 0));
        assert_eq!(traffic.refusals["unavailable"], 1);
        assert_eq!(traffic.to_last_delivery.count, 2);
    }
}
