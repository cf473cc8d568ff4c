//! Plans on the command line, and that the same seed makes the same run.

use std::process::{Command, Stdio};

use e2e::{Options, Programs, Stack, workspace};
use serde_json::{Value, json};

fn file(plan: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), plan).unwrap();
    file
}

#[tokio::test]
async fn a_plan_on_the_command_line_decides_the_same_in_every_run() {
    let plan = file(
        "seed: 7\nrules:\n  - {on: dynamodb, fault: slow, millis: [0, 1], probability: 0.5, functions: [rest-users]}\n",
    );
    let mut runs = Vec::new();
    for _ in 0..2 {
        let path = plan.path().to_str().unwrap();
        let stack = Stack::start(&Options::new().argument("--faults").argument(path));
        let ann = stack.register("ann").await;
        for _ in 0..10 {
            ann.get("/v1/users/me").await.expect(200);
        }
        let mut calls: Vec<(i64, Value)> = Vec::new();
        let meter = stack.meter();
        for invocation in meter.list(&[("function", "rest-users")]).await {
            let detail = meter.detail(&invocation.id).await;
            let faults = detail.calls.iter().map(|call| json!(call.fault));
            calls.push((invocation.started_ms, faults.collect()));
        }
        calls.sort_by_key(|(started, _)| *started);
        let faults: Vec<Value> = calls.into_iter().map(|(_, faults)| faults).collect();
        let counts = stack.fault_counts().await;
        assert!(counts.injected() > 0, "{counts:?}");
        runs.push((faults, counts.rules[0].considered, counts.injected()));
    }
    assert_eq!(runs[0], runs[1]);
}

#[test]
fn a_plan_that_cannot_be_used_is_named_with_rule_and_field() {
    let plan = file(r#"{"rules": [{"on": "dynamodb", "fault": "throttle", "probability": 2}]}"#);
    let output = Command::new(Programs::Own.folder().join("banter-local"))
        .current_dir(workspace())
        .args(["--port", "0", "--no-build", "--faults"])
        .arg(plan.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr);
    let expected = "cannot be used: rules[0].probability must be a number from 0 to 1; it is 2.";
    assert!(said.contains(expected), "{said}");
}
