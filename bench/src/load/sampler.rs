//! Who uses the processors: the stack, each function, this program.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use e2e::Stack;
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

use super::processes::{self, Used};

/// Environments come and go; what one uses between the last look and its end is found in what the
/// kernel sums up for its parent.
const EVERY: Duration = Duration::from_millis(500);
/// Less than this is no line of its own: the kernel counts in steps of 10 ms.
const SHORTEST_MS: f64 = 10.0;

/// Looks regularly; ends with this value.
#[derive(Debug)]
pub(super) struct Sampler {
    eye: Arc<Eye>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Eye {
    stack: u32,
    url: String,
    http: reqwest::Client,
    /// Function and processor time by process, the most that was seen.
    functions: Mutex<BTreeMap<u32, (String, f64)>>,
}

/// How things stood at one moment; times in milliseconds since each process began.
#[derive(Debug)]
pub(super) struct Look {
    functions: BTreeMap<u32, (String, f64)>,
    stack: Used,
    threads: BTreeMap<String, f64>,
    generator: f64,
    machine: (f64, f64),
}

/// What one part has used during a phase.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Share {
    name: String,
    /// Processes that did something.
    processes: usize,
    cpu_milliseconds: f64,
    cpu_milliseconds_per_message: f64,
    /// The threads of the stack, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    threads: BTreeMap<String, f64>,
}

/// How busy the machine was during a phase, in percent of all its processors.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Machine {
    pub(super) busy_percent: f64,
    /// Of which by others than the stack, its functions and this program.
    pub(super) others_percent: f64,
}

/// An entry of `/_local/functions`.
#[derive(Debug, Deserialize)]
struct Listed {
    function: String,
    environments: Vec<Environment>,
}

#[derive(Debug, Deserialize)]
struct Environment {
    pid: u32,
}

impl Drop for Sampler {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Sampler {
    /// Begins to look.
    pub(super) async fn start(stack: &Stack) -> Self {
        let eye = Arc::new(Eye {
            stack: stack.pid(),
            url: format!("{}/_local/functions", stack.addresses.http),
            http: reqwest::Client::new(),
            functions: Mutex::default(),
        });
        eye.sample().await;
        let looking = Arc::clone(&eye);
        let task = tokio::spawn(async move {
            let mut ticks = interval(EVERY);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                ticks.tick().await;
                looking.sample().await;
            }
        });
        Self { eye, task }
    }

    /// How things stand now.
    pub(super) async fn look(&self) -> Look {
        self.eye.sample().await;
        let own = processes::used(std::process::id()).unwrap_or_default();
        Look {
            functions: self.eye.functions.lock().unwrap().clone(),
            stack: processes::used(self.eye.stack).unwrap_or_default(),
            threads: processes::threads(self.eye.stack),
            generator: own.own,
            machine: processes::machine(),
        }
    }
}

impl Eye {
    async fn sample(&self) {
        let answer = self.http.get(&self.url).send().await;
        let list = answer.expect("the stack answers").json().await;
        let list: Vec<Listed> = list.expect("with its functions");
        let mut functions = self.functions.lock().unwrap();
        for Listed {
            function,
            environments,
        } in list
        {
            for Environment { pid } in environments {
                functions
                    .entry(pid)
                    .or_insert_with(|| (function.clone(), 0.0));
            }
        }
        for (pid, (_, most)) in &mut *functions {
            let used = processes::used(*pid).unwrap_or_default();
            *most = most.max(used.own);
        }
    }
}

impl Share {
    pub(super) fn per_message(&self) -> f64 {
        self.cpu_milliseconds_per_message
    }
}

impl fmt::Display for Share {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name, processes, ..
        } = self;
        let milliseconds = self.per_message();
        write!(
            formatter,
            "{name:<28} {milliseconds:9.2} ms   {processes} processes"
        )?;
        self.threads
            .iter()
            .try_for_each(|(name, milliseconds)| write!(formatter, "   {name} {milliseconds:.2}"))
    }
}

impl Look {
    /// What each part has used since an earlier look, the largest first.
    pub(super) fn shares_since(&self, before: &Self, messages: usize) -> Vec<Share> {
        let per_message = |milliseconds: f64| round(milliseconds / messages.max(1) as f64);
        let share = |name: &str, processes: usize, milliseconds: f64| Share {
            name: name.to_owned(),
            processes,
            cpu_milliseconds: milliseconds,
            cpu_milliseconds_per_message: per_message(milliseconds),
            threads: BTreeMap::new(),
        };
        let mut by_function: BTreeMap<&str, (usize, f64)> = BTreeMap::new();
        for (pid, (function, used)) in &self.functions {
            let earlier = before.functions.get(pid).map_or(0.0, |(_, used)| *used);
            if *used > earlier {
                let sum = by_function.entry(function).or_default();
                *sum = (sum.0 + 1, sum.1 + used - earlier);
            }
        }
        let mut shares: Vec<Share> = by_function
            .into_iter()
            .map(|(function, (processes, used))| share(function, processes, used))
            .collect();
        let unseen = self.unseen() - before.unseen();
        if unseen >= SHORTEST_MS {
            shares.push(share("functions that ended unseen", 0, unseen));
        }
        let mut stack = share("banter-local", 1, self.stack.own - before.stack.own);
        for (name, used) in &self.threads {
            let used = used - before.threads.get(name).copied().unwrap_or_default();
            if used >= SHORTEST_MS {
                stack.threads.insert(name.clone(), per_message(used));
            }
        }
        shares.push(stack);
        shares.push(share(
            "load generator",
            1,
            self.generator - before.generator,
        ));
        shares.sort_by(|one, other| other.cpu_milliseconds.total_cmp(&one.cpu_milliseconds));
        shares
    }

    /// How busy the machine was since an earlier look.
    pub(super) fn machine_since(&self, before: &Self) -> Machine {
        let busy = self.machine.0 - before.machine.0;
        let all = (self.machine.1 - before.machine.1).max(1.0);
        let ours = self.ours() - before.ours();
        Machine {
            busy_percent: round(100.0 * busy / all),
            others_percent: round((100.0 * (busy - ours) / all).max(0.0)),
        }
    }

    fn ours(&self) -> f64 {
        let functions: f64 = self.functions.values().map(|(_, used)| used).sum();
        functions + self.unseen() + self.stack.own + self.generator
    }

    /// What ended environments used beyond what was seen of them.
    fn unseen(&self) -> f64 {
        let ended = self.functions.iter().filter(|(pid, _)| {
            let alive = processes::used(**pid);
            alive.is_none()
        });
        let seen: f64 = ended.map(|(_, (_, used))| used).sum();
        (self.stack.ended_children - seen).max(0.0)
    }
}

fn round(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}
