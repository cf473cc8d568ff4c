//! Sockets and `@connections`.

use std::time::Duration;

use futures::SinkExt as _;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

use super::stand::{Stand, next, usual};
use crate::websocket_api::Clocks;

async fn connection_id(stand: &mut Stand) -> String {
    let event = stand.invoked("connect").await;
    event["requestContext"]["connectionId"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn management(stand: &Stand, id: &str) -> String {
    stand.url(&format!("/dev/@connections/{}", id.replace('=', "%3D")))
}

#[tokio::test]
async fn handshakes_end_as_on_aws() {
    let mut stand = Stand::start(usual, Clocks::default()).await;
    for (path, status) in [
        ("/dev", 401),
        ("/dev?token=", 401),
        ("/dev?token=unknown", 401),
        ("/dev?token=denied", 403),
        ("/dev?token=malformed", 500),
        ("/dev?token=refused", 418),
        ("/dev?token=broken", 502),
        ("/prod?token=good", 403),
    ] {
        assert_eq!(
            stand.open(path, None).await.map(|_| ()).unwrap_err(),
            status,
            "{path}"
        );
    }
    let (_client, chosen) = stand
        .open("/dev/?token=good", Some("banter.v1, bearer.x"))
        .await
        .unwrap();
    assert_eq!(chosen.as_deref(), Some("banter.v1"));
    // Without its identity source the authorizer was not asked at all: this is the third handshake.
    let first = stand.invoked("authorize").await;
    assert_eq!(first["queryStringParameters"]["token"], "unknown");
    assert_eq!(first["headers"]["Sec-WebSocket-Version"], "13");
    assert_eq!(first["headers"]["Upgrade"], "websocket");
}

#[tokio::test]
async fn messages_are_routed_and_answered() {
    let mut stand = Stand::start(usual, Clocks::default()).await;
    let mut client = stand.socket().await;
    let text = json!({ "action": "echo", "n": 1 }).to_string();
    client.send(Message::text(text.clone())).await.unwrap();
    assert_eq!(next(&mut client).await, Ok(text));
    let event = stand.invoked("echo").await;
    let context = &event["requestContext"];
    assert_eq!(
        context["authorizer"],
        json!({ "userId": "u1", "level": "3", "principalId": "u1" })
    );
    assert_eq!(context["routeKey"], "echo");
    let id = context["connectionId"].as_str().unwrap();

    client.send(Message::text("not json")).await.unwrap();
    let frame = next(&mut client).await.unwrap();
    let start = format!(r#"{{"message": "Forbidden", "connectionId":"{id}", "requestId":""#);
    assert!(frame.starts_with(&start), "{frame}");

    client
        .send(Message::text(r#"{"action":"echo","crash":true}"#))
        .await
        .unwrap();
    let frame = next(&mut client).await.unwrap();
    assert!(
        frame.starts_with(r#"{"message": "Internal server error", "#),
        "{frame}"
    );
    assert!(!frame.contains("secret"));

    // Nothing comes back from a one-way route, and a slow message does not hold up the next.
    client
        .send(Message::text(r#"{"action":"quiet"}"#))
        .await
        .unwrap();
    client
        .send(Message::text(r#"{"action":"echo","sleep":400}"#))
        .await
        .unwrap();
    client
        .send(Message::text(r#"{"action":"echo"}"#))
        .await
        .unwrap();
    assert_eq!(next(&mut client).await.unwrap(), r#"{"action":"echo"}"#);
    assert_eq!(
        next(&mut client).await.unwrap(),
        r#"{"action":"echo","sleep":400}"#
    );
}

#[tokio::test]
async fn connections_are_managed_from_outside() {
    let mut stand = Stand::start(usual, Clocks::default()).await;
    let mut client = stand.socket().await;
    let id = connection_id(&mut stand).await;
    let http = reqwest::Client::new();
    let url = management(&stand, &id);

    let sent = http
        .post(&url)
        .body("{\"type\":\"event\"}")
        .send()
        .await
        .unwrap();
    assert_eq!(sent.status(), 200);
    assert_eq!(next(&mut client).await.unwrap(), "{\"type\":\"event\"}");
    let large = http
        .post(&url)
        .body("x".repeat(128 * 1024))
        .send()
        .await
        .unwrap();
    assert_eq!(large.status(), 200);
    assert_eq!(next(&mut client).await.unwrap().len(), 128 * 1024);
    let too_large = http
        .post(&url)
        .body("x".repeat(128 * 1024 + 1))
        .send()
        .await
        .unwrap();
    assert_eq!(too_large.status(), 413);
    assert_eq!(
        too_large.headers()["x-amzn-errortype"],
        "PayloadTooLargeException"
    );
    let described: Value = http.get(&url).send().await.unwrap().json().await.unwrap();
    assert_eq!(described["identity"]["sourceIp"], "127.0.0.1");

    assert_eq!(http.delete(&url).send().await.unwrap().status(), 204);
    assert_eq!(next(&mut client).await, Err(1000));
    for gone in [http.post(&url), http.get(&url), http.delete(&url)] {
        let reply = gone.send().await.unwrap();
        assert_eq!(reply.status(), 410);
        assert_eq!(reply.headers()["x-amzn-errortype"], "GoneException");
    }
    let event = stand.invoked("disconnect").await;
    assert_eq!(event["requestContext"]["disconnectStatusCode"], 1000);
    assert_eq!(
        event["requestContext"]["disconnectReason"],
        "Connection Closed Normally"
    );
    let elsewhere = http
        .post(stand.url("/prod/@connections/x"))
        .send()
        .await
        .unwrap();
    assert_eq!(elsewhere.status(), 403);
}

#[tokio::test]
async fn a_slow_reader_is_refused_more() {
    let mut stand = Stand::start(usual, Clocks::default()).await;
    let _never_reads = stand.socket().await;
    let id = connection_id(&mut stand).await;
    let http = reqwest::Client::new();
    let url = management(&stand, &id);
    for _ in 0..400 {
        let reply = http
            .post(&url)
            .body("x".repeat(100_000))
            .send()
            .await
            .unwrap();
        if reply.status() == 429 {
            assert_eq!(
                reply.headers()["x-amzn-errortype"],
                "LimitExceededException"
            );
            return;
        }
        assert_eq!(reply.status(), 200);
    }
    panic!("the queue has no end");
}

/// The code the client sees and the one `$disconnect` is told.
async fn closed_after(frames: Vec<Message>) -> (u16, u64) {
    let mut stand = Stand::start(usual, Clocks::default()).await;
    let mut client = stand.socket().await;
    for frame in frames {
        client.send(frame).await.unwrap();
    }
    let seen = next(&mut client).await.unwrap_err();
    let event = stand.invoked("disconnect").await;
    (
        seen,
        event["requestContext"]["disconnectStatusCode"]
            .as_u64()
            .unwrap(),
    )
}

fn part(opcode: Data, length: usize, last: bool) -> Message {
    Message::Frame(Frame::message(
        vec![b'x'; length],
        OpCode::Data(opcode),
        last,
    ))
}

#[tokio::test]
async fn what_is_not_allowed_closes_the_socket() {
    assert_eq!(
        closed_after(vec![Message::binary(vec![1])]).await,
        (1003, 1003)
    );
    let frame = Message::text("x".repeat(32 * 1024 + 1));
    assert_eq!(closed_after(vec![frame]).await, (1009, 1009));
    let huge = Message::text("x".repeat(4 * 1024 * 1024));
    assert_eq!(closed_after(vec![huge]).await, (1009, 1009));
    let mut parts = vec![part(Data::Text, 32 * 1024, false)];
    parts.extend((0..3).map(|_| part(Data::Continue, 32 * 1024, false)));
    parts.push(part(Data::Continue, 1, true));
    assert_eq!(closed_after(parts).await, (1009, 1009));
}

#[tokio::test]
async fn a_fragmented_message_of_128_kilobytes_is_taken() {
    let mut stand = Stand::start(usual, Clocks::default()).await;
    let mut client = stand.socket().await;
    client
        .send(part(Data::Text, 32 * 1024, false))
        .await
        .unwrap();
    for last in [false, false, true] {
        client
            .send(part(Data::Continue, 32 * 1024, last))
            .await
            .unwrap();
    }
    // It is no JSON, and there is no $default route.
    assert!(next(&mut client).await.unwrap().contains("Forbidden"));
    assert!(stand.invocations.try_recv().is_ok());
}

#[tokio::test]
async fn disconnect_is_told_how_the_client_left() {
    let mut stand = Stand::start(usual, Clocks::default()).await;
    let mut client = stand.socket().await;
    client.close(None).await.unwrap();
    let context = stand.invoked("disconnect").await["requestContext"].clone();
    assert_eq!(context["disconnectStatusCode"], 1005);
    assert_eq!(
        context["disconnectReason"],
        "Client-side close frame status not set"
    );
    assert_eq!(context["authorizer"]["userId"], "u1");

    drop(stand.socket().await);
    let context = stand.invoked("disconnect").await["requestContext"].clone();
    assert_eq!(context["disconnectStatusCode"], 1006);
    let id = context["connectionId"].as_str().unwrap();
    let reply = reqwest::Client::new()
        .post(management(&stand, id))
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), 410);
    let more = tokio::time::timeout(Duration::from_millis(200), stand.invoked("disconnect")).await;
    assert!(more.is_err(), "invoked once");
}

#[tokio::test]
async fn pings_do_not_keep_a_socket_open() {
    let clocks = Clocks {
        idle: Duration::from_millis(500),
        ..Clocks::default()
    };
    let mut stand = Stand::start(usual, clocks).await;
    let mut client = stand.socket().await;
    client
        .send(Message::text(r#"{"action":"quiet"}"#))
        .await
        .unwrap();
    for _ in 0..3 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        client.send(Message::Ping(Vec::new().into())).await.unwrap();
    }
    assert_eq!(next(&mut client).await, Err(1001));
    let context = stand.invoked("disconnect").await["requestContext"].clone();
    assert_eq!(context["disconnectReason"], "Going away");
}

#[tokio::test]
async fn a_busy_socket_ends_at_its_lifetime() {
    let clocks = Clocks {
        idle: Duration::from_secs(60),
        lifetime: Duration::from_millis(300),
    };
    let stand = Stand::start(usual, clocks).await;
    let mut client = stand.socket().await;
    assert_eq!(next(&mut client).await, Err(1001));
}

#[tokio::test]
async fn stopping_closes_sockets_and_tells_disconnect() {
    let mut stand = Stand::start(usual, Clocks::default()).await;
    let mut client = stand.socket().await;
    stand.stop.take().unwrap().send(()).unwrap();
    assert_eq!(next(&mut client).await, Err(1001));
    let context = stand.invoked("disconnect").await["requestContext"].clone();
    assert_eq!(context["disconnectStatusCode"], 1001);
}
