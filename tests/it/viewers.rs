//! Who looks at a chat: each person once, as long as a device of theirs has it open.

mod ends;
mod hidden;
mod several;

use e2e::looking::{self, check_viewers};
use e2e::{Socket, User, shared_stack};
use serde_json::{Value, json};

/// Waits until a socket is told that somebody came or went, and makes sure of how many look then.
async fn expect_count(socket: &Socket, kind: &str, who: &User, chat: &str, count: usize) -> Value {
    let event = looking::expect(socket, kind, who, chat).await;
    let expected = json!({"userId": who.id, "count": count});
    assert_eq!(event["data"], expected, "{event}");
    event
}

/// Makes sure how often a socket was told that somebody came, and that they went. What could have
/// come was pushed before.
async fn check_told(socket: &Socket, who: &User, chat: &str, joined: usize, left: usize) {
    socket.settle().await;
    for (kind, times) in [("viewer.joined", joined), ("viewer.left", left)] {
        let told = looking::told(socket, kind, who, chat);
        assert_eq!(told.len(), times, "{kind}: {told:?}");
    }
}

#[tokio::test]
async fn who_opens_a_chat_is_told_who_looks_and_the_others_are_told() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let (anns, bobs, cays) = tokio::join!(ann.connect(), bob.connect(), cay.connect());
    let ack = looking::open(&anns, &chat).await;
    assert_eq!(
        ack,
        json!({"chatId": chat, "count": 1, "userIds": [ann.id]})
    );
    check_viewers(&looking::open(&bobs, &chat).await, &chat, &[&ann, &bob]);
    expect_count(&anns, "viewer.joined", &bob, &chat, 2).await;
    check_viewers(
        &looking::open(&cays, &chat).await,
        &chat,
        &[&ann, &bob, &cay],
    );
    for socket in [&anns, &bobs] {
        expect_count(socket, "viewer.joined", &cay, &chat, 3).await;
    }

    check_viewers(&looking::close(&bobs, &chat).await, &chat, &[&ann, &cay]);
    for socket in [&anns, &cays] {
        expect_count(socket, "viewer.left", &bob, &chat, 2).await;
    }
    check_viewers(&looking::close(&cays, &chat).await, &chat, &[&ann]);
    expect_count(&anns, "viewer.left", &cay, &chat, 1).await;
    // Who has closed it, or never opened it, is told nothing.
    check_told(&bobs, &cay, &chat, 1, 0).await;
    check_told(&cays, &bob, &chat, 0, 1).await;
    let ack = looking::close(&anns, &chat).await;
    assert_eq!(ack, json!({"chatId": chat, "count": 0, "userIds": []}));
}

#[tokio::test]
async fn a_person_with_two_devices_comes_once_and_goes_once() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let (anns, phone, laptop) = tokio::join!(ann.connect(), bob.connect(), bob.connect());
    let cays = cay.connect().await;
    looking::open(&anns, &chat).await;
    looking::open(&phone, &chat).await;
    expect_count(&anns, "viewer.joined", &bob, &chat, 2).await;
    check_viewers(&looking::open(&laptop, &chat).await, &chat, &[&ann, &bob]);
    looking::open(&cays, &chat).await;
    expect_count(&anns, "viewer.joined", &cay, &chat, 3).await;
    check_told(&anns, &bob, &chat, 1, 0).await;

    // One device is left, whichever it is.
    check_viewers(
        &looking::close(&phone, &chat).await,
        &chat,
        &[&ann, &bob, &cay],
    );
    looking::close(&cays, &chat).await;
    expect_count(&anns, "viewer.left", &cay, &chat, 2).await;
    check_told(&anns, &bob, &chat, 1, 0).await;
    check_viewers(&looking::close(&laptop, &chat).await, &chat, &[&ann]);
    expect_count(&anns, "viewer.left", &bob, &chat, 1).await;
    check_told(&anns, &bob, &chat, 1, 1).await;
}

#[tokio::test]
async fn two_devices_that_open_it_at_once_do_not_come_unseen() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("person", 5).await;
    let (ann, others) = people.split_first().unwrap();
    let chat = ann.group("all", others).await;
    let anns = ann.connect().await;
    looking::open(&anns, &chat).await;
    for user in others {
        let (phone, laptop) = tokio::join!(user.connect(), user.connect());
        tokio::join!(looking::open(&phone, &chat), looking::open(&laptop, &chat));
        looking::expect(&anns, "viewer.joined", user, &chat).await;
        tokio::join!(
            looking::close(&phone, &chat),
            looking::close(&laptop, &chat)
        );
        looking::expect(&anns, "viewer.left", user, &chat).await;
        check_viewers(&looking::open(&anns, &chat).await, &chat, &[ann]);
    }
}

#[tokio::test]
async fn doing_it_again_changes_nothing() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let (anns, bobs, cays) = tokio::join!(ann.connect(), bob.connect(), cay.connect());
    // Nothing to close.
    let ack = looking::close(&anns, &chat).await;
    assert_eq!(ack, json!({"chatId": chat, "count": 0, "userIds": []}));
    looking::open(&anns, &chat).await;
    check_viewers(&looking::close(&bobs, &chat).await, &chat, &[&ann]);
    for _ in 0..3 {
        check_viewers(&looking::open(&bobs, &chat).await, &chat, &[&ann, &bob]);
    }
    // At once, too.
    let data = json!({"chatId": chat});
    let again = (0..4).map(|_| bobs.send("openChat", data.clone()));
    for reply in futures::future::join_all(again).await {
        check_viewers(&reply.ack(), &chat, &[&ann, &bob]);
    }
    for _ in 0..3 {
        check_viewers(&looking::close(&bobs, &chat).await, &chat, &[&ann]);
    }
    looking::open(&cays, &chat).await;
    looking::close(&cays, &chat).await;
    expect_count(&anns, "viewer.left", &cay, &chat, 1).await;
    check_told(&anns, &bob, &chat, 1, 1).await;
    check_told(&anns, &cay, &chat, 1, 1).await;
    // Coming back is coming.
    looking::open(&bobs, &chat).await;
    check_viewers(&looking::open(&anns, &chat).await, &chat, &[&ann, &bob]);
    check_told(&anns, &bob, &chat, 2, 1).await;
}
