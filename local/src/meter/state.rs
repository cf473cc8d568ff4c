//! Who runs what at the moment, and what ran before.

use std::collections::HashMap;
use std::time::Instant;

use super::Ending;
use super::call::Call as Made;
use super::origin::Origin;
use super::record::{Head, Id, Record, milliseconds};
use super::ring::Ring;
use super::writers::Writers;

/// Calls kept of one invocation.
const MOST_CALLS: usize = 1_000;

/// Everything recorded.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) ring: Ring,
    pub(super) writers: Writers,
    /// By access key id.
    environments: HashMap<String, Environment>,
}

#[derive(Debug, Default)]
struct Environment {
    /// The invocation it runs, or ran last: what is still under way after the answer is its doing.
    current: Option<Id>,
    /// Calls made before the first invocation.
    early: Vec<Made>,
}

impl State {
    pub(super) fn begin(&mut self, id: &Id, function: &str, trigger: &str, origin: &Origin) {
        let mut traces: Vec<Id> = Vec::new();
        for cause in &origin.causes {
            let inherited = self.ring.get(cause).map(|cause| cause.head.traces.clone());
            for trace in inherited.unwrap_or_default() {
                if !traces.contains(&trace) {
                    traces.push(trace);
                }
            }
        }
        if traces.is_empty() {
            traces.push(Id::clone(&origin.trace));
        }
        self.ring.push(Record {
            head: Head {
                id: Id::clone(id),
                function: function.into(),
                trigger: trigger.into(),
                source: origin.source,
                connection: origin.connection.clone(),
                causes: origin.causes.clone(),
                traces,
                started_ms: jiff::Timestamp::now().as_millisecond(),
                waited_ms: None,
                duration_ms: None,
                init_ms: None,
                environment: None,
                status: None,
                error: None,
                fault: None,
                calls_left_out: 0,
            },
            began: Instant::now(),
            calls: Vec::new(),
        });
    }

    pub(super) fn open(&mut self, key: String) {
        self.environments.insert(key, Environment::default());
    }

    pub(super) fn close(&mut self, key: &str) {
        self.environments.remove(key);
    }

    pub(super) fn hand(&mut self, id: &Id, environment: &str, key: &str) {
        let early = self.environments.get_mut(key).map(|environment| {
            environment.current = Some(Id::clone(id));
            std::mem::take(&mut environment.early)
        });
        let Some(record) = self.ring.get_mut(id) else {
            return;
        };
        record.head.environment = Some(environment.into());
        record.head.waited_ms = Some(milliseconds(record.began.elapsed()));
        for call in early.unwrap_or_default() {
            self.ring.add(id, call);
        }
    }

    pub(super) fn finish(&mut self, id: &Id, ending: Ending) {
        if let Some(record) = self.ring.get_mut(id) {
            let head = &mut record.head;
            head.duration_ms = Some(milliseconds(record.began.elapsed()));
            head.init_ms = ending.cold.map(milliseconds);
            head.status = ending.status;
            head.error = ending.error.map(Id::from);
        }
    }

    /// The invocation of the environment with this key: the inner one is none while it starts.
    #[expect(
        clippy::option_option,
        reason = "no environment and no invocation differ"
    )]
    pub(super) fn current(&self, key: &str) -> Option<Option<Id>> {
        let environment = self.environments.get(key)?;
        Some(environment.current.clone())
    }

    pub(super) fn add(&mut self, key: &str, invocation: Option<&Id>, call: Made) {
        match invocation {
            Some(id) => self.ring.add(id, call),
            None => {
                if let Some(environment) = self.environments.get_mut(key) {
                    environment.early.push(call);
                }
            }
        }
    }
}

impl Record {
    /// Adds a call; says whether there was room.
    pub(super) fn add(&mut self, call: Made) -> bool {
        if call.course.kills() {
            self.head.fault = call.course.fault();
        }
        let has_room = self.calls.len() < MOST_CALLS;
        if has_room {
            let mut call = call.since(self.began);
            // Whatever it may have waited for has ended, so it is here already.
            let earlier = self.calls.iter().filter(|other| other.precedes(&call));
            call.depth = 1 + earlier.map(|other| other.depth).max().unwrap_or(0);
            // Noted when they end, read in the order they began.
            let place = self
                .calls
                .partition_point(|other| other.offset_ms <= call.offset_ms);
            self.calls.insert(place, call);
        } else {
            self.head.calls_left_out += 1;
        }
        has_room
    }
}
