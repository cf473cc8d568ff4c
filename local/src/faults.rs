//! Faults on purpose: what AWS does now and then, done on demand and the same way every time.
//!
//! A plan lists rules. The doors of the services ask before each call of a function, the queues for
//! each message, the WebSocket gateway for each frame and each end of a socket. Whether the n-th
//! opportunity of a rule injects follows from the plan's seed alone. Without a plan the question
//! costs one atomic read.

mod course;
mod draw;
mod fields;
mod names;
mod page;
mod plan;
mod running;
mod words;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use rustix::process::Pid;
use serde_json::{Value, json};

pub(crate) use course::{Course, Refusal, Refused};
pub(crate) use names::Names;
pub(crate) use page::router;
pub(crate) use plan::Plan;
use running::{Decision, Opportunity, Running};
pub(crate) use words::Effect;
use words::{Kind, On};

/// The plan in force and who calls from which environment. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Faults {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    /// Whether there is a plan at all: all that is read while there is none.
    active: AtomicBool,
    running: RwLock<Option<Arc<Running>>>,
    /// By access key id.
    callers: Mutex<HashMap<String, Caller>>,
}

/// An environment whose calls may meet faults.
#[derive(Debug, Clone)]
struct Caller {
    /// Name of its function.
    function: String,
    pid: Pid,
}

/// What becomes of a message that comes into a queue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Arrival {
    /// Hidden for this time beyond its own delay.
    Delayed(Duration),
    /// Put at this place among those waiting, from 0 (first) to 1 (last).
    At(f64),
}

/// What becomes of a `$disconnect` event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Disconnect {
    /// It is never delivered.
    Dropped,
    /// It is delivered twice.
    Doubled,
    /// It is delivered after this time.
    Late(Duration),
}

impl Faults {
    /// Replaces the plan; all counters begin anew.
    pub(crate) fn put(&self, plan: Plan) {
        self.replace(Some(Arc::new(Running::new(plan))));
    }

    /// Ends all faults from this instant; gives the counts so far.
    pub(crate) fn clear(&self) -> Value {
        describe(self.replace(None).as_deref())
    }

    /// The rules with how often each was considered and injected.
    pub(crate) fn describe(&self) -> Value {
        describe(self.running().as_deref())
    }

    /// An environment runs: its calls may meet faults from now on.
    pub(crate) fn enter(&self, access_key: String, function: &str, pid: Pid) {
        let function = function.to_owned();
        self.callers().insert(access_key, Caller { function, pid });
    }

    /// An environment has ended.
    pub(crate) fn leave(&self, access_key: &str) {
        self.callers().remove(access_key);
    }

    /// What becomes of a call that the environment with this key makes.
    pub(crate) fn call(&self, service: &str, operation: &str, access_key: &str) -> Course {
        let Some(running) = self.running() else {
            return Course::default();
        };
        let (Some(on), Some(caller)) = (On::service(service), self.caller(access_key)) else {
            return Course::default();
        };
        let opportunity = Opportunity {
            function: &caller.function,
            ..Opportunity::new(on, operation)
        };
        let decision = running.decide(&opportunity);
        Course::of(decision, caller.pid)
    }

    /// What becomes of a message that comes into a standard queue.
    pub(crate) fn arrival(&self, queue: &str) -> Option<Arrival> {
        let arrives = |kind: Kind| matches!(kind, Kind::Delay | Kind::Reorder);
        let decision = self.message(queue, arrives)?;
        Some(match decision.kind {
            Kind::Delay => Arrival::Delayed(decision.wait),
            _ => Arrival::At(decision.place()),
        })
    }

    /// After which time a message that was worked on is handed out again, if it is.
    pub(crate) fn duplicate(&self, queue: &str) -> Option<Duration> {
        let decision = self.message(queue, |kind| kind == Kind::Duplicate)?;
        Some(decision.wait)
    }

    /// Whether a frame ends its socket: before it went through, or after.
    pub(crate) fn frame(&self) -> Option<Effect> {
        let decision = self.running()?.decide(&Opportunity::new(On::Socket, ""))?;
        Some(decision.effect)
    }

    /// What becomes of the `$disconnect` event of a socket that has ended.
    pub(crate) fn disconnect(&self) -> Option<Disconnect> {
        let opportunity = Opportunity::new(On::Disconnect, "");
        let decision = self.running()?.decide(&opportunity)?;
        Some(match decision.kind {
            Kind::Drop => Disconnect::Dropped,
            Kind::Double => Disconnect::Doubled,
            _ => Disconnect::Late(decision.wait),
        })
    }

    fn message(&self, queue: &str, now: fn(Kind) -> bool) -> Option<Decision> {
        self.running()?.decide(&Opportunity {
            queue,
            now,
            ..Opportunity::new(On::Queue, "")
        })
    }

    fn running(&self) -> Option<Arc<Running>> {
        if !self.shared.active.load(Ordering::Acquire) {
            return None;
        }
        let running = self.shared.running.read();
        running.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn replace(&self, next: Option<Arc<Running>>) -> Option<Arc<Running>> {
        let running = self.shared.running.write();
        let mut running = running.unwrap_or_else(PoisonError::into_inner);
        self.shared.active.store(next.is_some(), Ordering::Release);
        std::mem::replace(&mut running, next)
    }

    fn caller(&self, access_key: &str) -> Option<Caller> {
        self.callers().get(access_key).cloned()
    }

    fn callers(&self) -> MutexGuard<'_, HashMap<String, Caller>> {
        let callers = self.shared.callers.lock();
        callers.unwrap_or_else(PoisonError::into_inner)
    }
}

fn describe(running: Option<&Running>) -> Value {
    match running {
        Some(running) => running.describe(),
        None => json!({"seed": null, "rules": []}),
    }
}

#[cfg(test)]
mod tests;
