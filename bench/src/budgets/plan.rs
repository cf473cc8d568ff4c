//! Plans of faults for the local stack.

use e2e::Stack;
use reqwest::Method;
use serde_json::{Value, json};

/// Milliseconds of a call over a network: long beside the time a function takes for its own work.
/// On loopback a call can be over before a function has come to send the next one of several that
/// do not wait for each other, and looks as if it had been waited for.
const NETWORK_MILLIS: u64 = 200;

/// Lets every call of a function take as long as over a network.
pub(super) async fn far_away(stack: &Stack) {
    let rules: Value = ["dynamodb", "sqs"]
        .iter()
        .map(|service| {
            json!({
                "on": service,
                "fault": "slow",
                "probability": 1,
                "millis": [NETWORK_MILLIS, NETWORK_MILLIS],
            })
        })
        .collect();
    put(stack, &rules).await;
}

/// Lets a tenth of the transactions meet another one.
pub(super) async fn conflicts(stack: &Stack) {
    let rules = json!([{
        "on": "dynamodb",
        "fault": "conflict",
        "probability": 0.1,
        "operations": ["TransactWriteItems"],
    }]);
    put(stack, &rules).await;
}

/// Ends the plan.
pub(super) async fn clear(stack: &Stack) {
    send(stack, Method::DELETE, String::new()).await;
}

async fn put(stack: &Stack, rules: &Value) {
    let plan = json!({"seed": 1, "rules": rules});
    send(stack, Method::PUT, plan.to_string()).await;
}

async fn send(stack: &Stack, method: Method, body: String) {
    let url = format!("{}/_local/faults", stack.addresses.http);
    let request = reqwest::Client::new().request(method, url).body(body);
    let answer = request.send().await.expect("the stack answers");
    let (status, text) = (answer.status(), answer.text().await.unwrap_or_default());
    assert!(
        status.is_success(),
        "the stack takes no faults: {status} {text}"
    );
}
