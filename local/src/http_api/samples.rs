//! The sample events of Banter's REST functions, built as the gateway builds them.

mod chats;
mod messages;
mod people;
mod presence;

use std::net::IpAddr;

use http::Request;
use serde_json::{Value, json};

use crate::front::golden;
use crate::stack::{HttpApi, HttpRoute};

use super::event::{self, Source};
use super::routes;

const CHAT: &str = "0191e0a4-6f3b-7c1d-9b52-3d1f0a7c5e21";
const MESSAGE: &str = "msg_41_7zp2tbz1b4db";
/// The payload is `{}`: samples hold no key and open nothing.
const BEARER: &str = "Bearer eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl";

/// One sample: its name, the route, the request line, further headers, the body.
type Sample = (
    &'static str,
    &'static str,
    String,
    Vec<(&'static str, &'static str)>,
    Option<Value>,
);

fn of_all_chats() -> Vec<Sample> {
    let bearer = || vec![("authorization", BEARER)];
    vec![
        (
            "rest-chats/create-group",
            "POST /v1/chats",
            "POST /v1/chats".to_owned(),
            bearer(),
            Some(json!({ "type": "group", "name": "Team",
                         "memberIds": ["0191e0a5-0000-7000-8000-000000000002"] })),
        ),
        (
            "rest-chats/list",
            "GET /v1/chats",
            "GET /v1/chats?limit=50".to_owned(),
            bearer(),
            None,
        ),
        (
            "rest-chats/get",
            "GET /v1/chats/{id}",
            format!("GET /v1/chats/{CHAT}"),
            bearer(),
            None,
        ),
    ]
}

fn the_rest() -> Vec<Sample> {
    let bearer = || vec![("authorization", BEARER)];
    vec![
        (
            "rest-sync/start",
            "GET /v1/sync",
            "GET /v1/sync".to_owned(),
            bearer(),
            None,
        ),
        (
            "rest-sync/since",
            "POST /v1/sync",
            "POST /v1/sync".to_owned(),
            bearer(),
            Some(json!({ "since": "st_eyJ2IjoxfQ" })),
        ),
        (
            "rest-config/get",
            "GET /v1/config",
            "GET /v1/config".to_owned(),
            vec![],
            None,
        ),
        (
            "rest-docs/openapi",
            "GET /openapi.json",
            "GET /openapi.json".to_owned(),
            vec![],
            None,
        ),
        (
            "rest-docs/asyncapi",
            "GET /asyncapi.json",
            "GET /asyncapi.json".to_owned(),
            vec![],
            None,
        ),
        (
            "rest-docs/file",
            "GET /docs/{file}",
            "GET /docs/swagger-ui.css".to_owned(),
            vec![],
            None,
        ),
        (
            "rest-default/unknown",
            "$default",
            "GET /v1/unknown".to_owned(),
            bearer(),
            None,
        ),
        (
            "rest-docs/swagger-ui",
            "GET /docs",
            "GET /docs".to_owned(),
            vec![],
            None,
        ),
    ]
}

fn build(sample: &Sample) -> Value {
    let (_, key, line, headers, body) = sample;
    let (method, target) = line.split_once(' ').unwrap();
    let mut request = Request::builder()
        .method(method)
        .uri(target)
        .header("host", "127.0.0.1:3000")
        .header(
            "user-agent",
            "Mozilla/5.0 (X11; Linux x86_64) Firefox/146.0",
        )
        .header("accept", "*/*");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = body.as_ref().map(Value::to_string).unwrap_or_default();
    if !body.is_empty() {
        request = request.header("content-type", "application/json");
    }
    let (parts, ()) = request.body(()).unwrap().into_parts();
    let api = HttpApi {
        logical_id: "HttpApi".to_owned(),
        api_id: "f6g7h8i9j0".to_owned(),
        stage: "$default".to_owned(),
        routes: vec![HttpRoute {
            key: (*key).to_owned(),
            function: "F".to_owned(),
        }],
        cors: None,
    };
    let matched = routes::find(&api.routes, &parts.method, parts.uri.path()).unwrap();
    let source = Source {
        address: IpAddr::from([127, 0, 0, 1]),
        port: 3000,
        trace: golden::TRACE.to_owned(),
    };
    event::build(
        &api,
        &matched,
        &parts,
        body.as_bytes(),
        &source,
        &golden::stamp(),
    )
}

fn all() -> Vec<(&'static str, Value)> {
    let samples = [
        people::logins(),
        people::mails(),
        people::second_steps(),
        people::people(),
        of_all_chats(),
        presence::of_presence(),
        chats::of_chats(),
        messages::messages(),
        messages::of_a_message(),
        messages::of_a_chat(),
        the_rest(),
    ]
    .concat();
    samples
        .iter()
        .map(|sample| (sample.0, build(sample)))
        .collect()
}

#[test]
fn events_are_those_of_the_samples() {
    for (name, event) in all() {
        golden::check(name, &event);
    }
}

/// One event written out by hand, field for field.
#[test]
fn an_event_has_all_documented_fields() {
    let sample: Sample = (
        "",
        "GET /v1/chats/{chatId}/search",
        "GET /v1/chats/a%20b/search?q=x+y&q=z&flag".to_owned(),
        vec![("cookie", "a=1; b=2")],
        None,
    );
    assert_eq!(
        build(&sample),
        json!({
            "version": "2.0",
            "routeKey": "GET /v1/chats/{chatId}/search",
            "rawPath": "/v1/chats/a%20b/search",
            "rawQueryString": "q=x+y&q=z&flag",
            "cookies": ["a=1", "b=2"],
            "headers": {
                "accept": "*/*",
                "content-length": "0",
                "host": "127.0.0.1:3000",
                "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/146.0",
                "x-amzn-trace-id": golden::TRACE,
                "x-forwarded-for": "127.0.0.1",
                "x-forwarded-port": "3000",
                "x-forwarded-proto": "http",
            },
            "queryStringParameters": { "q": "x y,z", "flag": "" },
            "pathParameters": { "chatId": "a b" },
            "requestContext": {
                "accountId": "000000000000",
                "apiId": "f6g7h8i9j0",
                "domainName": "127.0.0.1:3000",
                "domainPrefix": "127",
                "http": {
                    "method": "GET",
                    "path": "/v1/chats/a%20b/search",
                    "protocol": "HTTP/1.1",
                    "sourceIp": "127.0.0.1",
                    "userAgent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/146.0",
                },
                "requestId": "R1knPH17NjMFftw=",
                "routeKey": "GET /v1/chats/{chatId}/search",
                "stage": "$default",
                "time": "20/Jan/2024:11:55:00 +0000",
                "timeEpoch": 1_705_751_700_453_i64,
            },
            "isBase64Encoded": false,
        })
    );
}
