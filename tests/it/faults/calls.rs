//! Calls that are refused, late, or whose answer is lost.

use std::time::{Duration, Instant};

use e2e::{DEADLINE, eventually, fresh};
use serde_json::{Value, json};

use super::Scene;

/// A rule for the transaction that stores a message.
fn on_commit(fault: &str, times: u32) -> Value {
    json!({
        "on": "dynamodb",
        "fault": fault,
        "operations": ["TransactWriteItems"],
        "functions": ["ws-send-message"],
        "times": times,
    })
}

#[tokio::test]
async fn a_send_outlasts_throttling_and_conflicts() {
    let scene = Scene::start().await;
    for (fault, times, seq) in [("throttle", 3, 2), ("conflict", 4, 3)] {
        scene.inject(on_commit(fault, times)).await;
        let message = scene.sending.say(&scene.chat, fault).await;
        assert_eq!(message["seq"], seq, "{message}");
        let struck = usize::try_from(times).unwrap();
        assert_eq!(
            scene.faults_of("ws-send-message").await,
            vec![fault; struck]
        );
        assert_eq!(scene.stack.end_faults().await.injected(), u64::from(times));
        scene.receiving.expect_message(&message).await;
    }

    // Reads and single writes are refused in other words; the SDK tries them again.
    scene
        .inject(json!({"on": "dynamodb", "fault": "throttle", "times": 2}))
        .await;
    scene.ann.chat(&scene.chat).await;
    assert_eq!(scene.stack.end_faults().await.injected(), 2);
    scene
        .inject(json!({
            "on": "dynamodb", "fault": "conflict", "times": 2,
            "operations": ["UpdateItem"], "functions": ["sqs-fan-out"],
        }))
        .await;
    let message = scene.sending.say(&scene.chat, "noted on the head").await;
    scene.receiving.expect_message(&message).await;
    let pushed =
        async || (scene.stack.dynamodb().pushed_through(&scene.chat).await == 4).then_some(());
    eventually("the push is noted", DEADLINE, pushed).await;
    assert_eq!(scene.stack.end_faults().await.injected(), 2);
}

#[tokio::test]
async fn a_send_whose_answers_are_lost_makes_one_message() {
    let scene = Scene::start().await;
    // Every try of the SDK: the first of them is committed.
    let mut rule = on_commit("error", 3);
    rule["effect"] = json!("after");
    scene.inject(rule).await;
    let key = fresh();
    let refused = scene.sending.say_as(&scene.chat, "once", &key).await;
    refused.problem(503, "unavailable");
    assert_eq!(scene.faults_of("ws-send-message").await, ["error"; 3]);
    assert_eq!(scene.stack.dynamodb().seqs(&scene.chat).await, [1, 2]);

    let message = scene.sending.say_as(&scene.chat, "once", &key).await.ack();
    assert_eq!(message["seq"], 2);
    assert_eq!(scene.stack.dynamodb().seqs(&scene.chat).await, [1, 2]);
    scene.receiving.expect_message(&message).await;

    // Nothing was done before: the next try does it, and the client does not notice.
    let mut rule = on_commit("error", 1);
    rule["effect"] = json!("before");
    scene.inject(rule).await;
    let message = scene.sending.say(&scene.chat, "twice").await;
    assert_eq!(message["seq"], 3);
    assert_eq!(scene.faults_of("ws-send-message").await, ["error"]);
}

#[tokio::test]
async fn a_queue_that_refuses_or_forgets_to_answer_costs_no_message() {
    let scene = Scene::start().await;
    let rule = |fault: &str| {
        json!({
            "on": "sqs", "fault": fault, "operations": ["SendMessage"],
            "functions": ["ws-send-message"], "times": 2,
        })
    };
    scene.inject(rule("throttle")).await;
    let message = scene.sending.say(&scene.chat, "throttled").await;
    scene.receiving.expect_message(&message).await;
    assert_eq!(scene.faults_of("ws-send-message").await, ["throttle"; 2]);

    // Each lost answer left a message in the queue: the job is done three times, and told once.
    let before = scene.jobs().await;
    let mut lost = rule("error");
    lost["effect"] = json!("after");
    scene.inject(lost).await;
    let message = scene.sending.say(&scene.chat, "thrice").await;
    let thrice = async || (scene.jobs().await >= before + 3).then_some(());
    eventually("three jobs", DEADLINE, thrice).await;
    scene.receiving.expect_message(&message).await;
    assert_eq!(scene.faults_of("ws-send-message").await, ["error"; 2]);
    assert_eq!(scene.stack.dynamodb().seqs(&scene.chat).await, [1, 2, 3]);
}

#[tokio::test]
async fn a_slow_call_takes_longer_and_no_more() {
    let scene = Scene::start().await;
    let mut rule = on_commit("slow", 1);
    rule["millis"] = json!([700, 700]);
    scene.inject(rule).await;
    let since = Instant::now();
    scene.sending.say(&scene.chat, "slowly").await;
    assert!(since.elapsed() >= Duration::from_millis(700));
    assert_eq!(scene.faults_of("ws-send-message").await, ["slow"]);
}
