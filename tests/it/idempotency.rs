//! A retried send never makes a second message.

use e2e::{fresh, shared_stack};
use futures::future::join_all;
use serde_json::{Value, json};

#[tokio::test]
async fn ten_sends_at_once_under_one_key_make_one_message() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.direct_chat(&bob).await;
    let (one, other, listening) = tokio::join!(ann.connect(), ann.connect(), bob.connect());
    let body = json!({"chatId": chat, "clientMessageId": fresh(), "type": "text", "text": "once"});

    let over_sockets = join_all([&one, &other, &one, &other, &one].map(|socket| {
        let body = body.clone();
        async move { socket.send("sendMessage", body).await.ack() }
    }));
    let path = format!("/v1/chats/{chat}/messages");
    let over_rest = join_all((0..5).map(|number| {
        let path = if number % 2 == 0 {
            "/v1/messages"
        } else {
            &path
        };
        let (ann, body) = (&ann, &body);
        async move { ann.post(path, body).await.expect(201) }
    }));
    let (over_sockets, over_rest) = tokio::join!(over_sockets, over_rest);
    let answers: Vec<Value> = over_sockets.into_iter().chain(over_rest).collect();
    assert_eq!(answers.len(), 10);
    for answer in &answers {
        assert_eq!(answer, &answers[0]);
    }
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1]);

    // Delivery is at least once: a client drops what it has by chat and seq.
    listening.expect_message(&answers[0]).await;
    listening.settle().await;
    assert!(
        listening
            .events("message.created")
            .iter()
            .all(|event| event["seq"] == 1)
    );
}

#[tokio::test]
async fn a_key_outlives_its_socket_and_is_good_for_one_body() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.direct_chat(&bob).await;
    let key = fresh();
    let socket = ann.connect().await;
    let first = socket.say_as(&chat, "once", &key).await.ack();
    socket.close().await;

    let socket = ann.connect().await;
    assert_eq!(socket.say_as(&chat, "once", &key).await.ack(), first);
    socket
        .say_as(&chat, "twice", &key)
        .await
        .problem(422, "idempotency_mismatch");
    let by_person =
        json!({"userId": bob.id, "clientMessageId": key, "type": "text", "text": "once"});
    assert_eq!(
        ann.post("/v1/messages", &by_person).await.expect(201),
        first
    );
    let other = json!({"clientMessageId": key, "type": "text", "text": "twice"});
    let path = format!("/v1/chats/{chat}/messages");
    ann.post(&path, &other)
        .await
        .problem(422, "idempotency_mismatch");
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1]);
}

#[tokio::test]
async fn a_key_belongs_to_its_sender_and_chat() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let (chat, key) = (ann.direct_chat(&bob).await, fresh());
    let group = ann.group("both", std::slice::from_ref(&bob)).await;
    let body = json!({"clientMessageId": key, "type": "text", "text": "once"});
    let send = async |user: &e2e::User, chat: &str| {
        let path = format!("/v1/chats/{chat}/messages");
        user.post(&path, &body).await.expect(201)["id"].clone()
    };
    let mut ids = vec![
        send(&ann, &chat).await,
        send(&bob, &chat).await,
        send(&ann, &group).await,
    ];
    ids.dedup();
    assert_eq!(ids.len(), 3, "{ids:?}");
}
