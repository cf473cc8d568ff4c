//! What the local stack's meter has recorded: invocations, the calls they made and what those
//! consumed, as `/_local/invocations` and `/_local/traces` tell it.

use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{Stack, eventually};

/// Reads the meter of a stack.
#[derive(Clone, Debug)]
pub struct Meter {
    http: reqwest::Client,
    url: String,
}

/// One invocation.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Invocation {
    /// Request id.
    pub id: String,
    /// Name of the function.
    pub function: String,
    /// `POST /v1/chats`, `sendMessage`, `FanOutQueue x3`.
    pub trigger: String,
    /// `http`, `socket`, `queue`, `stream`, `object` or `schedule`.
    pub source: String,
    /// The traces it belongs to.
    pub traces: Vec<String>,
    /// When it was asked for, in milliseconds since 1970.
    pub started_ms: i64,
    /// Milliseconds until an environment took it up.
    pub waited_ms: Option<f64>,
    /// Milliseconds until the answer, waiting included; none while it runs.
    pub duration_ms: Option<f64>,
    /// Why there is no answer.
    pub error: Option<String>,
    /// What its calls have cost.
    pub totals: Totals,
}

/// What calls have cost.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Totals {
    /// Calls to services.
    pub calls: usize,
    /// The longest chain of calls that waited for one another.
    pub round_trips: usize,
    /// DynamoDB read units.
    pub read_units: f64,
    /// DynamoDB write units.
    pub write_units: f64,
    /// Messages put into queues.
    pub messages: usize,
    /// Frames posted to connections.
    pub posts: usize,
    /// Calls that failed.
    pub errors: usize,
}

/// A call of a function to a service.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MeteredCall {
    /// `dynamodb`, `sqs`, `connections`, …
    pub service: String,
    /// `GetItem`, `SendMessage`, `PostToConnection`, …
    pub operation: String,
    /// Table, queue, bucket or connection.
    pub target: String,
    /// Milliseconds since the invocation was asked for.
    pub offset_ms: f64,
    /// Milliseconds until its answer.
    pub duration_ms: f64,
    /// Size of the request's body.
    pub request_bytes: usize,
    /// The error's name.
    #[serde(default)]
    pub error: Option<String>,
    /// What went wrong with it on purpose.
    #[serde(default)]
    pub fault: Option<String>,
}

/// One invocation with its calls.
#[derive(Clone, Debug, Deserialize)]
pub struct Detail {
    /// The invocation.
    #[serde(flatten)]
    pub invocation: Invocation,
    /// Its calls in the order they began.
    pub calls: Vec<MeteredCall>,
}

/// A process that serves a function.
#[derive(Clone, Debug, Deserialize)]
pub struct Environment {
    /// Process id.
    pub pid: i32,
    /// `starting`, `busy` or `idle`.
    pub state: String,
    /// Invocations it has served.
    pub invocations: usize,
}

impl Totals {
    /// Adds what other calls have cost.
    pub fn add(&mut self, other: &Self) {
        self.calls += other.calls;
        self.round_trips += other.round_trips;
        self.read_units += other.read_units;
        self.write_units += other.write_units;
        self.messages += other.messages;
        self.posts += other.posts;
        self.errors += other.errors;
    }
}

impl Stack {
    /// What the stack's meter has recorded.
    #[must_use]
    pub fn meter(&self) -> Meter {
        Meter {
            http: reqwest::Client::new(),
            url: format!("{}/_local", self.addresses.http),
        }
    }
}

impl Invocation {
    /// Milliseconds from when an environment took it up to the answer; none while it runs.
    #[must_use]
    pub fn own_ms(&self) -> Option<f64> {
        Some(self.duration_ms? - self.waited_ms.unwrap_or_default())
    }

    /// How many queue messages or stream records its event held; 1 for any other trigger.
    #[must_use]
    pub fn batch(&self) -> usize {
        if !["queue", "stream"].contains(&self.source.as_str()) {
            return 1;
        }
        let count = self.trigger.rsplit_once(" x").map(|(_, count)| count);
        count.and_then(|count| count.parse().ok()).unwrap_or(1)
    }
}

impl Meter {
    /// Invocations that pass a filter of `/_local/invocations`, newest first, 5,000 at most.
    pub async fn list(&self, filter: &[(&str, &str)]) -> Vec<Invocation> {
        let mut query = "limit=5000".to_owned();
        for (name, value) in filter {
            query.push_str(&format!("&{name}={value}"));
        }
        self.get(&format!("invocations?{query}")).await
    }

    /// The newest invocation of a function.
    ///
    /// # Panics
    /// When there is none.
    pub async fn newest(&self, function: &str) -> Invocation {
        let filter = format!("invocations?limit=1&function={function}");
        let list: Vec<Invocation> = self.get(&filter).await;
        let newest = list.into_iter().next();
        newest.unwrap_or_else(|| panic!("{function} was not invoked"))
    }

    /// An invocation with its calls.
    pub async fn detail(&self, id: &str) -> Detail {
        self.get(&format!("invocations/{id}")).await
    }

    /// Everything that followed from what began this trace, causes before what they led to.
    pub async fn trace(&self, trace: &str) -> Vec<Detail> {
        let trace: Value = self.get(&format!("traces/{trace}")).await;
        let mut all = Vec::new();
        flatten(&trace["tree"], &mut all);
        all
    }

    /// The same, once every invocation of it has ended and each of these functions has been
    /// invoked.
    ///
    /// # Panics
    /// When that does not come about in time.
    pub async fn settled(&self, trace: &str, functions: &[&str], within: Duration) -> Vec<Detail> {
        let what = format!("the end of {functions:?}");
        eventually(&what, within, async || {
            let all = self.trace(trace).await;
            let has = |name: &&str| all.iter().any(|one| one.invocation.function == **name);
            let ended = all.iter().all(|one| one.invocation.duration_ms.is_some());
            (ended && functions.iter().all(has)).then_some(all)
        })
        .await
    }

    /// The processes that serve a function.
    ///
    /// # Panics
    /// When there is no such function.
    pub async fn environments(&self, function: &str) -> Vec<Environment> {
        let all: Value = self.get("functions").await;
        let all = all.as_array().expect("a list");
        let one = all.iter().find(|one| one["function"] == function);
        let one = one.unwrap_or_else(|| panic!("no function {function}"));
        serde_json::from_value(one["environments"].clone()).expect("environments")
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> T {
        let url = format!("{}/{path}", self.url);
        let response = self.http.get(&url).send().await;
        let response = response.expect("the stack answers");
        let text = response.text().await.expect("with a text");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{url}: {error}: {text}"))
    }
}

fn flatten(tree: &Value, all: &mut Vec<Detail>) {
    for branch in tree.as_array().expect("a list of branches") {
        all.push(serde_json::from_value(branch.clone()).expect("an invocation"));
        flatten(&branch["children"], all);
    }
}
