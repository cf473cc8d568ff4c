//! Every sample event is one that its function takes: what `cargo lambda invoke` would show.

use std::collections::BTreeSet;

use e2e::{Function, Outcome, rest_routes, shared_stack, socket_actions, workspace};
use serde_json::Value;

#[tokio::test]
async fn every_sample_event_is_taken_by_its_function() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let mut seen = 0;
    for folder in sorted(&workspace().join("events")) {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let mut function = Function::with_settings(&stack, &name, &[]).await;
        for file in sorted(&folder) {
            let event = std::fs::read_to_string(&file).unwrap();
            let outcome = function.invoke(&event).await;
            let problem = problem(&name, &outcome);
            assert!(
                problem.is_none(),
                "{}: {problem:?} in {outcome:?}",
                file.display()
            );
            seen += 1;
        }
    }
    assert!(seen >= 80, "only {seen} sample events");
}

#[test]
fn every_function_has_sample_events_and_every_route_one() {
    let names = |folder: &str| -> BTreeSet<String> {
        let folders = sorted(&workspace().join(folder)).into_iter();
        let folders = folders.filter(|path| path.is_dir());
        folders
            .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
            .collect()
    };
    assert_eq!(names("events"), names("functions"));
    let mut keys = BTreeSet::new();
    for folder in sorted(&workspace().join("events")) {
        for file in sorted(&folder) {
            let event: Value =
                serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
            let key = event
                .get("routeKey")
                .unwrap_or(&event["requestContext"]["routeKey"]);
            keys.extend(key.as_str().map(str::to_owned));
        }
    }
    let wanted = rest_routes().into_iter().chain(socket_actions());
    let missing: Vec<String> = wanted.filter(|key| !keys.contains(key)).collect();
    assert!(missing.is_empty(), "no sample event for {missing:?}");
}

/// What is wrong with an outcome. The samples name people and chats that are not there, so a
/// refusal is as good as success; a fault is not.
fn problem(function: &str, outcome: &Outcome) -> Option<&'static str> {
    let response = match (function, outcome) {
        // Their tokens are signed by nobody: the one way an authorizer refuses.
        ("ws-authorize", Outcome::Error(error)) if error["errorMessage"] == "Unauthorized" => {
            return None;
        }
        (_, Outcome::Error(_)) => return Some("an error"),
        (_, Outcome::Response(response)) => response,
    };
    let status = response["statusCode"].as_u64();
    let body = response["body"]
        .as_str()
        .and_then(|text| serde_json::from_str::<Value>(text).ok());
    match function.split('-').next()? {
        "rest" if status.is_none_or(|status| status >= 500) => Some("a status of our fault"),
        "ws" if ["ws-connect", "ws-disconnect"].contains(&function) => status
            .is_none_or(|status| status >= 500)
            .then_some("a status of our fault"),
        "ws" => match body {
            Some(frame) if frame["type"] == "ack" => None,
            Some(frame) if frame["error"]["status"].as_u64().is_some_and(|s| s < 500) => None,
            _ => Some("no frame, or one of our fault"),
        },
        "sqs" if !response["batchItemFailures"].is_array() => Some("no answer to a batch"),
        _ => None,
    }
}

fn sorted(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = entries.collect();
    paths.sort();
    paths
}
