//! No way in without a token, and nothing a client sends is a fault of ours. The routes are those of
//! the template, so that a new one is tested from its first day.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::collections::BTreeSet;

use e2e::{Answer, fresh, rest_routes, shared_stack, socket_actions};
use reqwest::Method;
use serde_json::{Value, json};

/// Routes that need no token.
const OPEN: [&str; 11] = [
    "GET /asyncapi.json",
    "GET /docs",
    "GET /docs/{file}",
    "GET /openapi.json",
    "GET /v1/config",
    "POST /v1/auth/forgot-password",
    "POST /v1/auth/login",
    "POST /v1/auth/refresh",
    "POST /v1/auth/register",
    "POST /v1/auth/reset-password",
    "POST /v1/auth/verify-email",
];

/// Who is unknown looks like who does not show themself.
const FOR_ANYBODY: &str = "GET /v1/presence/users/{id}";

/// Method and path of a route, every parameter filled in.
fn fill(route: &str, parameter: &str) -> (Method, String) {
    let (method, path) = route.split_once(' ').unwrap();
    let segments = path.split('/').map(|segment| {
        let is_parameter = segment.starts_with('{');
        if is_parameter { parameter } else { segment }
    });
    let path = segments.collect::<Vec<_>>().join("/");
    (method.parse().unwrap(), path)
}

fn is_ours(answer: &Answer, what: &str) {
    assert!(
        (400..500).contains(&answer.status),
        "{what}: {} {}",
        answer.status,
        answer.text()
    );
    answer.problem(answer.status, answer.json()["code"].as_str().unwrap());
}

fn looks_like_nobody(seen: &Value) {
    assert_eq!(seen["status"], "offline", "{seen}");
    for field in ["text", "lastSeenAt"] {
        assert_eq!(seen.get(field), Some(&Value::Null), "{seen}");
    }
}

#[tokio::test]
async fn no_route_is_open_by_accident() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let routes = rest_routes();
    let open: BTreeSet<String> = OPEN.map(str::to_owned).into();
    assert!(open.is_subset(&routes), "{routes:?}");
    for route in routes.difference(&open) {
        let (method, path) = fill(route, "nobody");
        let answer = stack.call(method.clone(), &path).send().await;
        assert_eq!(answer.status, 401, "{route}: {}", answer.text());
        answer.problem(401, "unauthenticated");
        for header in ["Bearer", "Bearer ", "Bearer x y", "bearer null", "x"] {
            let call = stack
                .call(method.clone(), &path)
                .header("authorization", header);
            let answer = call.send().await;
            assert_eq!(
                answer.status,
                401,
                "{route} with {header:?}: {}",
                answer.text()
            );
            answer.problem(401, "unauthenticated");
        }
    }
}

#[tokio::test]
async fn nonsense_in_a_path_is_never_a_fault_of_ours() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let long = "x".repeat(3_000);
    let body = json!({"clientMessageId": "1", "type": "text", "text": "x"});
    for route in rest_routes().iter().filter(|route| route.contains('{')) {
        for id in [
            "nobody",
            "%23head",
            "%20",
            "%00",
            "a%2Fb",
            "%F0%9F%99%82",
            long.as_str(),
        ] {
            let (method, path) = fill(route, id);
            let what = format!("{route} with {id:.12}");
            let answer = ann.call(method, &path).json(&body).send().await;
            if route == FOR_ANYBODY && answer.status == 200 {
                looks_like_nobody(&answer.json());
            } else {
                is_ours(&answer, &what);
            }
        }
    }
}

