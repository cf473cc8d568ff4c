use serde_json::{Value, json};

/// A plan with every kind of fault, each as often as lets work go on.
#[must_use]
pub fn all_faults(seed: u64) -> Value {
    json!({"seed": seed, "rules": [
        {"on": "dynamodb", "fault": "throttle", "probability": 0.02},
        {"on": "dynamodb", "fault": "conflict", "probability": 0.04},
        {"on": "dynamodb", "fault": "error", "probability": 0.01},
        {"on": "dynamodb", "fault": "slow", "millis": [20, 600], "probability": 0.02},
        {"on": "dynamodb", "fault": "kill", "probability": 0.004},
        {"on": "dynamodb", "fault": "hang", "probability": 0.0005},
        {"on": "sqs", "fault": "throttle", "probability": 0.02},
        {"on": "sqs", "fault": "error", "probability": 0.03},
        {"on": "sqs", "fault": "slow", "millis": [20, 600], "probability": 0.03},
        {"on": "sqs", "fault": "kill", "probability": 0.01},
        {"on": "sqs", "fault": "hang", "probability": 0.001},
        {"on": "connections", "fault": "throttle", "probability": 0.03},
        {"on": "connections", "fault": "error", "probability": 0.01},
        {"on": "connections", "fault": "gone", "probability": 0.003},
        {"on": "connections", "fault": "slow", "millis": [100, 2000], "probability": 0.02},
        {"on": "connections", "fault": "kill", "probability": 0.002},
        {"on": "connections", "fault": "hang", "probability": 0.0005},
        {"on": "queue", "fault": "duplicate", "probability": 0.08},
        {"on": "queue", "fault": "delay", "millis": [0, 3000], "probability": 0.1},
        {"on": "queue", "fault": "reorder", "probability": 0.2},
        {"on": "socket", "fault": "cut", "probability": 0.003},
        {"on": "disconnect", "fault": "drop", "probability": 0.3},
        {"on": "disconnect", "fault": "double", "probability": 0.1},
        {"on": "disconnect", "fault": "late", "millis": [0, 20000], "probability": 0.2}
    ]})
}
