//! `AWS::ApiGatewayV2::*`: APIs declared without the SAM transform, resource by resource.
//!
//! Follows the CloudFormation template reference of Amazon API Gateway V2. Deployments, models,
//! domain names and permissions have no counterpart here and are passed over. Routes may also be
//! added to an API of the `AWS::Serverless` kind.

mod authorizer;
mod integration;
mod route;

use std::collections::BTreeMap;

use super::http_api::spelled_out;
use super::properties::Properties;
use super::references::api_id;
use super::source::{Resource, Template};
use crate::error::StartError;
use crate::stack::{HttpApi, HttpRoute, Stack, WebSocketApi};

/// The stages of each API, by the API's id.
type Stages = BTreeMap<String, Vec<Stage>>;

/// One `AWS::ApiGatewayV2::Stage`.
struct Stage {
    name: String,
    properties: Properties,
}

/// Adds the template's plain APIs and routes; the functions and the serverless APIs are there
/// already.
pub(crate) fn collect(template: &Template, stack: &mut Stack) -> Result<(), StartError> {
    let stages = stages(template)?;
    for resource in template.of_type("AWS::ApiGatewayV2::Api")? {
        let properties = resource.properties(&[
            "ProtocolType",
            "RouteSelectionExpression",
            "CorsConfiguration",
            "RouteKey",
            "Target",
        ])?;
        for definition in ["Body", "BodyS3Location"] {
            if has(resource, definition) {
                let what = "is not read on this machine; declare each route as a resource";
                return Err(properties.fault(definition, what));
            }
        }
        let stages = stages
            .get(&api_id(resource.id))
            .map(Vec::as_slice)
            .unwrap_or_default();
        match properties.required("ProtocolType")?.as_str() {
            "WEBSOCKET" => add_web_socket(stack, resource.id, &properties, stages)?,
            "HTTP" => add_http(stack, resource.id, &properties, stages)?,
            _ => return Err(properties.fault("ProtocolType", "must be HTTP or WEBSOCKET")),
        }
    }
    route::collect(template, stack)
}

fn has(resource: Resource<'_>, property: &str) -> bool {
    let properties = resource.body.get("Properties");
    properties.is_some_and(|all| all.get(property).is_some())
}

fn stages(template: &Template) -> Result<Stages, StartError> {
    let mut stages = Stages::new();
    for resource in template.of_type("AWS::ApiGatewayV2::Stage")? {
        let properties = resource.properties(&["ApiId", "StageName"])?;
        let name = properties.required("StageName")?;
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if name.is_empty() || (name != "$default" && !name.chars().all(plain)) {
            let what = "must be letters, digits, hyphens and underscores, or $default";
            return Err(properties.fault("StageName", what));
        }
        let api = stages.entry(properties.required("ApiId")?).or_default();
        if api.iter().any(|stage| stage.name == name) {
            return Err(properties.fault("StageName", &format!("{name} is declared twice")));
        }
        api.push(Stage { name, properties });
    }
    Ok(stages)
}

/// Every stage serves the same routes, so each becomes an API of its own under the one id.
fn add_web_socket(
    stack: &mut Stack,
    id: &str,
    properties: &Properties,
    stages: &[Stage],
) -> Result<(), StartError> {
    if stages.is_empty() {
        return Err(without_stage(properties));
    }
    for stage in stages {
        if stage.name == "$default" {
            let what = "is $default, which only HTTP APIs can have";
            return Err(stage.properties.fault("StageName", what));
        }
        stack.websocket_apis.push(WebSocketApi {
            api_id: api_id(id),
            stage: stage.name.clone(),
            route_selection_expression: properties.required("RouteSelectionExpression")?,
            routes: BTreeMap::new(),
            authorizer: None,
        });
    }
    Ok(())
}

/// `Target` is the quick way: it makes a stage and a route that catches all, both `$default`.
fn add_http(
    stack: &mut Stack,
    id: &str,
    properties: &Properties,
    stages: &[Stage],
) -> Result<(), StartError> {
    let cors = properties.part("CorsConfiguration")?;
    let cors = cors.as_ref().map(spelled_out).transpose()?;
    let mut names: Vec<String> = stages.iter().map(|stage| stage.name.clone()).collect();
    let mut routes = Vec::new();
    if properties.text("Target")?.is_some() {
        let key = properties.text("RouteKey")?;
        let key = key.unwrap_or_else(|| "$default".to_owned());
        route::check_http_key(properties, &key)?;
        routes.push(HttpRoute {
            key,
            function: integration::function_of(stack, properties, "Target")?,
        });
        if !names.iter().any(|name| name == "$default") {
            names.push("$default".to_owned());
        }
    }
    if names.is_empty() {
        return Err(without_stage(properties));
    }
    for stage in names {
        stack.http_apis.push(HttpApi {
            logical_id: id.to_owned(),
            api_id: api_id(id),
            stage,
            routes: routes.clone(),
            cors: cors.clone(),
        });
    }
    Ok(())
}

fn without_stage(properties: &Properties) -> StartError {
    let what = "the API has no AWS::ApiGatewayV2::Stage, so nobody could reach it";
    properties.fault("ProtocolType", what)
}

#[cfg(test)]
mod tests;
