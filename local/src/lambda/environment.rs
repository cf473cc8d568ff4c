//! One environment: a process of a function, from its start to its end.

use std::collections::VecDeque;
use std::process::ExitStatus;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use rustix::process::{Pid, Signal};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::process::Child;
use tokio::sync::watch;

use super::runtime_api::Desk;
use super::{Host, InvokeError, Program};
use crate::meter::access_key;
use crate::signal;
use crate::stack::Function;

/// An environment that has not asked for work by then is given up, as on AWS.
const LONGEST_START: Duration = Duration::from_secs(10);
/// Lines of the error output kept to explain a failed start.
const TAIL: usize = 20;

const STARTING: u8 = 0;
const BUSY: u8 = 1;
const IDLE: u8 = 2;

/// A running process that serves one invocation at a time.
#[derive(Debug)]
pub(crate) struct Environment {
    pub(crate) id: String,
    pid: Pid,
    desk: Arc<Desk>,
    state: AtomicU8,
    invocations: AtomicU64,
    /// How the process ended, once it has.
    ended: watch::Receiver<Option<String>>,
    errors: Arc<Mutex<VecDeque<String>>>,
}

impl Environment {
    /// Starts the process; it is not ready yet.
    pub(crate) async fn spawn(
        function: &Function,
        program: &Program,
        host: &Arc<Host>,
    ) -> Result<Arc<Self>, InvokeError> {
        let id = uuid::Uuid::new_v4().simple().to_string();
        let desk = host.runtime_api.open(&id, function.arn());
        host.meter.open(&id);
        let variables = program
            .variables
            .of_environment(&id, &host.runtime_api.address(&id));
        let child = host.spawner.spawn(&program.executable, variables).await;
        let started = child.and_then(|child| {
            let pid = child
                .id()
                .and_then(|pid| Pid::from_raw(pid.try_into().ok()?));
            pid.map(|pid| (child, pid))
                .ok_or_else(|| std::io::Error::other("it ended at once"))
        });
        let (mut child, pid) = started.map_err(|error| {
            host.runtime_api.close(&id);
            host.meter.close(&id);
            let executable = program.executable.display();
            InvokeError::Unavailable(format!("{executable} cannot be started: {error}"))
        })?;
        let faults = host.meter.faults();
        faults.enter(access_key(&id), &function.name, pid);
        let errors = Arc::new(Mutex::new(VecDeque::new()));
        relay(&mut child, &function.name, host, &errors);
        let ended = watch_end(child, pid, id.clone(), Arc::clone(host));
        let (state, invocations) = (AtomicU8::new(STARTING), AtomicU64::new(0));
        Ok(Arc::new(Self {
            id,
            pid,
            desk,
            state,
            invocations,
            ended,
            errors,
        }))
    }

    /// Waits until the process asks for work; says how long that took since `since`.
    pub(crate) async fn started(&self, since: Instant) -> Result<Duration, InvokeError> {
        let outcome = tokio::select! {
            biased;
            () = self.desk.asked(1) => return Ok(since.elapsed()),
            how = self.ended() => how,
            () = tokio::time::sleep(LONGEST_START) => {
                self.kill();
                format!("it did not ask for work within {} s", LONGEST_START.as_secs())
            }
        };
        Err(match self.desk.init_error() {
            Some(InvokeError::Unhandled {
                error_type,
                message,
            }) => InvokeError::Unavailable(format!("{error_type}: {message}")),
            _ => InvokeError::Unavailable(outcome),
        })
    }

    /// Runs one invocation.
    pub(crate) async fn invoke(
        &self,
        request_id: &str,
        payload: Bytes,
        timeout: Duration,
    ) -> Result<Bytes, InvokeError> {
        self.invocations.fetch_add(1, Ordering::Relaxed);
        if self.state.swap(BUSY, Ordering::Relaxed) == IDLE {
            signal::send(self.pid, Signal::CONT);
        }
        let answer = self.desk.submit(request_id, payload, timeout);
        tokio::select! {
            biased;
            Ok(result) = answer => result,
            how = self.ended() => {
                let message = format!("RequestId: {request_id} Error: Runtime exited with error: {how}");
                Err(InvokeError::unhandled("Runtime.ExitError", message))
            }
            () = tokio::time::sleep(timeout) => {
                self.kill();
                Err(InvokeError::TimedOut)
            }
        }
    }

