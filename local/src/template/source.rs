//! A template that was read: its resources with globals and parameters at hand.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::fault::Fault;
use super::properties::Properties;
use super::resolver::{Resolver, intrinsic};
use crate::error::StartError;

/// Logical id of the HTTP API that SAM adds for events without `ApiId`.
const IMPLICIT_HTTP_API: &str = "ServerlessHttpApi";

/// A template, ready to be asked for the resources of a type.
#[derive(Debug)]
pub(crate) struct Template {
    file: String,
    pub(crate) resolver: Resolver,
}

/// One resource that exists under the template's conditions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resource<'a> {
    template: &'a Template,
    pub(crate) id: &'a str,
    pub(crate) body: &'a Value,
}

impl Template {
    /// Takes the sections of a parsed document.
    pub(crate) fn new(
        file: &str,
        document: &Value,
        parameters: BTreeMap<String, Value>,
    ) -> Result<Self, StartError> {
        let section = |name: &str| document.get(name).and_then(Value::as_object).cloned();
        let Some(mut resources) = section("Resources") else {
            return Err(StartError(format!(
                "{file}: the template has no Resources."
            )));
        };
        let globals = section("Globals").unwrap_or_default();
        if needs_implicit_api(&resources) {
            resources
                .entry(IMPLICIT_HTTP_API)
                .or_insert_with(|| json!({"Type": "AWS::Serverless::HttpApi", "Properties": {}}));
        }
        for resource in resources.values_mut() {
            apply_globals(&globals, resource);
        }
        let resolver = Resolver {
            parameters,
            conditions: section("Conditions").unwrap_or_default(),
            mappings: section("Mappings").unwrap_or_default(),
            generated: generated(&resources),
            resources,
            ..Resolver::default()
        };
        Ok(Self {
            file: file.to_owned(),
            resolver,
        })
    }

    /// The resources of a type whose condition holds, in the order of the template.
    pub(crate) fn of_type<'a>(&'a self, kind: &str) -> Result<Vec<Resource<'a>>, StartError> {
        let mut found = Vec::new();
        for (id, body) in &self.resolver.resources {
            if body.get("Type").and_then(Value::as_str) != Some(kind) {
                continue;
            }
            let exists = match body.get("Condition") {
                Some(Value::String(condition)) => self.resolver.condition(condition),
                _ => Ok(true),
            };
            if exists.map_err(|fault| self.fault(fault.within("Condition").within(id)))? {
                found.push(Resource {
                    template: self,
                    id,
                    body,
                });
            }
        }
        Ok(found)
    }

    /// A finding as a sentence that names the file.
    pub(crate) fn fault(&self, fault: Fault) -> StartError {
        fault.in_file(&self.file)
    }
}

impl Resource<'_> {
    /// Resolves the properties named, and none else: policies and tags may refer to things this
    /// machine does not have.
    pub(crate) fn properties(&self, names: &[&str]) -> Result<Properties, StartError> {
        let mut map = Map::new();
        for name in names {
            let Some(value) = self.body.get("Properties").and_then(|all| all.get(name)) else {
                continue;
            };
            let resolved = self
                .template
                .resolver
                .resolve(value)
                .map_err(|f| self.template.fault(f.within(*name).within(self.id)))?;
            if let Some(value) = resolved {
                map.insert((*name).to_owned(), value);
            }
        }
        Ok(Properties::new(&self.template.file, self.id, map))
    }

    /// The resource's physical name.
    pub(crate) fn name(&self) -> Result<String, StartError> {
        super::references::physical_name(&self.template.resolver, self.id)
            .map_err(|fault| self.template.fault(fault.within(self.id)))
    }
}

