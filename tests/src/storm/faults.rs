use std::collections::BTreeMap;

use serde_json::Value;

use crate::Stack;

/// The faults of a stack, switched on and off.
#[derive(Debug)]
pub(super) struct Faults {
    http: reqwest::Client,
    url: String,
    /// How often each kind was injected, as `dynamodb throttle`.
    pub(super) injected: BTreeMap<String, u64>,
}

impl Faults {
    pub(super) fn of(stack: &Stack) -> Self {
        Self {
            http: reqwest::Client::new(),
            url: format!("{}/_local/faults", stack.addresses.http),
            injected: BTreeMap::new(),
        }
    }

    /// From here on calls may go wrong.
    pub(super) async fn begin(&self, plan: &Value) {
        let response = self.http.put(&self.url).json(plan).send().await;
        let response = response.expect("the stack answers");
        let status = response.status();
        let text = response.text().await.unwrap_or_default();
        assert!(status.is_success(), "the plan of faults: {text}");
    }

    /// No call goes wrong any more; counts what did.
    pub(super) async fn end(&mut self) {
        let response = self.http.delete(&self.url).send().await;
        let counts: Value = response
            .expect("the stack answers")
            .json()
            .await
            .expect("in JSON");
        for rule in counts["rules"].as_array().into_iter().flatten() {
            let text = |name: &str| rule[name].as_str().unwrap_or_default();
            let kind = format!("{} {}", text("on"), text("fault"));
            *self.injected.entry(kind).or_default() += rule["injected"].as_u64().unwrap_or(0);
        }
    }
}
