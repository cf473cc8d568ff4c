//! A stack of its own: the local stack as a process on free ports, in memory.

use std::ops::Deref;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use serde::Deserialize;
use serde_json::Value;

use crate::log::Log;
use crate::{Programs, SECRET, present_period, ssm, workspace};

/// How long a stack may take to start and to stop.
const START: Duration = Duration::from_secs(30);
const STOP: Duration = Duration::from_secs(3);

/// How to start a stack.
#[derive(Clone, Debug, Default)]
pub struct Options {
    arguments: Vec<String>,
    programs: Programs,
    is_keyless: bool,
}

impl Options {
    /// As a developer starts it, but on free ports, with the tests' signing key and without limits
    /// of rates.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a variable in the environment of every function.
    #[must_use]
    pub fn env(self, name: &str, value: &str) -> Self {
        self.argument("--env").argument(&format!("{name}={value}"))
    }

    /// Presets a parameter of the stack, for example `login-secret`.
    #[must_use]
    pub fn ssm_parameter(self, name: &str, value: &str) -> Self {
        self.argument("--ssm-parameter")
            .argument(&format!("{}={value}", ssm::full_name(name)))
    }

    /// Presets no signing key.
    #[must_use]
    pub fn without_key(mut self) -> Self {
        self.is_keyless = true;
        self
    }

    /// Chooses the executables.
    #[must_use]
    pub fn programs(mut self, programs: Programs) -> Self {
        self.programs = programs;
        self
    }

    /// Adds an argument to the command line.
    #[must_use]
    pub fn argument(mut self, argument: &str) -> Self {
        self.arguments.push(argument.to_owned());
        self
    }

    /// Counts requests as a deployment does, though nobody reaches a limit: for who measures.
    #[must_use]
    pub fn counting_requests(self) -> Self {
        self.env("RATE_LIMITS", "all=1000000")
    }

    /// The command line; of a variable that is set twice the last one counts.
    fn all_arguments(&self) -> Vec<String> {
        let mut defaults = Self::new().env("RATE_LIMITS", "all=0");
        // A run may reach into the next period.
        for period in [present_period(), present_period() + 1] {
            if !self.is_keyless {
                defaults = defaults.ssm_parameter(&format!("keys/{period}"), SECRET);
            }
        }
        [defaults.arguments, self.arguments.clone()].concat()
    }
}

/// Where a stack listens.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Addresses {
    /// REST.
    pub http: String,
    /// The socket.
    pub web_socket: String,
    /// DynamoDB.
    pub dynamodb: String,
    /// SQS.
    pub sqs: String,
    /// S3.
    pub s3: String,
    /// SSM.
    pub ssm: String,
}

/// A running stack; it ends with this value.
#[derive(Debug)]
pub struct Stack {
    /// Where it listens.
    pub addresses: Addresses,
    child: Child,
    watchdog: Child,
    log: Arc<Log>,
    readers: [JoinHandle<()>; 2],
}

