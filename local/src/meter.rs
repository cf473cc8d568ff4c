//! Follows every invocation: what caused it, which calls it made, what those cost, and what they
//! caused in turn.
//!
//! The functions know nothing of it. Each environment has an access key id of its own and runs one
//! invocation at a time, so the key in a call's signature names the invocation. Calls of anybody
//! else are not kept.

mod call;
mod live;
mod origin;
mod page;
mod query;
mod record;
mod ring;
mod state;
mod totals;
mod writers;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::HeaderMap;
use tokio::sync::broadcast;

use crate::faults::Faults;

pub(crate) use call::{Answered, OpenCall};
pub(crate) use origin::{Origin, Source};
pub(crate) use page::router;
pub(crate) use record::Id;
use state::State;
pub(crate) use totals::CONNECTIONS;
pub(crate) use writers::Written;

/// Changes kept for a reader of the live page that is slow; who misses some loads the list anew.
const CHANGES: usize = 4_096;

/// Records invocations and their calls. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Meter {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    /// Ids of invocations that began or ended.
    changes: broadcast::Sender<Id>,
    /// What goes wrong with the calls on purpose.
    faults: Faults,
}

/// How an invocation ended.
#[derive(Debug, Default)]
pub(crate) struct Ending {
    /// The time the environment took to start, when it was new.
    pub(crate) cold: Option<Duration>,
    /// The status in the answer, when it has one.
    pub(crate) status: Option<u16>,
    /// Why there is no answer.
    pub(crate) error: Option<String>,
}

impl Default for Meter {
    fn default() -> Self {
        let shared = Shared {
            state: Mutex::default(),
            changes: broadcast::Sender::new(CHANGES),
            faults: Faults::default(),
        };
        Self {
            shared: Arc::new(shared),
        }
    }
}

/// The access key id of an environment: it tells the services who calls.
pub(crate) fn access_key(environment: &str) -> String {
    let short: String = environment.chars().take(16).collect();
    format!("LOCAL{}", short.to_uppercase())
}

impl Meter {
    /// An invocation is asked for; gives back its id.
    pub(crate) fn begin(&self, function: &str, trigger: &str, origin: &Origin) -> Id {
        let id = Id::from(uuid::Uuid::new_v4().to_string());
        self.state().begin(&id, function, trigger, origin);
        self.announce(&id);
        id
    }

    /// An environment has been made; its calls count from now on.
    pub(crate) fn open(&self, environment: &str) {
        self.state().open(access_key(environment));
    }

    /// An environment has ended.
    pub(crate) fn close(&self, environment: &str) {
        self.state().close(&access_key(environment));
    }

    /// An environment takes up an invocation; what it called while it started belongs to it too.
    pub(crate) fn hand(&self, id: &Id, environment: &str) {
        let key = access_key(environment);
        self.state().hand(id, environment, &key);
    }

    /// An invocation has ended.
    pub(crate) fn finish(&self, id: &Id, ending: Ending) {
        self.state().finish(id, ending);
        self.announce(id);
    }

    /// Begins a call when a function makes it, which its signature tells. `peer` is where it came
    /// from, when known.
    pub(crate) fn call(
        &self,
        headers: &HeaderMap,
        service: &'static str,
        peer: Option<SocketAddr>,
    ) -> Option<OpenCall> {
        let key = call::signer(headers)?;
        let invocation = self.state().current(key)?;
        Some(OpenCall::new(
            self.clone(),
            key,
            invocation,
            (service, peer),
        ))
    }

    /// The plan of what goes wrong on purpose.
    pub(crate) fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// Notes who is about to write these items.
    pub(crate) fn write(&self, items: Vec<String>, by: &Id) -> Written {
        self.state().writers.write(items, by)
    }

    /// Takes a note back after a write that did not happen.
    pub(crate) fn unwrite(&self, written: Written) {
        self.state().writers.unwrite(written);
    }

    /// The invocation that wrote an item last.
    pub(crate) fn writer(&self, item: &str) -> Option<Id> {
        self.state().writers.of(item)
    }

    /// One invocation with its calls, as JSON.
    #[cfg(test)]
    pub(crate) fn describe(&self, id: &str) -> serde_json::Value {
        serde_json::json!(self.detail(id))
    }

    fn announce(&self, id: &Id) {
        if self.shared.changes.receiver_count() > 0 {
            // The last reader may have gone in this very moment.
            drop(self.shared.changes.send(Id::clone(id)));
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
