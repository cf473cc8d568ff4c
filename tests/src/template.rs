//! What `template.yaml` declares, to hold tests and documents against it.

use std::collections::BTreeSet;

use serde_yaml_ng::{Mapping, Value};

use crate::workspace;

/// Every REST route, for example `GET /v1/chats/{id}`; not the one that takes what no other does.
///
/// # Panics
/// When the template is not as expected.
#[must_use]
pub fn rest_routes() -> BTreeSet<String> {
    let mut routes = BTreeSet::new();
    for resource in resources().values() {
        let Some(events) = resource["Properties"]["Events"].as_mapping() else {
            continue;
        };
        let apis = events.values().filter(|event| event["Type"] == "HttpApi");
        for properties in apis.map(|event| &event["Properties"]) {
            if let Some(path) = properties["Path"].as_str() {
                let method = properties["Method"].as_str().expect("a path has a method");
                routes.insert(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    assert!(!routes.is_empty(), "template.yaml declares no REST route");
    routes
}

/// Every action of the socket.
///
/// # Panics
/// When the template is not as expected.
#[must_use]
pub fn socket_actions() -> BTreeSet<String> {
    let resources = resources();
    let api = resources
        .values()
        .find(|resource| resource["Type"] == "AWS::Serverless::WebSocketApi")
        .expect("there is a WebSocket API");
    let routes = api["Properties"]["Routes"].as_mapping();
    let keys = routes.expect("it has routes").keys();
    keys.filter_map(Value::as_str)
        .filter(|key| !key.starts_with('$'))
        .map(str::to_owned)
        .collect()
}

fn resources() -> Mapping {
    let path = workspace().join("template.yaml");
    let text = std::fs::read_to_string(path).expect("template.yaml is there");
    let template: Value = serde_yaml_ng::from_str(&text).expect("template.yaml is YAML");
    let resources = template["Resources"].as_mapping();
    resources.expect("it has resources").clone()
}
