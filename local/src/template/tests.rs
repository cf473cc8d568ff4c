//! Whole templates in, stacks out; and the sentences people get when one is wrong.

use std::time::Duration;

use serde_json::json;

use super::*;
use crate::stack::MappingSource;

mod streams;

const SMALL: &str = include_str!("tests/small.yaml");

fn load(text: &str) -> Result<Stack, String> {
    resolve("template.yaml", text, &Choices::default()).map_err(|error| error.to_string())
}

fn small() -> Stack {
    load(SMALL).unwrap()
}

#[test]
fn functions_take_globals_metadata_and_references() {
    let stack = small();
    let send = &stack.functions["Send"];
    assert_eq!(send.name, "ws-send");
    assert_eq!(send.timeout, Duration::from_secs(9));
    assert_eq!(send.memory_megabytes, 256);
    assert_eq!(send.reserved_concurrency, Some(4));
    let environment: Vec<(&str, &str)> = send
        .environment
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let socket = stack.websocket_apis[0].api_id.clone();
    assert_eq!(
        environment,
        [
            ("DEBUG", "true"),
            (
                "JOBS",
                "https://sqs.us-east-1.amazonaws.com/000000000000/local-jobs"
            ),
            (
                "SOCKET",
                &*format!("wss://{socket}.execute-api.us-east-1.amazonaws.com/live")
            ),
            ("STAGE", "dev"),
            ("TABLE", "local-messages"),
        ]
    );
    // The last segment of CodeUri stands in for the metadata.
    assert_eq!(stack.functions["Rest"].name, "rest-things");
    // A false condition leaves a function out.
    assert!(!stack.functions.contains_key("OnlyInProduction"));
}

#[test]
fn http_routes_come_from_events() {
    let stack = small();
    let api = &stack.http_apis[0];
    assert_eq!(
        (api.logical_id.as_str(), api.stage.as_str()),
        ("Http", "$default")
    );
    let routes: Vec<(&str, &str)> = api
        .routes
        .iter()
        .map(|route| (route.key.as_str(), route.function.as_str()))
        .collect();
    assert_eq!(
        routes,
        [("GET /v1/things/{id}", "Rest"), ("$default", "Rest")]
    );
    let cors = api.cors.as_ref().unwrap();
    assert_eq!(
        cors.allow_origins,
        ["https://a.example", "https://b.example"]
    );
    assert_eq!(cors.max_age_seconds, Some(600));
}

#[test]
fn a_socket_route_answers_only_with_both_halves_of_a_route_response() {
    let stack = small();
    let api = &stack.websocket_apis[0];
    assert_eq!(api.stage, "live");
    assert_eq!(api.route_selection_expression, "$request.body.action");
    assert!(api.routes["sendMessage"].two_way);
    assert!(!api.routes["$default"].two_way);
    assert_eq!(
        api.routes["sendMessage"].timeout,
        Duration::from_millis(5000)
    );
    assert_eq!(api.routes["$default"].timeout, Duration::from_secs(29));
    let authorizer = api.authorizer.as_ref().unwrap();
    assert_eq!(authorizer.function, "Send");
    assert_eq!(
        authorizer.identity_sources,
        ["route.request.querystring.token"]
    );
}

#[test]
fn tables_queues_and_buckets_are_read() {
    let stack = small();
    let table = &stack.tables[0];
    assert_eq!(table.name, "local-messages");
    assert_eq!(table.ttl_attribute.as_deref(), Some("expiresAt"));
    assert!(table.streamed);
    assert_eq!(table.create["BillingMode"], "PAY_PER_REQUEST");
    assert_eq!(
        table.create["StreamSpecification"],
        json!({"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"})
    );
    let queue = stack
        .queues
        .iter()
        .find(|queue| queue.logical_id == "Jobs")
        .unwrap();
    assert_eq!(queue.visibility_timeout, Duration::from_secs(60));
    let redrive = queue.redrive.as_ref().unwrap();
    assert_eq!(
        (
            redrive.dead_letter_queue.as_str(),
            redrive.max_receive_count
        ),
        ("Failed", 3)
    );
    let bucket = &stack.buckets[0];
    assert_eq!(bucket.name, "media");
    assert_eq!(bucket.cors[0].allowed_methods, ["PUT"]);
    assert_eq!(bucket.notifications[0].function, "Work");
    assert_eq!(bucket.notifications[0].prefix.as_deref(), Some("in/"));
}