#[tokio::test]
async fn nonsense_in_a_body_is_never_a_fault_of_ours() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let chat = ann.group("alone", &[]).await;
    let bodies = [
        "{",
        "]",
        "hello",
        "\"\\ud800\"",
        "{\"a\":1",
        "[]",
        "7",
        "{\"a\":\u{1}}",
        "NaN",
    ];
    let without_body = [
        "POST /v1/auth/ws-ticket",
        "POST /v1/auth/logout",
        "POST /v1/auth/logout-all",
        "POST /v1/auth/verify-email/resend",
        "POST /v1/chats/{id}/messages/{messageId}/poll/close",
        "POST /v1/chats/{id}/join",
        "POST /v1/chats/{id}/join-requests/{userId}/approve",
        "POST /v1/chats/{id}/join-requests/{userId}/deny",
        "POST /v1/chats/{id}/leave",
        "POST /v1/invites/{code}/accept",
        "POST /v1/invites/{code}/decline",
        "POST /v1/users/{id}/block",
    ];
    let posts = rest_routes()
        .into_iter()
        .filter(|route| route.starts_with("POST"));
    for route in posts.filter(|route| !without_body.contains(&route.as_str())) {
        let (method, path) = fill(&route, &chat);
        for body in bodies {
            let answer = ann.call(method.clone(), &path).body(body).send().await;
            assert_eq!(answer.status, 400, "{route} {body}: {}", answer.text());
            is_ours(&answer, &route);
        }
        // Nesting so deep that a careless parser does not survive it.
        let deep = ann.call(method.clone(), &path).body("[".repeat(20_000));
        is_ours(&deep.send().await, &route);
        let large = format!("{{\"text\":\"{}\"}}", "x".repeat(300 * 1024));
        let answer = ann.call(method, &path).body(large).send().await;
        answer.problem(413, "too_large");
    }
}

#[tokio::test]
async fn nonsense_in_a_frame_is_never_a_fault_of_ours() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let socket = ann.connect().await;
    let long = "x".repeat(3_000);
    for action in socket_actions()
        .iter()
        .filter(|action| *action != "heartbeat")
    {
        for data in [json!([]), json!("x"), json!(7), json!(true)] {
            let reply = socket.send(action, data).await;
            reply.problem(400, "validation_failed");
        }
        for id in ["", " ", "#head", "cht_nobody", "\u{0}", "🙂", long.as_str()] {
            for name in [
                "chatId",
                "userId",
                "since",
                "cursor",
                "messageIds",
                "userIds",
            ] {
                let mut data = json!({
                    "clientMessageId": fresh(), "type": "text", "text": "x", "state": "started",
                });
                data[name] = if name.ends_with("Ids") {
                    json!([id])
                } else {
                    json!(id)
                };
                let reply = socket.send(action, data).await;
                let status = reply.frame["error"]["status"].as_u64();
                assert!(
                    status.is_none_or(|status| status < 500),
                    "{action} {name}: {reply:?}"
                );
            }
        }
    }
    socket.settle().await;
}

#[tokio::test]
async fn every_field_of_a_body_is_named_when_its_type_is_wrong() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let chat = ann.group("alone", &[]).await;
    let described = stack.call(Method::GET, "/openapi.json").send().await.json();
    let mut tried = 0;
    for (path, methods) in described["paths"].as_object().unwrap() {
        for (method, route) in methods.as_object().unwrap() {
            let (method, path) = fill(&format!("{} {path}", method.to_uppercase()), &chat);
            for field in fields(&described, &route["requestBody"]) {
                // Neither a text nor a whole number, a list or an object.
                let body = json!({field.clone(): 7.5});
                let answer = ann.call(method.clone(), &path).json(&body).send().await;
                assert_eq!(
                    answer.status,
                    400,
                    "{method} {path} {field}: {}",
                    answer.text()
                );
                let problem = answer.problem(400, "validation_failed");
                let error = &problem["errors"][0];
                assert_eq!(
                    (&error["field"], &error["code"]),
                    (&json!(field), &json!("wrong_type"))
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 20, "{tried} fields");
}

/// The fields of a route's body, by the description.
fn fields(described: &Value, body: &Value) -> Vec<String> {
    let schema = &body["content"]["application/json"]["schema"];
    let Some(name) = schema["$ref"].as_str() else {
        return Vec::new();
    };
    let schema = described.pointer(name.trim_start_matches('#')).unwrap();
    schema["properties"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect()
}
