//! Who is told of a message: every connection of every member but the one that has the answer.

use e2e::{DEADLINE, eventually, shared_stack};

#[tokio::test]
async fn every_device_but_the_sending_connection_gets_the_event() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let eve = stack.register("eve").await;
    let chat = ann.direct_chat(&bob).await;
    let (sending, tablet) = tokio::join!(ann.connect(), ann.connect());
    let (phone, laptop, stranger) = tokio::join!(bob.connect(), bob.connect(), eve.connect());
    let message = sending.say(&chat, "hello").await;
    for socket in [&tablet, &phone, &laptop] {
        let event = socket.expect_message(&message).await;
        assert_eq!(event["data"]["text"], "hello");
    }
    // All posts are done once the head says so.
    let pushed = async || (stack.dynamodb().pushed_through(&chat).await == 1).then_some(());
    eventually("the message is pushed", DEADLINE, pushed).await;
    for socket in [&sending, &stranger] {
        socket.settle().await;
        assert!(
            socket.events("message.created").is_empty(),
            "{:?}",
            socket.frames()
        );
    }
    for socket in [&tablet, &phone, &laptop] {
        socket.settle().await;
        assert_eq!(socket.events("message.created").len(), 1, "each once");
    }
    // Over REST there is no sending connection.
    let message = ann.say(&chat, "again").await;
    for socket in [&sending, &tablet, &phone, &laptop] {
        socket.expect_message(&message).await;
    }
}

#[tokio::test]
async fn a_socket_that_closed_is_not_posted_to_and_a_new_one_is() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.direct_chat(&bob).await;
    let dynamodb = stack.dynamodb();
    bob.connect().await.close().await;
    let gone = async || dynamodb.links(&bob.id).await.is_empty().then_some(());
    eventually("the connection is forgotten", DEADLINE, gone).await;
    ann.say(&chat, "missed").await;
    let socket = bob.connect().await;
    let message = ann.say(&chat, "hello").await;
    socket.expect_message(&message).await;
}

#[tokio::test]
async fn a_long_message_reaches_a_socket_whole() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.direct_chat(&bob).await;
    let socket = bob.connect().await;
    let text = "👩".repeat(6_144);
    let message = ann.say(&chat, &text).await;
    assert_eq!(
        socket.expect_message(&message).await["data"]["text"],
        text.as_str()
    );
}
