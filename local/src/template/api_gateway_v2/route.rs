//! `AWS::ApiGatewayV2::Route`, of WebSocket and HTTP APIs.

use std::collections::BTreeSet;

use super::super::properties::Properties;
use super::super::source::Template;
use super::super::websocket_api::{INTEGRATION_TIMEOUT, answered_routes};
use super::authorizer;
use super::integration::{self, Protocol};
use crate::error::StartError;
use crate::stack::{HttpRoute, Stack, WebSocketAuthorizer, WebSocketRoute};

/// Methods of an HTTP route key ("Create routes for HTTP APIs", API Gateway developer guide).
const METHODS: [&str; 8] = [
    "ANY", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS",
];

/// Adds every route to its API; the APIs are there already.
pub(super) fn collect(template: &Template, stack: &mut Stack) -> Result<(), StartError> {
    let answered = answered_routes(template)?;
    for resource in template.of_type("AWS::ApiGatewayV2::Route")? {
        let properties = resource.properties(&[
            "ApiId",
            "RouteKey",
            "Target",
            "AuthorizationType",
            "AuthorizerId",
            "RouteResponseSelectionExpression",
        ])?;
        let api = properties.required("ApiId")?;
        let key = properties.required("RouteKey")?;
        if stack.websocket_apis.iter().any(|it| it.api_id == api) {
            let (route, authorizer) =
                web_socket_route(template, stack, resource.id, &properties, &answered)?;
            add_to_web_socket(stack, &properties, &api, &key, &route, authorizer.as_ref())?;
        } else if stack.http_apis.iter().any(|it| it.api_id == api) {
            let route = http_route(template, stack, resource.id, &properties, &key)?;
            add_to_http(stack, &properties, &api, &route)?;
        } else {
            return Err(properties.fault("ApiId", "is no API of the template"));
        }
    }
    Ok(())
}

fn web_socket_route(
    template: &Template,
    stack: &Stack,
    id: &str,
    properties: &Properties,
    answered: &BTreeSet<String>,
) -> Result<(WebSocketRoute, Option<WebSocketAuthorizer>), StartError> {
    let integration = integration::of_route(template, stack, properties, Protocol::WebSocket)?;
    let selects = properties.text("RouteResponseSelectionExpression")?;
    let route = WebSocketRoute {
        function: integration.function,
        timeout: integration.timeout.unwrap_or(INTEGRATION_TIMEOUT),
        two_way: selects.is_some_and(|s| s == "$default") && answered.contains(id),
    };
    let authorizer = authorizer::of_route(template, stack, properties)?;
    Ok((route, authorizer))
}

fn add_to_web_socket(
    stack: &mut Stack,
    properties: &Properties,
    api: &str,
    key: &str,
    route: &WebSocketRoute,
    authorizer: Option<&WebSocketAuthorizer>,
) -> Result<(), StartError> {
    if key.is_empty() {
        return Err(properties.fault("RouteKey", "must not be empty"));
    }
    let stages = stack.websocket_apis.iter_mut();
    for stage in stages.filter(|it| it.api_id == api) {
        if stage.routes.insert(key.to_owned(), route.clone()).is_some() {
            return Err(declared_twice(properties, key));
        }
        if let Some(authorizer) = authorizer {
            stage.authorizer = Some(authorizer.clone());
        }
    }
    Ok(())
}

fn http_route(
    template: &Template,
    stack: &Stack,
    id: &str,
    properties: &Properties,
    key: &str,
) -> Result<HttpRoute, StartError> {
    check_http_key(properties, key)?;
    // Letting everybody in where the template asks for a check would mislead.
    if properties
        .text("AuthorizationType")?
        .is_some_and(|kind| kind != "NONE")
    {
        let what = "must be NONE; HTTP APIs have no authorizers on this machine";
        return Err(properties.fault("AuthorizationType", what));
    }
    let integration = integration::of_route(template, stack, properties, Protocol::Http)?;
    if integration.timeout.is_some() {
        tracing::warn!("{id}: TimeoutInMillis does not shorten HTTP calls on this machine");
    }
    Ok(HttpRoute {
        key: key.to_owned(),
        function: integration.function,
    })
}

/// Refuses what is neither `$default` nor a method and a path.
pub(super) fn check_http_key(properties: &Properties, key: &str) -> Result<(), StartError> {
    let well_formed = key.split_once(' ').is_some_and(|(method, path)| {
        METHODS.contains(&method) && path.starts_with('/') && !path.contains(' ')
    });
    if well_formed || key == "$default" {
        return Ok(());
    }
    let what = format!("{key} is neither $default nor a method and a path, as in GET /things");
    Err(properties.fault("RouteKey", &what))
}

fn add_to_http(
    stack: &mut Stack,
    properties: &Properties,
    api: &str,
    route: &HttpRoute,
) -> Result<(), StartError> {
    let stages = stack.http_apis.iter_mut();
    for stage in stages.filter(|it| it.api_id == api) {
        if stage.routes.iter().any(|it| it.key == route.key) {
            return Err(declared_twice(properties, &route.key));
        }
        stage.routes.push(route.clone());
    }
    Ok(())
}

fn declared_twice(properties: &Properties, key: &str) -> StartError {
    properties.fault("RouteKey", &format!("{key} is declared twice"))
}
