//! `AWS::ApiGatewayV2::Authorizer`, as the `$connect` route of a WebSocket API uses it.

use super::super::properties::Properties;
use super::super::source::Template;
use super::integration::function_of;
use crate::error::StartError;
use crate::stack::{Stack, WebSocketAuthorizer};

/// The authorizer of a WebSocket route, when it has one.
pub(super) fn of_route(
    template: &Template,
    stack: &Stack,
    route: &Properties,
) -> Result<Option<WebSocketAuthorizer>, StartError> {
    match route.text("AuthorizationType")?.as_deref() {
        None | Some("NONE") => return Ok(None),
        Some("CUSTOM") => {}
        Some(_) => {
            let what = "must be CUSTOM or NONE on this machine";
            return Err(route.fault("AuthorizationType", what));
        }
    }
    if route.required("RouteKey")? != "$connect" {
        let what = "is CUSTOM, but an authorizer is asked on $connect only";
        return Err(route.fault("AuthorizationType", what));
    }
    let id = route.required("AuthorizerId")?;
    let all = template.of_type("AWS::ApiGatewayV2::Authorizer")?;
    let Some(resource) = all.into_iter().find(|resource| resource.id == id) else {
        let what = format!("{id} is no AWS::ApiGatewayV2::Authorizer of the template");
        return Err(route.fault("AuthorizerId", &what));
    };
    let properties =
        resource.properties(&["ApiId", "AuthorizerType", "AuthorizerUri", "IdentitySource"])?;
    if properties.required("ApiId")? != route.required("ApiId")? {
        let what = format!("{id} is an authorizer of another API");
        return Err(route.fault("AuthorizerId", &what));
    }
    if properties.required("AuthorizerType")? != "REQUEST" {
        let what = "must be REQUEST, the only type WebSocket APIs have";
        return Err(properties.fault("AuthorizerType", what));
    }
    Ok(Some(WebSocketAuthorizer {
        function: function_of(stack, &properties, "AuthorizerUri")?,
        identity_sources: properties.texts("IdentitySource")?,
    }))
}
