//! Plans of faults for the local stack.

use e2e::Stack;
use serde_json::{Value, json};

/// Milliseconds of a call over a network: long beside the time a function takes for its own work.
/// On loopback a call can be over before a function has come to send the next one of several that
/// do not wait for each other, and looks as if it had been waited for.
pub(super) const NETWORK_MILLIS: u64 = 200;

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

async fn put(stack: &Stack, rules: &Value) {
    stack.inject(&json!({"seed": 1, "rules": rules})).await;
}
