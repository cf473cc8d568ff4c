//! A body is JSON of the right type and size.

use e2e::{Call, shared_stack, socket_actions};
use reqwest::Method;
use serde_json::{Value, json};

use super::scene::{Scene, routes};

/// Routes that take a body and need no token.
const OPEN: [&str; 6] = [
    "/v1/auth/register",
    "/v1/auth/login",
    "/v1/auth/refresh",
    "/v1/auth/verify-email",
    "/v1/auth/forgot-password",
    "/v1/auth/reset-password",
];
/// It needs a token and takes no body.
const TICKET: &str = "POST /v1/auth/ws-ticket";

#[tokio::test]
async fn a_body_must_be_json_of_the_right_type_and_size() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack).await;
    for path in OPEN {
        refuse_bodies(path, || stack.call(Method::POST, path)).await;
    }
    let mut tried = 0;
    for route in routes().iter().filter(|route| *route != TICKET) {
        let request = scene.request(route).await;
        if request.body.is_none() {
            continue;
        }
        let seqs = stack.dynamodb().seqs(&scene.chat).await;
        let call = || scene.ann.call(request.method.clone(), &request.path);
        refuse_bodies(route, call).await;
        assert_eq!(
            stack.dynamodb().seqs(&scene.chat).await,
            seqs,
            "{route} wrote nothing"
        );
        tried += 1;
    }
    assert!(tried >= 10, "{tried} routes with a body");
}

async fn refuse_bodies(route: &str, call: impl Fn() -> Call) {
    for body in [
        "{",
        "hello",
        "{\"a\":1,}",
        "\"\u{1}\"",
        "{} {}",
        "[1,",
        "{'a':1}",
    ] {
        let answer = call().body(body).send().await;
        assert_eq!(answer.status, 400, "{route} {body}: {}", answer.text());
        // A type may be refused before the end is seen.
        match answer.json()["code"].as_str() {
            Some("validation_failed") if body == "{} {}" => {
                answer.problem(400, "validation_failed")
            }
            _ => answer.problem(400, "malformed_json"),
        };
    }
    for body in ["[]", "7", "\"x\"", "null", "true"] {
        let answer = call().body(body).send().await;
        assert_eq!(answer.status, 400, "{route} {body}: {}", answer.text());
        answer.problem(400, "validation_failed");
    }
    let large = json!({"text": "x".repeat(256 * 1024)}).to_string();
    call().body(large).send().await.problem(413, "too_large");
}

#[tokio::test]
async fn data_of_a_frame_is_an_object() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack).await;
    let socket = scene.ann.connect().await;
    let mut actions = socket_actions();
    assert!(actions.remove("heartbeat"), "it reads nothing");
    for action in actions {
        for data in [json!([]), json!("x"), json!(7), json!(true)] {
            let reply = socket.send(&action, data).await;
            reply.problem(400, "validation_failed");
        }
        if action != "sync" {
            for nothing in [json!({}), Value::Null] {
                let reply = socket.send(&action, nothing).await;
                reply.problem(400, "validation_failed");
            }
        }
    }
}