#[test]
fn mappings_and_schedules_are_read() {
    let stack = small();
    assert_eq!(stack.mappings.len(), 2);
    let queue = &stack.mappings[0];
    assert!(matches!(&queue.source, MappingSource::Queue(name) if name == "local-jobs"));
    assert_eq!((queue.batch_size, queue.reports_item_failures), (5, true));
    assert_eq!(queue.maximum_concurrency, Some(2));
    let stream = &stack.mappings[1];
    assert!(matches!(
        &stream.source,
        MappingSource::Stream { table, from_trim_horizon: true } if table == "local-messages"
    ));
    assert_eq!((stream.batch_size, stream.maximum_retries), (100, None));
    assert_eq!(stream.batching_window, Duration::from_secs(20));
    assert_eq!(stream.filters, [json!({"eventName": ["INSERT"]})]);
    let schedule = &stack.schedules[0];
    assert_eq!(schedule.expression, "rate(5 minutes)");
    assert_eq!(schedule.input, Some(json!({"sweep": true})));
    assert!(schedule.scheduler);
}

#[test]
fn mistakes_are_named_in_one_sentence() {
    let function = |properties: &str| {
        format!(
            "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      \
             CodeUri: functions/f\n{properties}"
        )
    };
    let cases = [
        (
            function("      Environment: {Variables: {Q: !Ref Queu}}"),
            "F.Environment.Variables.Q.Ref: refers to Queu",
        ),
        (
            function("      Environment: {Variables: {Q: [1]}}"),
            "F.Environment.Variables.Q: must be a text",
        ),
        (
            function("      Timeout: soon"),
            "F.Timeout: must be a whole number",
        ),
        (
            function("      Runtime: nodejs22.x"),
            "F.Runtime: must be provided.al2023",
        ),
        (
            function("    Condition: Never"),
            "names the condition Never",
        ),
        (
            function("      Events: {E: {Type: SQS, Properties: {BatchSize: 1}}}"),
            "F.Events.E.Properties.Queue: is missing",
        ),
        (
            function("      Events: {E: {Type: SQS, Properties: {Queue: nonsense}}}"),
            "must be the ARN of a queue",
        ),
        (
            "Resources: {F: {Type: AWS::Serverless::Function}}".to_owned(),
            "which binary it is",
        ),
        ("Description: nothing".to_owned(), "has no Resources"),
        ("Resources: [".to_owned(), "is no template"),
    ];
    for (text, expected) in cases {
        let error = load(&text).unwrap_err();
        assert!(
            error.contains(expected),
            "{error:?} should contain {expected:?}"
        );
        assert!(error.starts_with("template.yaml"), "{error}");
    }
}

#[test]
fn an_event_without_an_api_makes_the_implicit_one() {
    let stack = load(
        "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: \
         f/\n      Events: {Any: {Type: HttpApi}}\n",
    )
    .unwrap();
    assert_eq!(stack.http_apis[0].logical_id, "ServerlessHttpApi");
    assert_eq!(stack.http_apis[0].routes[0].key, "$default");
}

#[test]
fn irrelevant_resources_may_refer_to_anything() {
    let stack = load(
        "Resources:\n  Alarm:\n    Type: AWS::CloudWatch::Alarm\n    Properties: {X: !GetAtt \
         No.Where, Y: !ImportValue other}\n",
    );
    assert!(stack.is_ok());
}
