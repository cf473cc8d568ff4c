//! Plain API Gateway and Lambda resources: what is read from them, and what is refused.

use std::time::Duration;

use super::super::{Choices, resolve};
use super::api_id;
use crate::stack::Stack;

const PLAIN_CHAT: &str = include_str!("tests/plain_chat.yaml");

fn load(text: &str) -> Result<Stack, String> {
    resolve("template.yaml", text, &Choices::default()).map_err(|error| error.to_string())
}

/// The plain chat with one text replaced.
fn changed(from: &str, to: &str) -> Result<Stack, String> {
    assert!(PLAIN_CHAT.contains(from), "{from:?} is not in the template");
    load(&PLAIN_CHAT.replace(from, to))
}

#[test]
fn a_web_socket_api_is_put_together() {
    let stack = load(PLAIN_CHAT).unwrap();
    assert_eq!(stack.websocket_apis.len(), 1);
    let api = &stack.websocket_apis[0];
    assert_eq!(api.api_id, api_id("Socket"));
    assert_eq!(api.stage, "Prod");
    assert_eq!(api.route_selection_expression, "$request.body.action");
    let routes: Vec<(&str, &str, Duration, bool)> = api
        .routes
        .iter()
        .map(|(key, route)| (&**key, &*route.function, route.timeout, route.two_way))
        .collect();
    let (four, longest) = (Duration::from_secs(4), Duration::from_secs(29));
    assert_eq!(
        routes,
        [
            ("$connect", "OnConnect", longest, false),
            // An expression without a RouteResponse sends nothing back.
            ("$default", "OnSend", four, false),
            ("message.send", "OnSend", four, true),
        ]
    );
    let authorizer = api.authorizer.as_ref().unwrap();
    assert_eq!(authorizer.function, "OnLogin");
    let sources = &authorizer.identity_sources;
    assert_eq!(*sources, ["route.request.querystring.token"]);
}

#[test]
fn an_http_api_is_put_together() {
    let stack = load(PLAIN_CHAT).unwrap();
    assert_eq!(stack.http_apis.len(), 1);
    let api = &stack.http_apis[0];
    assert_eq!((&*api.logical_id, &*api.stage), ("Http", "$default"));
    let route = &api.routes[0];
    assert_eq!(
        (&*route.key, &*route.function),
        ("GET /rooms/{id}", "OnSend")
    );
    let cors = api.cors.as_ref().unwrap();
    assert_eq!(cors.allow_origins, ["https://a.example"]);
    assert_eq!(cors.max_age_seconds, Some(600));
}

#[test]
fn plain_functions_are_built_from_their_folder_or_metadata() {
    let stack = load(PLAIN_CHAT).unwrap();
    let names: Vec<(&str, &str)> = stack
        .functions
        .iter()
        .map(|(id, function)| (&**id, &*function.name))
        .collect();
    let expected = [
        ("OnConnect", "on-connect"),
        ("OnLogin", "on-login"),
        ("OnSend", "on-send"),
    ];
    assert_eq!(names, expected);
    let environment = &stack.functions["OnSend"].environment;
    assert_eq!(environment["LOGIN"], "on-login");
    let api = api_id("Socket");
    let endpoint = format!("https://{api}.execute-api.us-east-1.amazonaws.com/Prod");
    assert_eq!(environment["ENDPOINT"], endpoint);
}

#[test]
fn every_stage_serves_all_routes() {
    let more = "  Beta:\n    Type: AWS::ApiGatewayV2::Stage\n    Properties: {ApiId: !Ref Socket, \
                StageName: beta}\n  HttpBeta:\n    Type: AWS::ApiGatewayV2::Stage\n    \
                Properties: {ApiId: !Ref Http, StageName: beta}\n";
    let stack = load(&format!("{PLAIN_CHAT}{more}")).unwrap();
    let sockets: Vec<(&str, usize, bool)> = stack
        .websocket_apis
        .iter()
        .map(|api| (&*api.stage, api.routes.len(), api.authorizer.is_some()))
        .collect();
    assert_eq!(sockets, [("Prod", 3, true), ("beta", 3, true)]);
    let https: Vec<(&str, usize)> = stack
        .http_apis
        .iter()
        .map(|api| (&*api.stage, api.routes.len()))
        .collect();
    assert_eq!(https, [("$default", 1), ("beta", 1)]);
}

#[test]
fn a_target_makes_the_stage_and_the_route() {
    let stack = load(
        "Resources:\n  Api:\n    Type: AWS::ApiGatewayV2::Api\n    Properties: {ProtocolType: \
         HTTP, Target: !GetAtt F.Arn}\n  F:\n    Type: AWS::Lambda::Function\n    Properties: \
         {Code: ./f}\n",
    )
    .unwrap();
    let api = &stack.http_apis[0];
    assert_eq!(api.stage, "$default");
    let route = &api.routes[0];
    assert_eq!((&*route.key, &*route.function), ("$default", "F"));
}

/// The transform takes no dots in route keys, so templates add such routes by hand.
#[test]
fn routes_may_be_added_to_a_serverless_api() {
    let stack = load(
        "Resources:\n  Api:\n    Type: AWS::Serverless::WebSocketApi\n    Properties:\n      \
         RouteSelectionExpression: $request.body.action\n      Routes: {$default: {FunctionArn: \
         !GetAtt F.Arn}}\n  Extra:\n    Type: AWS::ApiGatewayV2::Route\n    Properties: {ApiId: \
         !Ref Api, RouteKey: a.b, Target: !Sub 'integrations/${I}'}\n  I:\n    Type: \
         AWS::ApiGatewayV2::Integration\n    Properties: {ApiId: !Ref Api, IntegrationType: \
         AWS_PROXY, IntegrationUri: !GetAtt F.Arn}\n  F:\n    Type: \
         AWS::Serverless::Function\n    Properties: {CodeUri: f/}\n",
    )
    .unwrap();
    let routes: Vec<&String> = stack.websocket_apis[0].routes.keys().collect();
    assert_eq!(routes, ["$default", "a.b"]);
}

