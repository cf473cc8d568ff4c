//! `$disconnect` is only tried by API Gateway: its report comes twice, late, or not at all (API Gateway
//! Developer Guide, "Manage connected users and client apps: $connect and $disconnect routes").

use e2e::presence::{self, Pace, check_last_seen, now};
use e2e::{DEADLINE, Options, Stack, eventually};
use serde_json::json;

use super::ended;

const REPORT: &str = "ws-disconnect";

/// From now on every report meets this.
async fn inject(stack: &Stack, fault: &str, millis: Option<u64>) {
    let mut rule = json!({"on": "disconnect", "fault": fault, "probability": 1});
    if let Some(millis) = millis {
        rule["millis"] = json!([millis, millis]);
    }
    stack.inject(&json!({"rules": [rule]})).await;
}

#[tokio::test]
async fn a_report_that_comes_twice_ends_one_device() {
    let stack = Stack::start(&Options::new());
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let url = &ann.addresses.web_socket;
    let (phone, first) = stack.connect_known(&ann, url).await;
    let (laptop, kept) = stack.connect_known(&ann, url).await;
    inject(&stack, "double", None).await;
    phone.close().await;
    ended(&stack, REPORT, 2).await;
    assert_eq!(stack.dynamodb().links(&ann.id).await, [kept.as_str()]);
    assert!(!stack.dynamodb().knows_connection(&first).await);
    assert_eq!(presence::of(&bob, &ann).await["status"], "online");

    let leaves = now();
    laptop.close().await;
    let gone = presence::expect(&bob, &ann, "offline").await;
    check_last_seen(&gone, leaves..=now());
    ended(&stack, REPORT, 4).await;
    assert_eq!(presence::of(&bob, &ann).await, gone);
    assert_eq!(stack.end_faults().await.injected(), 2);
}

#[tokio::test]
async fn a_late_report_does_not_end_what_came_since() {
    let stack = Stack::start(&Options::new());
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    inject(&stack, "late", Some(1_500)).await;
    let url = &ann.addresses.web_socket;
    let (first, old) = stack.connect_known(&ann, url).await;
    first.close().await;
    // The new one comes before the old one's end is known, as after a loss of network.
    let (second, new) = stack.connect_known(&ann, url).await;
    let mut links = stack.dynamodb().links(&ann.id).await;
    links.retain(|link| *link != old);
    assert_eq!(links, [new.as_str()]);
    stack.until_forgotten(&ann, &old).await;
    ended(&stack, REPORT, 1).await;
    assert_eq!(stack.dynamodb().links(&ann.id).await, [new.as_str()]);
    assert_eq!(presence::of(&bob, &ann).await["status"], "online");
    let chat = bob.direct_chat(&ann).await;
    let message = bob.say(&chat, "hello").await;
    second.expect_message(&message).await;
    assert_eq!(stack.end_faults().await.injected(), 1);

    // The other way round: the new one is open before the old one closes.
    let (third, newest) = stack.connect_known(&ann, url).await;
    second.close().await;
    stack.until_forgotten(&ann, &new).await;
    assert_eq!(stack.dynamodb().links(&ann.id).await, [newest]);
    let message = bob.say(&chat, "hello again").await;
    third.expect_message(&message).await;
    assert_eq!(presence::of(&bob, &ann).await["status"], "online");
}

#[tokio::test]
async fn an_end_that_is_not_reported_is_noticed() {
    let pace = Pace { away: 2, silent: 3 };
    let stack = Stack::start(&pace.options());
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    inject(&stack, "drop", None).await;
    let (socket, lost) = stack.connect_known(&ann, &ann.addresses.web_socket).await;
    let last = now();
    presence::beat(&socket, true).await;
    let heard = now();
    socket.close().await;
    let dropped = async || (stack.fault_counts().await.injected() == 1).then_some(());
    eventually("its report is dropped", DEADLINE, dropped).await;
    let gone = presence::expect(&bob, &ann, "offline").await;
    check_last_seen(&gone, last..=heard);
    assert!(stack.dynamodb().knows_connection(&lost).await, "so far");
    let mut sweep = pace.sweep(&stack).await;
    sweep.run().await;
    stack.until_forgotten(&ann, &lost).await;
    assert!(stack.dynamodb().links(&ann.id).await.is_empty());
    assert_eq!(presence::of(&bob, &ann).await, gone);
}

#[tokio::test]
async fn a_report_that_comes_too_late_tells_nothing_new() {
    let pace = Pace { away: 2, silent: 3 };
    let stack = Stack::start(&pace.options());
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    // Later than its silence is noticed, and before anybody else finds the connection dead.
    inject(&stack, "late", Some(5_000)).await;
    let began = now();
    let socket = ann.connect().await;
    socket.close().await;
    let left = now();
    let gone = presence::expect(&bob, &ann, "offline").await;
    check_last_seen(&gone, began..=left);
    ended(&stack, REPORT, 1).await;
    assert!(now() >= began + 5_000, "after that");
    assert!(stack.dynamodb().links(&ann.id).await.is_empty());
    // Nobody was there in between.
    assert_eq!(presence::of(&bob, &ann).await, gone);
}
