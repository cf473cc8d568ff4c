//! Lambda on this machine: environments as child processes that speak the Runtime API.
//!
//! Follows "Lambda execution environment" and "Using the Lambda runtime API" of the AWS Lambda
//! developer guide: one invocation per environment at a time, idle environments frozen, the
//! process killed at its timeout.

mod environment;
mod logging;
mod output;
mod pool;
mod process;
mod remote;
mod runtime_api;
mod variables;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use serde_json::{Value, json};
use tokio::sync::SetOnce;

use self::logging::Report;
use self::pool::Pool;
use self::process::Spawner;
use self::remote::Remote;
use self::runtime_api::RuntimeApi;
use crate::error::StartError;
use crate::meter::{Ending, Id, Meter, Origin};
use crate::stack::{Function, LogicalId};

pub(crate) use self::output::Output;
pub(crate) use self::process::exec;
pub(crate) use self::variables::{Endpoints, Variables, env_file};

/// One synchronous invocation.
#[derive(Debug, Clone)]
pub(crate) struct Invocation {
    pub(crate) function: LogicalId,
    /// The event, as JSON.
    pub(crate) payload: Bytes,
    /// What caused it, for the log line: `POST /v1/chats`, `sendMessage`, `FanOutQueue x3`.
    pub(crate) trigger: String,
    /// Where it comes from.
    pub(crate) origin: Origin,
}

/// Why an invocation has no result.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum InvokeError {
    /// The function answered with an error, or its process ended (`Runtime.ExitError`).
    #[error("{error_type}: {message}")]
    Unhandled {
        /// As the function reported it.
        error_type: String,
        /// As the function reported it.
        message: String,
    },
    /// The function ran into its timeout and was killed.
    #[error("timed out")]
    TimedOut,
    /// No environment could be started for it.
    #[error("{0}")]
    Unavailable(String),
}

impl InvokeError {
    pub(crate) fn unhandled(error_type: &str, message: impl Into<String>) -> Self {
        Self::Unhandled {
            error_type: error_type.to_owned(),
            message: message.into(),
        }
    }
}

/// What came of an invocation, with the time the environment took to start when it was new.
pub(crate) struct Outcome {
    pub(crate) result: Result<Bytes, InvokeError>,
    pub(crate) cold: Option<Duration>,
}

/// A function that can be started: its executable and the environment it is given.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    pub(crate) executable: PathBuf,
    pub(crate) variables: Variables,
}

/// Invokes functions. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Lambda {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    functions: BTreeMap<LogicalId, Function>,
    output: Output,
    backend: Backend,
    stopped: AtomicBool,
    meter: Meter,
}

#[derive(Debug)]
enum Backend {
    /// Child processes; the pools are there once the functions are built.
    Processes {
        host: Arc<Host>,
        pools: SetOnce<BTreeMap<LogicalId, Arc<Pool>>>,
    },
    /// `--invoke-url`.
    Remote(Remote),
}

/// What environments of all functions share.
#[derive(Debug)]
pub(crate) struct Host {
    pub(crate) runtime_api: RuntimeApi,
    pub(crate) spawner: Spawner,
    pub(crate) output: Output,
    pub(crate) meter: Meter,
}

impl Lambda {
    /// Opens the Runtime API. Invocations wait until [`Lambda::ready`] was called.
    pub(crate) async fn start(
        functions: BTreeMap<LogicalId, Function>,
        output: Output,
    ) -> Result<Self, StartError> {
        let meter = Meter::default();
        let host = Arc::new(Host {
            runtime_api: RuntimeApi::start().await?,
            spawner: Spawner::start()?,
            output: output.clone(),
            meter: meter.clone(),
        });
        let backend = Backend::Processes {
            host,
            pools: SetOnce::new(),
        };
        Ok(Self::with(functions, output, backend, meter))
    }

    /// Sends every invocation to `cargo lambda watch`, or whatever speaks Lambda's invoke API.
    pub(crate) fn remote(
        functions: BTreeMap<LogicalId, Function>,
        output: Output,
        url: &str,
    ) -> Self {
        let backend = Backend::Remote(Remote::new(url));
        Self::with(functions, output, backend, Meter::default())
    }

    fn with(
        functions: BTreeMap<LogicalId, Function>,
        output: Output,
        backend: Backend,
        meter: Meter,
    ) -> Self {
        let stopped = AtomicBool::new(false);
        Self {
            shared: Arc::new(Shared {
                functions,
                output,
                backend,
                stopped,
                meter,
            }),
        }
    }

    /// Says how to start the functions, by logical id; from now on invocations run.
    pub(crate) fn ready(&self, programs: BTreeMap<LogicalId, Program>) {
        let Backend::Processes { host, pools } = &self.shared.backend else {
            return;
        };
        let mut all = BTreeMap::new();
        for (id, program) in programs {
            let Some(function) = self.shared.functions.get(&id) else {
                continue;
            };
            all.insert(id, Pool::new(function.clone(), program, Arc::clone(host)));
        }
        if pools.set(all).is_err() {
            tracing::warn!("the functions were made ready twice; the first time counts");
        }
    }

    /// Invokes a function and waits for its answer.
    ///
    /// As on AWS the invocation goes on when the caller stops waiting.
    pub(crate) async fn invoke(&self, invocation: Invocation) -> Result<Bytes, InvokeError> {
        let Some(function) = self.shared.functions.get(&invocation.function).cloned() else {
            let id = invocation.function;
            return Err(InvokeError::Unavailable(format!(
                "there is no function {id}"
            )));
        };
        if self.shared.stopped.load(Ordering::Relaxed) {
            return Err(InvokeError::Unavailable("the stack is stopping".to_owned()));
        }
        let started = Instant::now();
        let meter = &self.shared.meter;
        let id = meter.begin(&function.name, &invocation.trigger, &invocation.origin);
        let outcome = match &self.shared.backend {
            Backend::Remote(remote) => Outcome {
                result: remote.invoke(&function, invocation.payload).await,
                cold: None,
            },
            Backend::Processes { pools, .. } => {
                match pools.wait().await.get(&function.logical_id) {
                    Some(pool) => {
                        let (pool, id) = (Arc::clone(pool), Id::clone(&id));
                        pool.invoke(id, invocation.payload).await
                    }
                    None => {
                        let why = format!("{} was not built", function.name);
                        Outcome {
                            result: Err(InvokeError::Unavailable(why)),
                            cold: None,
                        }
                    }
                }
            }
        };
        let report = Report {
            trigger: &invocation.trigger,
            function: &function.name,
            took: started.elapsed(),
            outcome: &outcome,
        };
        self.shared.output.line(report.line());
        meter.finish(
            &id,
            Ending {
                cold: outcome.cold,
                status: report.status(),
                error: outcome.result.as_ref().err().map(InvokeError::to_string),
            },
        );
        outcome.result
    }

    /// What records the invocations and the calls they make.
    pub(crate) fn meter(&self) -> &Meter {
        &self.shared.meter
    }

    /// The environments alive now, by function.
    pub(crate) fn environments(&self) -> Value {
        let Backend::Processes { pools, .. } = &self.shared.backend else {
            return json!([]);
        };
        let pools = pools.get().into_iter().flat_map(BTreeMap::values);
        pools.map(|pool| pool.describe()).collect()
    }

    /// Kills every environment; nothing is invoked any more.
    pub(crate) fn stop(&self) {
        self.shared.stopped.store(true, Ordering::Relaxed);
        if let Backend::Processes { pools, .. } = &self.shared.backend {
            for pool in pools.get().into_iter().flat_map(BTreeMap::values) {
                pool.stop();
            }
        }
    }
}
