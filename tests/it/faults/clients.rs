//! Clients that cannot be reached, and sockets that end without a goodbye.

use e2e::{DEADLINE, eventually, fresh};
use serde_json::{Value, json};

use super::Scene;

#[tokio::test]
async fn a_post_that_is_throttled_or_unanswered_is_made_again() {
    let scene = Scene::start().await;
    scene
        .inject(json!({"on": "connections", "fault": "throttle", "times": 1}))
        .await;
    let message = scene.sending.say(&scene.chat, "again").await;
    scene.receiving.expect_message(&message).await;
    assert_eq!(scene.stack.end_faults().await.injected(), 1);

    // It was posted, and the worker does not know.
    scene
        .inject(json!({"on": "connections", "fault": "error", "effect": "after", "times": 1}))
        .await;
    let message = scene.sending.say(&scene.chat, "twice").await;
    let twice = async || {
        let events = scene.receiving.events("message.created").into_iter();
        let same = events.filter(|event| event["data"]["id"] == message["id"]);
        (same.count() == 2).then_some(())
    };
    eventually("it comes twice", DEADLINE, twice).await;
}

#[tokio::test]
async fn a_client_that_is_gone_is_forgotten_at_its_next_post() {
    let scene = Scene::start().await;
    let dynamodb = scene.stack.dynamodb();
    let links = dynamodb.links(&scene.bob.id).await;
    assert_eq!(links.len(), 1);
    // So old that 410 cannot mean that it is still opening.
    dynamodb.backdate(&scene.bob, &links[0], 60).await;

    // Nobody reports the end: the post that finds it is what forgets it.
    let rules = json!({"rules": [
        {"on": "connections", "fault": "gone", "probability": 1, "times": 1},
        {"on": "disconnect", "fault": "drop", "probability": 1},
    ]});
    scene.stack.inject(&rules).await;
    let missed = scene.sending.say(&scene.chat, "missed").await;
    let forgotten = async || dynamodb.links(&scene.bob.id).await.is_empty().then_some(());
    eventually("the connection is forgotten", DEADLINE, forgotten).await;
    assert!(!dynamodb.knows_connection(&links[0]).await);
    let closed = async || scene.receiving.is_closed().then_some(());
    eventually("the client is cut off", DEADLINE, closed).await;
    let counts = scene.stack.end_faults().await;
    assert_eq!(counts.rules[0].injected, 1);
    assert_eq!(counts.rules[1].injected, 1);

    let again = scene.bob.connect().await;
    let next = scene.sending.say(&scene.chat, "hello again").await;
    again.expect_message(&next).await;
    let page = scene
        .bob
        .get(&format!("/v1/chats/{}/messages", scene.chat))
        .await;
    let page = page.expect(200);
    let ids: Vec<&Value> = page["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["id"])
        .collect();
    assert!(ids.contains(&&missed["id"]), "{ids:?}");
}

#[tokio::test]
async fn a_socket_that_is_cut_loses_answers_and_no_message() {
    let scene = Scene::start().await;
    let key = fresh();
    let body =
        json!({"chatId": scene.chat, "clientMessageId": key, "type": "text", "text": "once"});
    for (effect, seqs) in [("before", vec![1]), ("after", vec![1, 2])] {
        let socket = scene.ann.connect().await;
        scene
            .inject(json!({"on": "socket", "fault": "cut", "effect": effect, "times": 1}))
            .await;
        let frame = json!({"action": "sendMessage", "id": "7", "data": body});
        socket.send_frame(&frame).await;
        let closed = async || socket.is_closed().then_some(());
        eventually("the socket ends", DEADLINE, closed).await;
        assert_eq!(scene.stack.end_faults().await.injected(), 1);
        let stored =
            async || (scene.stack.dynamodb().seqs(&scene.chat).await == seqs).then_some(());
        eventually("what went through is stored", DEADLINE, stored).await;
        assert!(socket.frames().is_empty(), "{:?}", socket.frames());
    }
    let socket = scene.ann.connect().await;
    let message = socket.send("sendMessage", body).await.ack();
    assert_eq!(message["seq"], 2);
    assert_eq!(scene.stack.dynamodb().seqs(&scene.chat).await, [1, 2]);
    scene.receiving.expect_message(&message).await;
}