/// `Globals.Function` and its like go below the properties of every resource of that type.
fn apply_globals(globals: &Map<String, Value>, resource: &mut Value) {
    let Some(kind) = resource.get("Type").and_then(Value::as_str) else {
        return;
    };
    let Some(short) = kind.strip_prefix("AWS::Serverless::") else {
        return;
    };
    let Some(global) = globals.get(short) else {
        return;
    };
    let own = resource
        .get("Properties")
        .cloned()
        .unwrap_or_else(|| json!({}));
    if let Value::Object(resource) = resource {
        resource.insert("Properties".to_owned(), merged(global, &own));
    }
}

/// Maps merge, lists are appended, anything else is replaced ("Globals section of the AWS SAM
/// template", AWS SAM developer guide).
fn merged(global: &Value, own: &Value) -> Value {
    match (global, own) {
        (Value::Object(global), Value::Object(own))
            if intrinsic(global).is_none() && intrinsic(own).is_none() =>
        {
            let mut result = global.clone();
            for (key, value) in own {
                let value = match global.get(key) {
                    Some(below) => merged(below, value),
                    None => value.clone(),
                };
                result.insert(key.clone(), value);
            }
            Value::Object(result)
        }
        (Value::Array(global), Value::Array(own)) => {
            Value::Array(global.iter().chain(own).cloned().collect())
        }
        _ => own.clone(),
    }
}

fn events(resource: &Value) -> impl Iterator<Item = (&String, &Value)> {
    resource
        .get("Properties")
        .and_then(|all| all.get("Events")?.as_object())
        .into_iter()
        .flatten()
}

fn needs_implicit_api(resources: &Map<String, Value>) -> bool {
    resources.values().flat_map(events).any(|(_, event)| {
        event.get("Type").and_then(Value::as_str) == Some("HttpApi")
            && event
                .get("Properties")
                .and_then(|all| all.get("ApiId"))
                .is_none()
    })
}

/// What the SAM transform adds, as far as a template may refer to it.
fn generated(resources: &Map<String, Value>) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (id, resource) in resources {
        match resource.get("Type").and_then(Value::as_str) {
            Some("AWS::Serverless::Function") => {
                all.insert(format!("{id}Role"), "AWS::IAM::Role".to_owned());
                for (event, _) in events(resource) {
                    let kind = "AWS::Lambda::EventSourceMapping";
                    all.insert(format!("{id}{event}"), kind.to_owned());
                }
            }
            Some("AWS::Serverless::HttpApi") => {
                let kind = "AWS::ApiGatewayV2::Stage";
                all.insert(format!("{id}ApiGatewayDefaultStage"), kind.to_owned());
            }
            Some("AWS::Serverless::WebSocketApi") => {
                let routes = resource
                    .get("Properties")
                    .and_then(|properties| properties.get("Routes")?.as_object());
                for key in routes.into_iter().flatten().map(|(key, _)| key) {
                    let stem = super::websocket_api::route_stem(id, key);
                    for kind in ["Route", "Integration"] {
                        all.insert(
                            format!("{stem}{kind}"),
                            format!("AWS::ApiGatewayV2::{kind}"),
                        );
                    }
                }
                all.insert(
                    format!("{id}DefaultStage"),
                    "AWS::ApiGatewayV2::Stage".to_owned(),
                );
                let kind = "AWS::ApiGatewayV2::Authorizer";
                all.insert(format!("{id}ConnectAuthorizer"), kind.to_owned());
            }
            _ => {}
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globals_lie_below_what_a_resource_says() {
        let global = json!({
            "Timeout": 5,
            "Environment": {"Variables": {"A": "global", "B": "global"}},
            "Layers": ["one"],
        });
        let own = json!({
            "Timeout": 9,
            "Environment": {"Variables": {"B": {"Ref": "Own"}}},
            "Layers": ["two"],
        });
        assert_eq!(
            merged(&global, &own),
            json!({
                "Timeout": 9,
                "Environment": {"Variables": {"A": "global", "B": {"Ref": "Own"}}},
                "Layers": ["one", "two"],
            })
        );
    }
}
