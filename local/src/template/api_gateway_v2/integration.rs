//! `AWS::ApiGatewayV2::Integration`: which function a route calls.

use std::time::Duration;

use super::super::function::function_id;
use super::super::properties::Properties;
use super::super::source::Template;
use crate::error::StartError;
use crate::stack::{LogicalId, Stack};

/// What a route's integration calls, and for how long it waits.
#[derive(Debug)]
pub(super) struct Integration {
    pub(super) function: LogicalId,
    /// `TimeoutInMillis`, when declared.
    pub(super) timeout: Option<Duration>,
}

/// The kind of API an integration belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    Http,
    WebSocket,
}

impl Protocol {
    /// In milliseconds ("Quotas for HTTP APIs" and "Quotas for WebSocket APIs", API Gateway
    /// developer guide).
    fn longest_timeout(self) -> u64 {
        match self {
            Self::Http => 30_000,
            Self::WebSocket => 29_000,
        }
    }
}

/// The integration a route's `Target` names: `integrations/{id}`.
pub(super) fn of_route(
    template: &Template,
    stack: &Stack,
    route: &Properties,
    protocol: Protocol,
) -> Result<Integration, StartError> {
    let target = route.required("Target")?;
    let Some(id) = target.strip_prefix("integrations/") else {
        return Err(route.fault("Target", "must be integrations/ and an integration's id"));
    };
    let all = template.of_type("AWS::ApiGatewayV2::Integration")?;
    let Some(resource) = all.into_iter().find(|resource| resource.id == id) else {
        let what = format!("{id} is no AWS::ApiGatewayV2::Integration of the template");
        return Err(route.fault("Target", &what));
    };
    let properties = resource.properties(&[
        "ApiId",
        "IntegrationType",
        "IntegrationUri",
        "PayloadFormatVersion",
        "TimeoutInMillis",
    ])?;
    if properties.required("ApiId")? != route.required("ApiId")? {
        return Err(route.fault("Target", &format!("{id} is an integration of another API")));
    }
    if properties.required("IntegrationType")? != "AWS_PROXY" {
        let what = "must be AWS_PROXY, the only type that runs on this machine";
        return Err(properties.fault("IntegrationType", what));
    }
    let payload = properties.text("PayloadFormatVersion")?;
    if protocol == Protocol::Http && payload.is_none_or(|version| version != "2.0") {
        let what = "must be 2.0, the only version HTTP APIs have on this machine";
        return Err(properties.fault("PayloadFormatVersion", what));
    }
    Ok(Integration {
        function: function_of(stack, &properties, "IntegrationUri")?,
        timeout: timeout(&properties, protocol)?,
    })
}

fn timeout(properties: &Properties, protocol: Protocol) -> Result<Option<Duration>, StartError> {
    const NAME: &str = "TimeoutInMillis";
    let longest = protocol.longest_timeout();
    match properties.whole(NAME)? {
        Some(milliseconds) if !(50..=longest).contains(&milliseconds) => {
            Err(properties.fault(NAME, &format!("must be 50 to {longest}")))
        }
        milliseconds => Ok(milliseconds.map(Duration::from_millis)),
    }
}

/// The function whose ARN a property holds, alone or inside
/// `arn:…:lambda:path/2015-03-31/functions/{ARN}/invocations`. The bare name that `Ref` gives is
/// no address for API Gateway.
pub(super) fn function_of(
    stack: &Stack,
    properties: &Properties,
    property: &str,
) -> Result<LogicalId, StartError> {
    let uri = properties.required(property)?;
    if !(uri.starts_with("arn:") && uri.contains(":function:")) {
        let what = format!("must hold the ARN of a function, but is {uri}");
        return Err(properties.fault(property, &what));
    }
    function_id(stack, properties, property)
}
