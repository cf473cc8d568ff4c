//! The descriptions of the socket and of REST hold together, and with the template.

use std::collections::BTreeSet;

use e2e::{shared_stack, socket_actions, workspace};
use reqwest::Method;
use serde_json::Value;

#[tokio::test]
async fn the_committed_description_of_the_socket_is_the_one_that_is_served() {
    let stack = shared_stack();
    let served = stack.call(Method::GET, "/asyncapi.json").send().await;
    assert_eq!(
        (served.status, served.header("content-type")),
        (200, "application/json")
    );
    let committed = std::fs::read(workspace().join("docs/asyncapi.json")).unwrap_or_default();
    assert!(
        served.body == committed,
        "docs/asyncapi.json is not what the functions serve: build them anew"
    );
}

#[tokio::test]
async fn the_description_and_the_template_know_the_same_actions() {
    let stack = shared_stack();
    let served = stack.call(Method::GET, "/asyncapi.json").send().await;
    let served = served.json();
    let operations = served["operations"].as_object().unwrap().iter();
    let received = operations.filter(|(_, operation)| operation["action"] == "receive");
    let described: BTreeSet<String> = received.map(|(name, _)| name.clone()).collect();
    assert_eq!(described, socket_actions());
}

#[tokio::test]
async fn what_a_description_refers_to_is_there() {
    let stack = shared_stack();
    for path in ["/openapi.json", "/asyncapi.json"] {
        let served = stack.call(Method::GET, path).send().await.json();
        let mut names = BTreeSet::new();
        collect_references(&served, &mut names);
        assert!(!names.is_empty(), "{path} refers to nothing");
        for name in names {
            let pointer = name.strip_prefix('#').expect("nothing lies elsewhere");
            assert!(served.pointer(pointer).is_some(), "{path} has no {name}");
        }
    }
}

fn collect_references(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            names.extend(
                fields
                    .get("$ref")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
            );
            fields
                .values()
                .for_each(|value| collect_references(value, names));
        }
        Value::Array(values) => values
            .iter()
            .for_each(|value| collect_references(value, names)),
        _ => {}
    }
}
