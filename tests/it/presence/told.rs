//! Whom it is told without their asking.

use std::time::{Duration, Instant};

use e2e::presence::{self, check_last_seen, now};
use e2e::{Way, shared_stack};
use serde_json::{Value, json};

/// Going offline is told later than this, in case somebody comes back.
const GRACE: Duration = Duration::from_secs(4);

#[tokio::test]
async fn partners_of_direct_chats_are_told_and_strangers_are_not() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let (cay, eve) = (stack.register("cay").await, stack.register("eve").await);
    ann.direct_chat(&bob).await;
    ann.group("both", std::slice::from_ref(&cay)).await;
    let (partner, elsewhere) = tokio::join!(bob.connect(), bob.connect());
    let (member, stranger) = tokio::join!(cay.connect(), eve.connect());
    let socket = ann.connect().await;
    for told in [&partner, &elsewhere] {
        let data = presence::expect_told(told, &ann, "online").await;
        assert_eq!(data["lastSeenAt"], Value::Null, "{data}");
    }
    let leaves = now();
    socket.close().await;
    let data = presence::expect_told(&partner, &ann, "offline").await;
    check_last_seen(&data, leaves..=now());
    assert_eq!(data, presence::of(&bob, &ann).await);
    presence::expect_told(&elsewhere, &ann, "offline").await;
    for socket in [&member, &stranger] {
        socket.settle().await;
        let told = presence::told(socket, &ann);
        assert!(told.is_empty(), "a group is no direct chat: {told:?}");
    }
}

#[tokio::test]
async fn who_watches_a_partner_is_told_once() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    ann.direct_chat(&bob).await;
    let bobs = bob.connect().await;
    presence::watch(&bobs, &[&ann.id]).await;
    let change = json!({"text": "once"});
    ann.put(presence::ME, &change).await.expect(200);
    let once = |event: &Value| event["data"]["text"] == "once";
    bobs.expect_event("presence.updated", once).await;
    let change = json!({"text": "then"});
    ann.put(presence::ME, &change).await.expect(200);
    let then = |event: &Value| event["data"]["text"] == "then";
    bobs.expect_event("presence.updated", then).await;
    let told = presence::told(&bobs, &ann);
    assert_eq!(
        told.iter().filter(|event| once(event)).count(),
        1,
        "{told:?}"
    );
}

#[tokio::test]
async fn ones_other_devices_are_told() {
    let stack = shared_stack();
    let _log = stack.show_log();
    for way in Way::BOTH {
        let ann = stack.register("ann").await;
        let acting = ann.acting(way).await;
        let other = ann.connect().await;
        let change = json!({"status": "do_not_disturb", "text": "at work"});
        presence::set(&acting, &change).await.done();
        let told = presence::expect_told(&other, &ann, "do_not_disturb").await;
        assert_eq!(told["text"], "at work", "{told}");
    }
}

#[tokio::test]
async fn a_reload_is_not_told() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let bobs = bob.connect().await;
    presence::watch(&bobs, &[&ann.id]).await;
    let url = &ann.addresses.web_socket;
    let (first, old) = stack.connect_known(&ann, url).await;
    presence::expect_told(&bobs, &ann, "online").await;
    let leaves = Instant::now();
    first.close().await;
    stack.until_forgotten(&ann, &old).await;
    let second = ann.connect().await;
    let was_quick = leaves.elapsed() < GRACE;
    let change = json!({"text": "here again"});
    second.send("setPresence", change).await.ack();
    let says = |event: &Value| event["data"]["text"] == "here again";
    bobs.expect_event("presence.updated", says).await;
    let told = presence::told(&bobs, &ann);
    let offline = told
        .iter()
        .any(|event| event["data"]["status"] == "offline");
    assert!(!(was_quick && offline), "{told:?}");
}
