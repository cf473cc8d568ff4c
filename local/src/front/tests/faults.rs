//! Sockets that end, and `$disconnect` events that go astray, on purpose.

use std::time::{Duration, Instant};

use futures::SinkExt as _;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use super::stand::{Client, Stand, next, usual};
use crate::meter::{Origin, Source, access_key};
use crate::websocket_api::Clocks;

const ENVIRONMENT: &str = "0123456789abcdef";

async fn stand(rule: Value) -> Stand {
    let stand = Stand::start(usual, Clocks::default()).await;
    put(&stand, &rule).await;
    stand
}

async fn echo(client: &mut Client, text: &str) {
    let frame = json!({"action": "echo", "text": text}).to_string();
    client.send(Message::text(frame)).await.unwrap();
}

/// Whether another `$disconnect` comes soon.
async fn disconnects_again(stand: &mut Stand) -> bool {
    let more = stand.invoked("disconnect");
    tokio::time::timeout(Duration::from_millis(200), more)
        .await
        .is_ok()
}

#[tokio::test]
async fn a_frame_cuts_its_socket_before_or_after_it_went_through() {
    for (effect, arrives) in [("before", false), ("after", true)] {
        let rule = json!({"on": "socket", "fault": "cut", "effect": effect, "probability": 1});
        let mut stand = stand(rule).await;
        let mut client = stand.socket().await;
        echo(&mut client, "in").await;
        assert_eq!(next(&mut client).await, Err(1006), "no close frame");
        let mut functions = Vec::new();
        while !functions.contains(&"disconnect".to_owned())
            || functions.contains(&"echo".to_owned()) != arrives
        {
            let next = tokio::time::timeout(Duration::from_secs(10), stand.invocations.recv());
            functions.push(next.await.unwrap().unwrap().0);
        }
    }
}

#[tokio::test]
async fn a_frame_to_the_client_cuts_its_socket_too() {
    for (effect, arrives) in [("before", false), ("after", true)] {
        let mut stand = Stand::start(usual, Clocks::default()).await;
        let mut client = stand.socket().await;
        let id = stand.invoked("connect").await["requestContext"]["connectionId"].clone();
        let rule = json!({"on": "socket", "fault": "cut", "effect": effect, "probability": 1});
        put(&stand, &rule).await;
        let answer = post(&stand, id.as_str().unwrap(), "hello", None).await;
        assert_eq!(answer, 200, "the gateway has taken it");
        if arrives {
            assert_eq!(next(&mut client).await, Ok("hello".to_owned()));
        }
        assert_eq!(next(&mut client).await, Err(1006));
        let context = stand.invoked("disconnect").await["requestContext"].clone();
        assert_eq!(context["disconnectStatusCode"], 1006);
        let answer = post(&stand, id.as_str().unwrap(), "more", None).await;
        assert_eq!(answer, 410);
    }
}

#[tokio::test]
async fn a_client_that_is_gone_is_cut_off_and_stays_gone() {
    let rule = json!({"on": "connections", "fault": "gone", "probability": 1, "times": 1});
    let mut stand = stand(rule).await;
    stand.meter.open(ENVIRONMENT);
    let key = access_key(ENVIRONMENT);
    let faults = stand.meter.faults();
    faults.enter(key.clone(), "f", rustix::process::Pid::INIT);
    let invocation = stand.meter.begin("f", "GET /", &Origin::new(Source::Http));
    stand.meter.hand(&invocation, ENVIRONMENT);

    let (mut lost, mut kept) = (stand.socket().await, stand.socket().await);
    let id = stand.invoked("connect").await["requestContext"]["connectionId"].clone();
    let id = id.as_str().unwrap();
    assert_eq!(post(&stand, id, "hello", Some(&key)).await, 410);
    assert_eq!(post(&stand, id, "hello", None).await, 410, "from now on");
    assert_eq!(next(&mut lost).await, Err(1006));
    let context = stand.invoked("disconnect").await["requestContext"].clone();
    assert_eq!(context["connectionId"], id);
    let recorded = stand.meter.describe(&invocation);
    let call = &recorded["calls"][0];
    assert_eq!(
        (&call["fault"], &call["error"]),
        (&json!("gone"), &json!("GoneException"))
    );
    echo(&mut kept, "still there").await;
    assert!(next(&mut kept).await.unwrap().contains("still there"));
}

#[tokio::test]
async fn a_disconnect_is_dropped_doubled_or_late() {
    let rule = |fault: &str| json!({"on": "disconnect", "fault": fault, "probability": 1});
    let mut stand = stand(rule("drop")).await;
    drop(stand.socket().await);
    assert!(!disconnects_again(&mut stand).await, "never delivered");

    put(&stand, &rule("double")).await;
    drop(stand.socket().await);
    let first = stand.invoked("disconnect").await;
    let second = stand.invoked("disconnect").await;
    let id = |event: &Value| event["requestContext"]["connectionId"].clone();
    assert_eq!(id(&first), id(&second));
    assert!(!disconnects_again(&mut stand).await);

    let mut late = rule("late");
    late["millis"] = json!([400, 400]);
    put(&stand, &late).await;
    let client = stand.socket().await;
    let since = Instant::now();
    drop(client);
    stand.invoked("disconnect").await;
    assert!(since.elapsed() >= Duration::from_millis(400));
    assert!(!disconnects_again(&mut stand).await);
}

#[tokio::test]
async fn a_plan_that_cannot_be_used_changes_nothing() {
    let rule = json!({"on": "disconnect", "fault": "drop", "probability": 0.25});
    let stand = stand(rule).await;
    let url = stand.url("/_local/faults");
    let client = reqwest::Client::new();
    let bad = r#"{"rules": [{"on": "sqs", "fault": "slow", "probability": 2}]}"#;
    let answer = client.put(&url).body(bad).send().await.unwrap();
    assert_eq!(answer.status(), 400);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let problem: Value = answer.json().await.unwrap();
    let detail = "rules[0].probability must be a number from 0 to 1; it is 2.";
    assert_eq!(problem["detail"], detail);
    let told: Value = client.get(&url).send().await.unwrap().json().await.unwrap();
    assert_eq!(told["rules"][0]["probability"], 0.25);
    let told: Value = client
        .delete(&url)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(told["rules"].as_array().unwrap().len(), 1);
    let told: Value = client.get(&url).send().await.unwrap().json().await.unwrap();
    assert_eq!(told, json!({"seed": null, "rules": []}));
}

async fn put(stand: &Stand, rule: &Value) {
    let body = json!({"rules": [rule]}).to_string();
    let request = reqwest::Client::new().put(stand.url("/_local/faults"));
    assert_eq!(request.body(body).send().await.unwrap().status(), 200);
}

/// Posts to a connection, as a function with this key does, or as anybody.
async fn post(stand: &Stand, id: &str, text: &'static str, key: Option<&str>) -> u16 {
    let path = format!("/dev/@connections/{}", id.replace('=', "%3D"));
    let mut request = reqwest::Client::new().post(stand.url(&path)).body(text);
    if let Some(key) = key {
        let value = format!(
            "AWS4-HMAC-SHA256 Credential={key}/20260101/us-east-1/execute-api/aws4_request"
        );
        request = request.header("authorization", value);
    }
    request.send().await.unwrap().status().as_u16()
}
