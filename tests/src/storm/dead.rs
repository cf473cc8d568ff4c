//! Posts to connections that were gone, as the stack has counted them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use crate::Stack;
use crate::check::FailedPost;

/// Looks overlap by more than any function may run, in milliseconds.
const OVERLAP: i64 = 60_000;
/// The function that posts.
const WORKER: &str = "sqs-fan-out";

/// Collects them: the stack keeps only its last invocations, so it has to be asked now and then.
#[derive(Debug)]
pub(super) struct FailedPosts {
    http: reqwest::Client,
    url: String,
    /// Invocations are asked for that began later, in milliseconds since 1970.
    since: i64,
    /// Workers that were looked into.
    known: BTreeSet<String>,
    /// When `$connect` had returned, by connection.
    opened: BTreeMap<String, u64>,
    /// When invocations began and, for workers, what caused them; by id.
    causes: HashMap<String, (u64, Vec<String>)>,
    found: Vec<FailedPost>,
}

impl FailedPosts {
    pub(super) fn of(stack: &Stack) -> Self {
        Self {
            http: reqwest::Client::new(),
            url: format!("{}/_local/invocations", stack.addresses.http),
            since: 0,
            known: BTreeSet::new(),
            opened: BTreeMap::new(),
            causes: HashMap::new(),
            found: Vec::new(),
        }
    }

    /// All that were found so far.
    pub(super) fn list(&self) -> Vec<FailedPost> {
        self.found.clone()
    }

    /// Looks for new ones.
    pub(super) async fn look(&mut self) {
        let now = jiff::Timestamp::now().as_millisecond();
        let since = std::mem::replace(&mut self.since, now - OVERLAP);
        let path = format!("?limit=5000&since={since}&trigger=$connect");
        let connects = self.get(&path).await;
        for connect in connects.as_array().into_iter().flatten() {
            if let (Some(id), Some(ended)) = (text(&connect["connection"]), ended(connect)) {
                self.opened.insert(id, ended);
            }
        }
        let path = format!("?limit=5000&since={since}&function={WORKER}&text=goneexception");
        let workers = self.get(&path).await;
        for worker in workers.as_array().into_iter().flatten() {
            let id = text(&worker["id"]).expect("an id");
            // One that is still at work is looked into when it has ended.
            if let Some(ended) = ended(worker)
                && self.known.insert(id.clone())
            {
                let detail = self.get(&format!("/{id}")).await;
                self.add(&detail, ended).await;
            }
        }
    }

    async fn add(&mut self, worker: &Value, ended: u64) {
        let asked = self.asked(worker).await;
        let started = worker["startedMs"].as_u64().expect("a time");
        let forgotten = has_forgotten(worker).then_some(ended);
        let calls = worker["calls"].as_array().expect("calls");
        for call in calls.iter().filter(|call| call["status"] == 410) {
            let connection = text(&call["target"]).expect("a connection");
            let Some(opened) = self.opened.get(&connection).copied() else {
                continue;
            };
            self.found.push(FailedPost {
                connection,
                opened,
                at: started + offset(&call["offsetMs"]),
                asked,
                forgotten,
            });
        }
    }

    /// When the job of a worker was queued, at the earliest. What a worker queues goes on with its
    /// own job, so its causes are followed to the first that is no worker; one that is not known any
    /// more is long ago.
    async fn asked(&mut self, worker: &Value) -> u64 {
        let mut asked = u64::MAX;
        let mut left = causes(worker);
        let mut seen = BTreeSet::new();
        while let Some(id) = left.pop() {
            if !seen.insert(id.clone()) {
                continue;
            }
            if !self.causes.contains_key(&id) {
                let cause = self.get(&format!("/{id}")).await;
                let further = match cause["function"] == WORKER {
                    true => causes(&cause),
                    false => Vec::new(),
                };
                let began = cause["startedMs"].as_u64().unwrap_or(0);
                self.causes.insert(id.clone(), (began, further));
            }
            let (began, further) = &self.causes[&id];
            asked = asked.min(*began);
            left.extend(further.iter().cloned());
        }
        asked
    }

    async fn get(&self, path: &str) -> Value {
        let url = format!("{}{path}", self.url);
        let response = self.http.get(url).send().await.expect("the stack answers");
        response.json().await.expect("in JSON")
    }
}

/// Whether the worker did what it had to: it came to its end, and no write of it was kept from
/// taking place. Removing a connection is an update of presence and a deletion.
fn has_forgotten(worker: &Value) -> bool {
    let calls = worker["calls"].as_array().expect("calls");
    let failed = calls.iter().any(|call| {
        let removes = call["operation"] == "UpdateItem" || call["operation"] == "DeleteItem";
        removes && call["status"] != 200
    });
    worker["error"].is_null() && !failed
}

fn ended(invocation: &Value) -> Option<u64> {
    let started = invocation["startedMs"].as_u64()?;
    invocation["durationMs"].as_f64()?;
    Some(started + offset(&invocation["durationMs"]))
}

fn causes(invocation: &Value) -> Vec<String> {
    let causes = invocation["causes"].as_array().into_iter().flatten();
    causes.filter_map(text).collect()
}

/// Milliseconds, rounded up.
fn offset(value: &Value) -> u64 {
    let milliseconds = value.as_f64().unwrap_or_default().ceil();
    // Days at most: nothing is cut off.
    milliseconds as u64
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}
