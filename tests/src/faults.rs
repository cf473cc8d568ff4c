//! The faults a stack injects on purpose (docs/FAULTS.md).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::Stack;

/// How often each rule of a plan struck.
#[derive(Clone, Debug, Deserialize)]
pub struct Counts {
    /// The rules in their order.
    pub rules: Vec<RuleCounts>,
}

/// How often a rule struck.
#[derive(Clone, Debug, Deserialize)]
pub struct RuleCounts {
    /// Opportunities it had.
    pub considered: u64,
    /// How often it took one.
    pub injected: u64,
    /// The rule as it was given.
    #[serde(flatten)]
    pub rule: Map<String, Value>,
}

impl Counts {
    /// How often all rules struck together.
    #[must_use]
    pub fn injected(&self) -> u64 {
        self.rules.iter().map(|rule| rule.injected).sum()
    }

    /// How often each kind of fault struck, as `dynamodb throttle`.
    #[must_use]
    pub fn by_kind(&self) -> BTreeMap<String, u64> {
        let mut kinds = BTreeMap::new();
        for one in &self.rules {
            let text = |name: &str| one.rule.get(name).and_then(Value::as_str);
            let [on, fault] = ["on", "fault"].map(|name| text(name).unwrap_or_default());
            *kinds.entry(format!("{on} {fault}")).or_default() += one.injected;
        }
        kinds
    }
}

impl Stack {
    /// From here on things go wrong as the plan says; counters begin anew.
    ///
    /// # Panics
    /// When the plan is refused.
    pub async fn inject(&self, plan: &Value) {
        let request = reqwest::Client::new().put(self.faults_url()).json(plan);
        let response = request.send().await.expect("the stack answers");
        let status = response.status();
        let text = response.text().await.unwrap_or_default();
        assert!(status.is_success(), "{status}: {text}");
    }

    /// Nothing goes wrong on purpose any more; says how often it did.
    ///
    /// # Panics
    /// When the stack does not answer.
    pub async fn end_faults(&self) -> Counts {
        counts(reqwest::Client::new().delete(self.faults_url())).await
    }

    /// How often the rules in force have struck.
    ///
    /// # Panics
    /// When the stack does not answer.
    pub async fn fault_counts(&self) -> Counts {
        counts(reqwest::Client::new().get(self.faults_url())).await
    }

    fn faults_url(&self) -> String {
        format!("{}/_local/faults", self.addresses.http)
    }
}

async fn counts(request: reqwest::RequestBuilder) -> Counts {
    let response = request.send().await.expect("the stack answers");
    response.json().await.expect("counts in JSON")
}
