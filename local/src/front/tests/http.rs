//! The HTTP API and the local pages.

use serde_json::{Value, json};

use super::stand::{Stand, usual};
use crate::websocket_api::Clocks;

#[tokio::test]
async fn requests_reach_their_function() {
    let stand = Stand::start(usual, Clocks::default()).await;
    let http = reqwest::Client::new();
    let url = stand.url("/v1/chats/a%20b?limit=5");
    let reply = http
        .post(url)
        .body("{}")
        .header("content-type", "application/json");
    let reply = reply
        .header("origin", "https://a.example")
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), 200);
    assert_eq!(
        reply.headers()["access-control-allow-origin"],
        "https://a.example"
    );
    assert!(reply.headers().contains_key("apigw-requestid"));
    let event: Value = reply.json().await.unwrap();
    assert_eq!(event["rawPath"], "/v1/chats/a%20b");
    assert_eq!(event["pathParameters"], json!({ "proxy": "chats/a b" }));
    assert_eq!(event["headers"]["x-forwarded-port"], stand.port.to_string());
    assert_eq!(
        event["requestContext"]["domainName"],
        format!("127.0.0.1:{}", stand.port)
    );
    assert_eq!(event["body"], "{}");
}

#[tokio::test]
async fn what_has_no_route_or_no_room_is_refused() {
    let stand = Stand::start(usual, Clocks::default()).await;
    let http = reqwest::Client::new();
    let missing = http.get(stand.url("/v2")).send().await.unwrap();
    assert_eq!(missing.status(), 404);
    assert_eq!(missing.text().await.unwrap(), r#"{"message":"Not Found"}"#);
    for size in [5 * 1024 * 1024, 11 * 1024 * 1024] {
        let large = http
            .post(stand.url("/v1/x"))
            .body(vec![0; size])
            .send()
            .await
            .unwrap();
        assert_eq!(large.status(), 413, "{size}");
    }
    let header = "x".repeat(10_240);
    let long = http
        .get(stand.url("/v1/x"))
        .header("x-long", header)
        .send()
        .await
        .unwrap();
    assert_eq!(long.status(), 431);
}

#[tokio::test]
async fn local_pages_are_served() {
    let stand = Stand::start(usual, Clocks::default()).await;
    for (path, body) in [("/_local/mail", "mailbox"), ("/_local/functions", "[]")] {
        let reply = reqwest::get(stand.url(path)).await.unwrap();
        assert_eq!(reply.text().await.unwrap(), body, "{path}");
    }
    let policy = reqwest::redirect::Policy::none();
    let http = reqwest::Client::builder().redirect(policy).build().unwrap();
    let moved = http.get(stand.url("/_local/mail/")).send().await.unwrap();
    assert_eq!(
        (moved.status().as_u16(), &moved.headers()["location"]),
        (308, &"/_local/mail".parse().unwrap())
    );
    assert_eq!(
        reqwest::get(stand.url("/_local/x")).await.unwrap().status(),
        404
    );
}
