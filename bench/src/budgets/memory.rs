//! How large a function has grown after many invocations.

mod drive;

use std::collections::BTreeMap;

use e2e::{Options, Stack, workspace};
use serde_json::{Value, json};

use super::cost::number;
use super::programs::Executables;
use super::report::Report;
use super::runtime_api::Running;

const OPERATION: &str = "memory, resident";
/// Invocations of each function.
const INVOCATIONS: usize = 1_000;
/// The same for unoptimised programs, which are not judged.
const INVOCATIONS_DEBUG: usize = 50;
/// Megabytes (2²⁰ bytes).
const BOUND: f64 = 16.0;
/// Hashes passwords, which needs memory by design: shown, not judged.
const HASHING: &str = "rest-auth";
/// Cannot be driven from outside within reason: it is invoked every 20 seconds at most.
const NET: &str = "stream-repair";
/// What the clock sets off, or what an account does once: there are no thousand invocations.
const SELDOM: [&str; 4] = [
    "cron-sweep-presence",
    "cron-send-scheduled",
    "cron-rotate-keys",
    "stream-erase-account",
];

/// Largest of a function's processes, in megabytes, and the invocations that one has served.
type Sizes = BTreeMap<String, (f64, usize)>;

/// Drives every function as clients do, then looks at its processes.
pub(super) async fn measure(executables: &Executables, report: &mut Report) {
    let times = if executables.debug {
        INVOCATIONS_DEBUG
    } else {
        INVOCATIONS
    };
    let stack = Stack::start(
        &Options::new()
            .counting_requests()
            .programs(executables.programs.clone()),
    );
    let chat = drive::drive(&stack, times).await;
    let mut sizes = Sizes::new();
    for name in executables.functions() {
        let environments = stack.meter().environments(name).await.into_iter();
        let grown = environments.map(|one| (resident(one.pid), one.invocations));
        if let Some(largest) = grown.max_by(|one, other| one.0.total_cmp(&other.0)) {
            sizes.insert(name.clone(), largest);
        }
    }
    sizes.insert(NET.to_owned(), net(executables, &stack, &chat, times).await);
    for (name, (size, invocations)) in &sizes {
        let what = format!("{name}, MiB");
        let note = format!("after {invocations} invocations");
        if name == HASHING {
            let note = format!("{note}; password hashing, excepted");
            report.show(OPERATION, &what, *size, &note);
        } else {
            report.physical(OPERATION, &what, *size, BOUND, &note);
        }
    }
    let idle = executables
        .functions()
        .filter(|name| !sizes.contains_key(*name) && !SELDOM.contains(&name.as_str()));
    let idle: Vec<&String> = idle.collect();
    assert!(idle.is_empty(), "these were not at work: {idle:?}");
}

/// The safety net on its own, with the sample event of its stream told of this chat.
async fn net(executables: &Executables, stack: &Stack, chat: &str, times: usize) -> (f64, usize) {
    let tables = stack.dynamodb().call("ListTables", &json!({})).await;
    let tables = tables["TableNames"].as_array().expect("a list");
    let mut chats = tables.iter().filter_map(Value::as_str);
    let chats = chats.find(|name| name.contains("Chats")).expect("a table");
    let mut variables = executables.variables(NET, &stack.addresses.dynamodb);
    variables.insert("CHATS_TABLE".to_owned(), chats.to_owned());
    let file = workspace().join("events").join(NET).join("inserted.json");
    let event = std::fs::read_to_string(file).expect("there is a sample event");
    let parsed: Value = serde_json::from_str(&event).expect("it is JSON");
    let sample = parsed["Records"][0]["dynamodb"]["Keys"]["chatId"]["S"].as_str();
    let event = event.replace(sample.expect("with a chat"), chat);
    let mut running = Running::start(&executables.path(NET), &variables);
    let done = (0..times).filter(|_| running.invoke(&event)).count();
    assert_eq!(done, times, "the safety net does its work");
    let pid = i32::try_from(running.pid()).expect("a process id");
    (resident(pid), times)
}

/// Resident memory of a process in megabytes (proc(5), `VmRSS`).
fn resident(pid: i32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"));
    let status = status.expect("the process is alive");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
    let kilobytes = kilobytes.and_then(|text| text.parse().ok());
    number(kilobytes.expect("a size")) / 1024.0
}
