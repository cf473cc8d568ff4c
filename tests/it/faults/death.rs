//! Functions that die, or wait for ever, in the middle of their work.

use std::time::Duration;

use e2e::{DEADLINE, eventually, fresh};
use serde_json::{Value, json};

use super::Scene;

/// The promise: pushed within one minute, without the sender's help.
const WITHIN: Duration = Duration::from_secs(60);

fn from_gateway(frame: &Value) -> bool {
    frame.get("type").is_none() && frame["message"] == "Internal server error"
}

#[tokio::test]
async fn what_was_committed_is_pushed_although_its_writer_died() {
    let scene = Scene::start().await;
    let kill = |effect: &str| {
        json!({
            "on": "dynamodb", "fault": "kill", "effect": effect, "times": 1,
            "operations": ["TransactWriteItems"], "functions": ["ws-send-message"],
        })
    };
    let body = |key: &str, text: &str| json!({"chatId": scene.chat, "clientMessageId": key, "type": "text", "text": text});
    let (committed, lost) = (fresh(), fresh());

    // Dead before the commit: nothing is stored, and the same key may be sent again.
    scene.inject(kill("before")).await;
    let frame = |key: &str| json!({"action": "sendMessage", "id": key, "data": body(key, "one")});
    scene.sending.send_frame(&frame(&lost)).await;
    scene
        .sending
        .expect("frame of the gateway", from_gateway)
        .await;
    assert_eq!(scene.stack.dynamodb().seqs(&scene.chat).await, [1]);

    // Dead after it.
    scene.inject(kill("after")).await;
    scene.sending.send_frame(&frame(&committed)).await;
    let two = async || {
        let frames = scene.sending.frames().into_iter();
        (frames.filter(from_gateway).count() == 2).then_some(())
    };
    eventually("another frame of the gateway", DEADLINE, two).await;
    assert_eq!(scene.stack.dynamodb().seqs(&scene.chat).await, [1, 2]);
    let meter = scene.stack.meter();
    let killed = meter.newest("ws-send-message").await;
    let error = killed.error.clone().unwrap();
    assert!(error.contains("signal: killed"), "{error}");
    let url = format!(
        "{}/_local/invocations/{}",
        scene.stack.addresses.http, killed.id
    );
    let record: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
    assert_eq!(record["fault"], "kill", "{record}");
    let last = record["calls"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["fault"], &last["effect"], &last["error"]),
        (&json!("kill"), &json!("after"), &json!("no answer"))
    );

    let pushed = |frame: &Value| {
        frame["type"] == "message.created" && frame["data"]["clientMessageId"] == committed.as_str()
    };
    let receiving = &scene.receiving;
    receiving.expect_within("the push", WITHIN, pushed).await;
    // The sender repeats, and gets the first result; what was not stored takes the next place.
    for (key, seq) in [(&committed, 2), (&lost, 3)] {
        let message = scene
            .sending
            .send("sendMessage", body(key, "one"))
            .await
            .ack();
        assert_eq!(message["seq"], seq, "{message}");
    }
    assert_eq!(scene.stack.dynamodb().seqs(&scene.chat).await, [1, 2, 3]);
}

#[tokio::test]
async fn a_call_that_is_never_answered_costs_a_try() {
    let scene = Scene::start().await;
    let hang = |effect: &str, times: u32| {
        json!({
            "on": "dynamodb", "fault": "hang", "effect": effect, "times": times,
            "operations": ["TransactWriteItems"], "functions": ["ws-send-message"],
        })
    };
    for (effect, seq) in [("before", 2), ("after", 3)] {
        scene.inject(hang(effect, 1)).await;
        let message = scene.sending.say(&scene.chat, effect).await;
        assert_eq!(message["seq"], seq, "{message}");
        assert_eq!(scene.faults_of("ws-send-message").await, ["hang"]);
        scene.receiving.expect_message(&message).await;
    }
    assert_eq!(scene.stack.dynamodb().seqs(&scene.chat).await, [1, 2, 3]);
}

#[tokio::test]
async fn a_worker_that_dies_is_followed_by_another() {
    let scene = Scene::start().await;
    scene
        .inject(json!({
            "on": "dynamodb", "fault": "kill", "effect": "before", "times": 1,
            "functions": ["sqs-fan-out"],
        }))
        .await;
    let message = scene.sending.say(&scene.chat, "hello").await;
    let is_it =
        |frame: &Value| frame["type"] == "message.created" && frame["data"] == sent(&message);
    scene
        .receiving
        .expect_within("the push", WITHIN, is_it)
        .await;
    assert_eq!(scene.stack.end_faults().await.injected(), 1);
}

/// A message as everybody gets it: without what depends on the reader.
fn sent(message: &Value) -> Value {
    let mut message = message.clone();
    message.as_object_mut().unwrap().remove("status");
    message
}
