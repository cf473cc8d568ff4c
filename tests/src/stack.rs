//! A stack of its own: the local stack as a process on free ports, in memory.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read};
use std::ops::Deref;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use serde::Deserialize;
use serde_json::Value;

use crate::{Programs, SECRET, workspace};

/// How long a stack may take to start and to stop.
const START: Duration = Duration::from_secs(30);
const STOP: Duration = Duration::from_secs(3);
/// Lines a failing test shows.
const SHOWN: usize = 80;

/// How to start a stack.
#[derive(Clone, Debug, Default)]
pub struct Options {
    arguments: Vec<String>,
    programs: Programs,
}

impl Options {
    /// As a developer starts it, but on free ports.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a variable in the environment of every function.
    #[must_use]
    pub fn env(self, name: &str, value: &str) -> Self {
        self.argument("--env").argument(&format!("{name}={value}"))
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
}

/// A running stack; it ends with this value.
#[derive(Debug)]
pub struct Stack {
    /// Where it listens.
    pub addresses: Addresses,
    child: Child,
    watchdog: Child,
    log: Log,
}

type Log = Arc<Mutex<VecDeque<String>>>;

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
            .args(["--port", "0", "--parameter", &format!("JwtSecret={SECRET}")])
            .arg("--functions")
            .arg(functions)
            .args(&options.arguments)
            // Its warning for every condition that failed says nothing new.
            .env("RUST_LOG", "warn,dynoxide=error")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()
            .expect("the local stack can be started");
        let watchdog = watchdog(child.id());
        let log = Log::default();
        let (first, ready) = channel();
        collect(child.stdout.take().expect("piped"), &log, Some(first));
        collect(child.stderr.take().expect("piped"), &log, None);
        let Ok(line) = ready.recv_timeout(START) else {
            end(&mut child);
            panic!("the stack did not start:\n{}", tail(&log));
        };
        let ready: Value = serde_json::from_str(&line).expect("the first line is JSON");
        let addresses = serde_json::from_value(ready["ready"].clone()).expect("with addresses");
        Self {
            addresses,
            child,
            watchdog,
            log,
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
        tail(&self.log)
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
            eprintln!("the stack's last lines:\n{}", tail(&self.log));
        }
        end(&mut self.child);
        drop(self.watchdog.kill());
        drop(self.watchdog.wait());
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
    /// Shows the stack's last lines when the test fails before this is dropped.
    #[must_use]
    pub fn show_log(&self) -> ShowLog {
        ShowLog(self.0)
    }
}

/// Shows the log of the shared stack when dropped by a failing test.
#[derive(Debug)]
pub struct ShowLog(&'static Stack);

impl Drop for ShowLog {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the shared stack's last lines:\n{}", self.0.log());
        }
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

fn collect(stream: impl Read + Send + 'static, log: &Log, mut first: Option<Sender<String>>) {
    let log = Arc::clone(log);
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if let Some(first) = first.take() {
                drop(first.send(line.clone()));
            }
            let mut log = log.lock().unwrap();
            if log.len() == SHOWN {
                log.pop_front();
            }
            log.push_back(line);
        }
    });
}

fn tail(log: &Log) -> String {
    let log = log.lock().unwrap();
    log.iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join("\n")
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