#[test]
fn refusals_name_resource_and_property() {
    let cases = [
        (
            "ProtocolType: HTTP",
            "ProtocolType: REST",
            "Http.ProtocolType: must be HTTP or WEBSOCKET",
        ),
        ("Name: rest", "Body: {}", "Http.Body: is not read"),
        (
            "      RouteSelectionExpression: $request.body.action\n",
            "",
            "Socket.RouteSelectionExpression: is missing",
        ),
        (
            "{ApiId: !Ref Http, StageName: $default, AutoDeploy: true}",
            "{ApiId: other, StageName: $default}",
            "Http.ProtocolType: the API has no AWS::ApiGatewayV2::Stage",
        ),
        ("Default: Prod", "Default: a/b", "Stage.StageName: must be"),
        (
            "Default: Prod",
            "Default: $default",
            "Stage.StageName: is $default, which only HTTP",
        ),
        (
            "[\"https://a.example\"], MaxAge: 600",
            "[], MaxAge: long",
            "Http.CorsConfiguration.MaxAge: must be a whole number",
        ),
    ];
    check(&cases);
}

#[test]
fn refusals_of_routes() {
    let cases = [
        (
            "ApiId: !GetAtt Socket.ApiId",
            "ApiId: other",
            "DefaultRoute.ApiId: is no API",
        ),
        (
            "RouteKey: message.send",
            "RouteKey: $connect",
            "SendRoute.RouteKey: $connect is declared twice",
        ),
        (
            "RouteKey: message.send",
            "RouteKey: ''",
            "SendRoute.RouteKey: must not be empty",
        ),
        (
            "GET /rooms/{id}",
            "get /rooms",
            "HistoryRoute.RouteKey: get /rooms is neither",
        ),
        (
            "GET /rooms/{id}",
            "GET /\n      AuthorizationType: JWT",
            "HistoryRoute.AuthorizationType: must be NONE",
        ),
        (
            "AuthorizationType: NONE",
            "AuthorizationType: CUSTOM",
            "SendRoute.AuthorizationType: is CUSTOM, but",
        ),
        (
            "AuthorizationType: CUSTOM",
            "AuthorizationType: AWS_IAM",
            "ConnectRoute.AuthorizationType: must be CUSTOM or NONE",
        ),
        (
            "AuthorizerId: !Ref Login",
            "AuthorizerId: !Ref Role",
            "ConnectRoute.AuthorizerId: Role is no",
        ),
        (
            "Target: !Sub integrations/${SendIntegration}",
            "Target: !Ref SendIntegration",
            "SendRoute.Target: must be integrations/",
        ),
        (
            "Target: !Sub integrations/${SendIntegration}",
            "Target: integrations/x",
            "SendRoute.Target: x is no",
        ),
        (
            "integrations/${SendIntegration}",
            "integrations/${HistoryIntegration}",
            "SendRoute.Target: HistoryIntegration is an integration of another API",
        ),
        (
            "      Target: !Sub integrations/${SendIntegration}\n",
            "",
            "SendRoute.Target: is missing",
        ),
    ];
    check(&cases);
}

#[test]
fn refusals_of_integrations_authorizers_and_functions() {
    let cases = [
        (
            "IntegrationType: AWS_PROXY\n      TimeoutInMillis: 4000",
            "IntegrationType: MOCK",
            "SendIntegration.IntegrationType: must be AWS_PROXY",
        ),
        (
            "TimeoutInMillis: 4000",
            "TimeoutInMillis: 29001",
            "SendIntegration.TimeoutInMillis: must be 50 to 29000",
        ),
        (
            "IntegrationUri: !GetAtt OnSend.Arn",
            "IntegrationUri: !Ref OnSend",
            "HistoryIntegration.IntegrationUri: must hold the ARN",
        ),
        (
            "IntegrationUri: !GetAtt OnSend.Arn",
            "IntegrationUri: !GetAtt Helper.Arn",
            "HistoryIntegration.IntegrationUri: arn:aws:lambda:us-east-1:000000000000:function:Helper is no function",
        ),
        (
            "      PayloadFormatVersion: 2.0\n",
            "",
            "HistoryIntegration.PayloadFormatVersion: must be 2.0",
        ),
        (
            "AuthorizerType: REQUEST",
            "AuthorizerType: JWT",
            "Login.AuthorizerType: must be REQUEST",
        ),
        (
            "functions/on-login,",
            "functions/on-connect,",
            "is built from the binary on-connect",
        ),
        (
            "Code: functions/on-login, ",
            "",
            "nor by Code which binary it is",
        ),
        (
            "Code: functions/on-login,",
            "Code: {S3Key: x},",
            "OnLogin.Code: names no folder",
        ),
        (
            "Handler: bootstrap, Runtime: provided.al2023",
            "Runtime: python3.14",
            "OnLogin.Runtime: must be provided.al2023",
        ),
    ];
    check(&cases);
}

fn check(cases: &[(&str, &str, &str)]) {
    for (from, to, expected) in cases {
        let error = changed(from, to).unwrap_err();
        assert!(
            error.contains(expected),
            "{error:?} should contain {expected:?}"
        );
        assert!(error.starts_with("template.yaml"), "{error}");
        assert!(error.ends_with('.'), "{error}");
    }
}
