//! The environments of one function: which one serves, when another is started.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use serde_json::{Value, json};
use tokio::sync::{Notify, Semaphore, oneshot};

use super::environment::Environment;
use super::{Host, InvokeError, Outcome, Program};
use crate::meter::Id;
use crate::stack::Function;

/// Environments a function may have at a time when it reserves no number of its own.
const CEILING: usize = 50;
/// How long a caller waits for an environment that has answered and is about to ask for work;
/// starting another would take longer.
const NEARLY_IDLE: Duration = Duration::from_millis(25);

/// The environments of one function.
#[derive(Debug)]
pub(crate) struct Pool {
    function: Function,
    program: Program,
    host: Arc<Host>,
    places: Arc<Semaphore>,
    state: Mutex<State>,
    settled: Notify,
}

#[derive(Debug, Default)]
struct State {
    all: BTreeMap<String, Arc<Environment>>,
    /// The one used last is used next, so that the others can grow old.
    idle: Vec<Arc<Environment>>,
    /// Have answered but not yet asked for the next work.
    settling: usize,
    /// Callers that wait for one of those.
    waiting: usize,
    stopped: bool,
}

enum Choice {
    Use(Arc<Environment>),
    Wait,
    Start,
}

impl Pool {
    pub(crate) fn new(function: Function, program: Program, host: Arc<Host>) -> Arc<Self> {
        let places = Arc::new(Semaphore::new(
            function.reserved_concurrency.unwrap_or(CEILING),
        ));
        let (state, settled) = (Mutex::default(), Notify::new());
        Arc::new(Self {
            function,
            program,
            host,
            places,
            state,
            settled,
        })
    }

    /// Runs one invocation to its end, even when the caller stops waiting.
    pub(crate) async fn invoke(self: Arc<Self>, id: Id, payload: Bytes) -> Outcome {
        let (answer, outcome) = oneshot::channel();
        tokio::spawn(self.run(id, payload, answer));
        outcome.await.unwrap_or_else(|_closed| Outcome {
            result: Err(InvokeError::Unavailable("the stack is stopping".to_owned())),
            cold: None,
        })
    }

    async fn run(self: Arc<Self>, id: Id, payload: Bytes, answer: oneshot::Sender<Outcome>) {
        if self.function.reserved_concurrency == Some(0) {
            let why = format!("{} has a reserved concurrency of 0", self.function.name);
            drop(answer.send(Outcome {
                result: Err(InvokeError::Unavailable(why)),
                cold: None,
            }));
            return;
        }
        let place = self.places.acquire().await;
        let (environment, cold) = match self.environment().await {
            Ok(found) => found,
            Err(error) => {
                drop(answer.send(Outcome {
                    result: Err(error),
                    cold: None,
                }));
                return;
            }
        };
        self.host.meter.hand(&id, &environment.id);
        let timeout = self.function.timeout;
        let result = environment.invoke(&id, payload, timeout).await;
        self.lock().settling += 1;
        // The caller may have gone, as when the gateway's own timeout was shorter.
        drop(answer.send(Outcome { result, cold }));
        self.settle(environment).await;
        drop(place);
    }

    /// An idle environment, or a new one.
    async fn environment(&self) -> Result<(Arc<Environment>, Option<Duration>), InvokeError> {
        loop {
            match self.choose()? {
                Choice::Use(environment) => return Ok((environment, None)),
                Choice::Start => break,
                Choice::Wait => {
                    // An end of the wait in either way leads to another look.
                    drop(tokio::time::timeout(NEARLY_IDLE, self.settled.notified()).await);
                    self.lock().waiting -= 1;
                }
            }
        }
        match self.start().await {
            Err(first) => {
                tracing::warn!("{} is started once more: {first}", self.function.name);
                self.start().await
            }
            started => started,
        }
        .map(|(environment, took)| (environment, Some(took)))
    }

    fn choose(&self) -> Result<Choice, InvokeError> {
        let mut state = self.lock();
        if state.stopped {
            return Err(InvokeError::Unavailable("the stack is stopping".to_owned()));
        }
        while let Some(environment) = state.idle.pop() {
            if environment.is_alive() {
                return Ok(Choice::Use(environment));
            }
            state.all.remove(&environment.id);
        }
        if state.settling > state.waiting {
            state.waiting += 1;
            return Ok(Choice::Wait);
        }
        Ok(Choice::Start)
    }

    async fn start(&self) -> Result<(Arc<Environment>, Duration), InvokeError> {
        let since = Instant::now();
        let environment = Environment::spawn(&self.function, &self.program, &self.host).await?;
        let stopped = {
            let mut state = self.lock();
            state
                .all
                .insert(environment.id.clone(), Arc::clone(&environment));
            state.stopped
        };
        if stopped {
            environment.kill();
        }
        match environment.started(since).await {
            Ok(took) => Ok((environment, took)),
            Err(error) => {
                self.lock().all.remove(&environment.id);
                let mut lines = environment.error_lines();
                lines.insert(0, format!("{} did not start: {error}", self.function.name));
                tracing::error!("{}", lines.join("\n    "));
                Err(InvokeError::Unavailable(format!(
                    "{} did not start: {error}",
                    self.function.name
                )))
            }
        }
    }

    /// Takes an environment back once it asks for the next work; forgets it when it ended.
    async fn settle(&self, environment: Arc<Environment>) {
        let usable = environment.settle(self.function.timeout).await;
        {
            let mut state = self.lock();
            state.settling -= 1;
            if usable {
                state.idle.push(environment);
            } else {
                state.all.remove(&environment.id);
            }
        }
        self.settled.notify_one();
    }

    /// Kills all environments; none is started any more.
    pub(crate) fn stop(&self) {
        let mut state = self.lock();
        state.stopped = true;
        state.idle.clear();
        for environment in std::mem::take(&mut state.all).into_values() {
            environment.kill();
        }
    }

    pub(crate) fn describe(&self) -> Value {
        let state = self.lock();
        let alive = state
            .all
            .values()
            .filter(|environment| environment.is_alive());
        let environments: Vec<Value> = alive.map(|environment| environment.describe()).collect();
        json!({"function": self.function.name, "environments": environments})
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