impl Stack {
    /// Starts a stack and waits until it is ready.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start(options: &Options) -> Self {
        let (program, functions) = options.programs.stack();
        let mut child = Command::new(program)
            .current_dir(workspace())
            .args(["--port", "0", "--functions"])
            .arg(functions)
            .args(options.all_arguments())
            // Its warning for every condition that failed says nothing new.
            .env("RUST_LOG", "warn,dynoxide=error")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()
            .expect("the local stack can be started");
        let watchdog = watchdog(child.id());
        let log = Arc::new(Log::default());
        let (first, ready) = channel();
        let readers = [
            log.collect(child.stdout.take().expect("piped"), Some(first)),
            log.collect(child.stderr.take().expect("piped"), None),
        ];
        let Ok(line) = ready.recv_timeout(START) else {
            end(&mut child);
            panic!("the stack did not start:\n{}", log.tail());
        };
        let ready: Value = serde_json::from_str(&line).expect("the first line is JSON");
        let addresses = serde_json::from_value(ready["ready"].clone()).expect("with addresses");
        Self {
            addresses,
            child,
            watchdog,
            log,
            readers,
        }
    }

    /// Process id of the stack itself.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What the stack wrote last.
    #[must_use]
    pub fn log(&self) -> String {
        self.log.tail()
    }

    /// Keeps a text out of the log: the test fails when a line holds it.
    pub fn must_not_log(&self, text: &str) {
        self.log.keep_out(text);
    }

    /// The lines so far that held what no log may hold; nobody fails of them any more.
    #[must_use]
    pub fn take_offences(&self) -> Vec<String> {
        self.log.take_offences()
    }

    /// Shows the last lines when the test fails before this is dropped, and fails it when one of
    /// the lines held what no log may hold.
    #[must_use]
    pub fn show_log(&'static self) -> ShowLog {
        ShowLog(self)
    }

    /// Process ids of the environments of a function that are at work.
    ///
    /// # Panics
    /// When the stack does not answer.
    pub async fn busy(&self, function: &str) -> Vec<i32> {
        let url = format!("{}/_local/functions", self.addresses.http);
        let list: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
        let all = list.as_array().expect("a list");
        let one = all
            .iter()
            .find(|one| one["function"] == function)
            .expect("it is there");
        let environments = one["environments"].as_array().expect("a list");
        let busy = environments
            .iter()
            .filter(|environment| environment["state"] == "busy");
        busy.map(|environment| i32::try_from(environment["pid"].as_i64().unwrap()).unwrap())
            .collect()
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the stack's last lines:\n{}", self.log.tail());
        }
        end(&mut self.child);
        drop(self.watchdog.kill());
        drop(self.watchdog.wait());
        let since = Instant::now();
        while since.elapsed() < STOP && !self.readers.iter().all(JoinHandle::is_finished) {
            std::thread::sleep(Duration::from_millis(10));
        }
        self.log.check();
    }
}

/// The stack all ordinary tests of one run share; what they make has names of their own.
#[must_use]
pub fn shared_stack() -> SharedStack {
    static SHARED: OnceLock<Stack> = OnceLock::new();
    SharedStack(SHARED.get_or_init(|| Stack::start(&Options::new())))
}

/// The shared stack, as one test holds it: shows the log when the test fails.
#[derive(Clone, Copy, Debug)]
pub struct SharedStack(&'static Stack);

impl Deref for SharedStack {
    type Target = Stack;

    fn deref(&self) -> &Stack {
        self.0
    }
}

impl SharedStack {
    /// Shows the last lines when the test fails before this is dropped, and fails it when one of
    /// the lines held what no log may hold: this stack outlives every test, so the first one that
    /// ends after such a line tells of it.
    #[must_use]
    pub fn show_log(&self) -> ShowLog {
        ShowLog(self.0)
    }
}

/// Shows the log of a stack that others use as well when dropped by a failing test.
#[derive(Debug)]
pub struct ShowLog(&'static Stack);

impl Drop for ShowLog {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the shared stack's last lines:\n{}", self.0.log());
        }
        self.0.log.check();
    }
}

/// A process that ends the stack when this one ends in any way, also by a signal: it waits for the
/// end of a pipe that only this process holds.
fn watchdog(stack: u32) -> Child {
    let script = "cat >/dev/null; kill \"$0\" 2>/dev/null; sleep 2; kill -KILL \"$0\" 2>/dev/null";
    Command::new("sh")
        .args(["-c", script, &stack.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("sh can be started")
}

/// Asks the stack to stop; kills it and what is left of its group when it does not.
fn end(child: &mut Child) {
    let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) else {
        return;
    };
    let _ = kill_process(pid, Signal::TERM);
    let since = Instant::now();
    while since.elapsed() < STOP {
        if matches!(child.try_wait(), Ok(Some(_)) | Err(_)) {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let _ = kill_process_group(pid, Signal::KILL);
    drop(child.wait());
}
