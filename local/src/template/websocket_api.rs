//! `AWS::Serverless::WebSocketApi`, and `AWS::ApiGatewayV2::RouteResponse` beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::function::function_id;
use super::properties::Properties;
use super::references::api_id;
use super::source::{Resource, Template};
use crate::error::StartError;
use crate::stack::{Stack, WebSocketApi, WebSocketAuthorizer, WebSocketRoute};

/// Default and longest integration timeout ("Quotas for WebSocket APIs", API Gateway guide).
pub(crate) const INTEGRATION_TIMEOUT: Duration = Duration::from_secs(29);

/// Adds the template's WebSocket APIs to the stack; the functions are there already.
pub(crate) fn collect(template: &Template, stack: &mut Stack) -> Result<(), StartError> {
    let answered = answered_routes(template)?;
    for resource in template.of_type("AWS::Serverless::WebSocketApi")? {
        let api = api(resource, stack, &answered)?;
        stack.websocket_apis.push(api);
    }
    Ok(())
}

fn api(
    resource: Resource<'_>,
    stack: &Stack,
    answered: &BTreeSet<String>,
) -> Result<WebSocketApi, StartError> {
    let properties =
        resource.properties(&["RouteSelectionExpression", "StageName", "Routes", "Auth"])?;
    let Some(declared) = properties.part("Routes")? else {
        return Err(properties.fault("Routes", "is missing"));
    };
    let mut routes = BTreeMap::new();
    for (key, route) in declared.named_parts()? {
        if !is_route_key(&key) {
            let what = "must be letters and digits, or $connect, $disconnect, $default";
            return Err(declared.fault(&key, what));
        }
        let id = format!("{}Route", route_stem(resource.id, &key));
        let milliseconds = route.whole("IntegrationTimeout")?;
        let selects = route.text("RouteResponseSelectionExpression")?;
        let route = WebSocketRoute {
            function: function_id(stack, &route, "FunctionArn")?,
            timeout: milliseconds.map_or(INTEGRATION_TIMEOUT, Duration::from_millis),
            two_way: selects.is_some_and(|s| s == "$default") && answered.contains(&id),
        };
        routes.insert(key, route);
    }
    Ok(WebSocketApi {
        api_id: api_id(resource.id),
        stage: properties
            .text("StageName")?
            .unwrap_or_else(|| "default".to_owned()),
        route_selection_expression: properties.required("RouteSelectionExpression")?,
        routes,
        authorizer: authorizer(&properties, stack)?,
    })
}

fn authorizer(
    properties: &Properties,
    stack: &Stack,
) -> Result<Option<WebSocketAuthorizer>, StartError> {
    let Some(auth) = properties.part("Auth")? else {
        return Ok(None);
    };
    match auth.text("AuthType")?.as_deref() {
        None | Some("NONE") => Ok(None),
        Some("CUSTOM") => Ok(Some(WebSocketAuthorizer {
            function: function_id(stack, &auth, "AuthArn")?,
            identity_sources: auth.texts("IdentitySource")?,
        })),
        Some(_) => Err(auth.fault("AuthType", "must be CUSTOM or NONE on this machine")),
    }
}

/// Logical ids of the routes that have a `RouteResponse`.
pub(crate) fn answered_routes(template: &Template) -> Result<BTreeSet<String>, StartError> {
    let mut answered = BTreeSet::new();
    for resource in template.of_type("AWS::ApiGatewayV2::RouteResponse")? {
        let properties = resource.properties(&["RouteId", "RouteResponseKey"])?;
        if properties.required("RouteResponseKey")? != "$default" {
            return Err(properties.fault("RouteResponseKey", "must be $default"));
        }
        answered.insert(properties.required("RouteId")?);
    }
    Ok(answered)
}

/// Keys the SAM transform accepts.
fn is_route_key(key: &str) -> bool {
    matches!(key, "$connect" | "$disconnect" | "$default")
        || (!key.is_empty() && key.chars().all(char::is_alphanumeric))
}

/// The start of the logical ids that SAM generates for a route: the first letter becomes a capital
/// and every other a small one, so `sendMessage` of `Api` is `ApiSendmessage`.
pub(crate) fn route_stem(api: &str, key: &str) -> String {
    let key = key.trim_start_matches('$').to_lowercase();
    let mut letters = key.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    format!("{api}{first}{}", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn route_ids_are_those_of_the_transform() {
        assert_eq!(route_stem("Api", "sendMessage"), "ApiSendmessage");
        assert_eq!(route_stem("Api", "$default"), "ApiDefault");
    }
}
