//! Messages that a queue hands out twice, late, or in another order.

use std::time::{Duration, Instant};

use e2e::{Client, DEADLINE, eventually};
use serde_json::json;

use super::Scene;

#[tokio::test]
async fn a_job_that_comes_twice_is_shown_once() {
    let scene = Scene::start().await;
    let client = Client::start(&scene.bob).await;
    scene
        .inject(json!({"on": "queue", "fault": "duplicate", "millis": [0, 200], "queues": ["FanOutQueue"]}))
        .await;
    let before = scene.jobs().await;
    let message = scene.sending.say(&scene.chat, "twice").await;
    let twice = async || (scene.jobs().await >= before + 2).then_some(());
    eventually("it comes twice", DEADLINE, twice).await;
    scene.receiving.expect_message(&message).await;
    client.wait_for(&scene.chat, 2).await;
    assert_eq!(
        client.log(&scene.chat).len(),
        1,
        "{:?}",
        client.log(&scene.chat)
    );
    assert!(scene.stack.end_faults().await.injected() >= 1);
    assert_eq!(scene.stack.dynamodb().seqs(&scene.chat).await, [1, 2]);
}

#[tokio::test]
async fn jobs_that_come_late_or_out_of_order_leave_the_log_in_order() {
    let scene = Scene::start().await;
    let client = Client::start(&scene.bob).await;
    scene
        .inject(json!({"on": "queue", "fault": "delay", "millis": [900, 900], "times": 1}))
        .await;
    let since = Instant::now();
    let late = scene.sending.say(&scene.chat, "late").await;
    let early = scene.sending.say(&scene.chat, "early").await;
    scene.receiving.expect_message(&early).await;
    scene.receiving.expect_message(&late).await;
    assert!(since.elapsed() >= Duration::from_millis(900));
    let seqs: Vec<u64> = scene
        .receiving
        .events("message.created")
        .iter()
        .filter_map(|event| event["seq"].as_u64())
        .collect();
    assert_eq!(seqs, [1, 3, 2], "the second overtakes the first");

    scene
        .inject(json!({"on": "queue", "fault": "reorder"}))
        .await;
    let texts: Vec<String> = (0..20).map(|number| number.to_string()).collect();
    for text in &texts {
        scene.sending.say(&scene.chat, text).await;
    }
    client.wait_for(&scene.chat, 23).await;
    let told: Vec<String> = client.log(&scene.chat)[2..]
        .iter()
        .map(|event| event["data"]["text"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(told, texts, "in the order they were acknowledged");
    assert!(scene.stack.end_faults().await.injected() >= 20);
}