    /// Waits until the process asks for the next work and freezes it there. False when it ended
    /// instead, or did not ask in time.
    pub(crate) async fn settle(&self, longest: Duration) -> bool {
        let times = self.invocations.load(Ordering::Relaxed) + 1;
        let asked = tokio::select! {
            biased;
            _ = self.ended() => false,
            () = self.desk.asked(times) => true,
            () = tokio::time::sleep(longest) => false,
        };
        if asked {
            self.state.store(IDLE, Ordering::Relaxed);
            signal::send(self.pid, Signal::STOP);
        } else {
            self.kill();
        }
        asked
    }

    /// Whether the process is still there.
    pub(crate) fn is_alive(&self) -> bool {
        self.ended.borrow().is_none()
    }

    pub(crate) fn kill(&self) {
        if self.is_alive() {
            signal::kill(self.pid);
        }
    }

    /// Waits for the end of the process and says how it ended.
    async fn ended(&self) -> String {
        let mut ended = self.ended.clone();
        match ended.wait_for(Option::is_some).await {
            Ok(how) => how.clone().unwrap_or_default(),
            Err(_closed) => "the stack is stopping".to_owned(),
        }
    }

    /// The last lines of the error output.
    pub(crate) fn error_lines(&self) -> Vec<String> {
        let errors = self.errors.lock().unwrap_or_else(PoisonError::into_inner);
        errors.iter().cloned().collect()
    }

    /// For the page that lists the environments.
    pub(crate) fn describe(&self) -> Value {
        let state = match self.state.load(Ordering::Relaxed) {
            STARTING => "starting",
            BUSY => "busy",
            _ => "idle",
        };
        json!({
            "id": self.id,
            "pid": self.pid.as_raw_nonzero().get(),
            "state": state,
            "invocations": self.invocations.load(Ordering::Relaxed),
        })
    }
}

/// Passes on what the process writes, line by line.
fn relay(
    child: &mut Child,
    function: &str,
    host: &Arc<Host>,
    errors: &Arc<Mutex<VecDeque<String>>>,
) {
    if let Some(stdout) = child.stdout.take() {
        tokio::spawn(lines(stdout, function.to_owned(), Arc::clone(host), None));
    }
    if let Some(stderr) = child.stderr.take() {
        let errors = Some(Arc::clone(errors));
        tokio::spawn(lines(stderr, function.to_owned(), Arc::clone(host), errors));
    }
}

async fn lines(
    stream: impl AsyncRead + Unpin,
    function: String,
    host: Arc<Host>,
    keep: Option<Arc<Mutex<VecDeque<String>>>>,
) {
    let mut reader = BufReader::new(stream);
    let mut bytes = Vec::new();
    // Ends with the process; an error means the same.
    while reader
        .read_until(b'\n', &mut bytes)
        .await
        .is_ok_and(|count| count > 0)
    {
        let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
        bytes.clear();
        if let Some(kept) = &keep {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.len() == TAIL {
                kept.pop_front();
            }
            kept.push_back(line.clone());
        }
        host.output.line(format!("{function} | {line}"));
    }
}

/// Waits for the process in the background, so that its end is known at once.
fn watch_end(
    mut child: Child,
    pid: Pid,
    id: String,
    host: Arc<Host>,
) -> watch::Receiver<Option<String>> {
    let (sender, ended) = watch::channel(None);
    tokio::spawn(async move {
        let how = match child.wait().await {
            Ok(status) => description(status),
            Err(error) => error.to_string(),
        };
        host.runtime_api.close(&id);
        host.meter.close(&id);
        host.meter.faults().leave(&access_key(&id));
        // Whatever it had started goes with it.
        signal::kill(pid);
        sender.send_replace(Some(how));
    });
    ended
}

/// As Lambda says it: `exit status 1`, `signal: killed`.
fn description(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt as _;
    match (
        status.code(),
        status.signal().and_then(Signal::from_named_raw),
    ) {
        (Some(code), _) => format!("exit status {code}"),
        (None, Some(Signal::KILL)) => "signal: killed".to_owned(),
        (None, Some(Signal::ABORT)) => "signal: aborted".to_owned(),
        (None, Some(Signal::SEGV)) => "signal: segmentation fault".to_owned(),
        (None, _) => status.to_string(),
    }
}
