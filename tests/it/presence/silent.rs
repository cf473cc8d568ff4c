//! Connections of which nothing is heard any more, though nobody has told of their end.

use std::time::{Duration, Instant};

use e2e::presence::{self, Pace, check_last_seen, now};
use e2e::{DEADLINE, Proxy, Stack, eventually};
use serde_json::{Value, json};

use super::ended;

const PACE: Pace = Pace { away: 2, silent: 4 };
const SILENT: Duration = Duration::from_secs(4);

#[tokio::test]
async fn a_crash_without_a_close_is_noticed() {
    let stack = Stack::start(&PACE.options());
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let network = Proxy::network(&ann.addresses).await;
    let url = network.url(&ann.addresses.web_socket);
    let (phone, lost) = stack.connect_known(&ann, &url).await;
    let (since, last) = (Instant::now(), now());
    presence::beat(&phone, true).await;
    let heard = now();
    network.swallow();

    // Readers know in time, without anybody's help.
    let gone = presence::expect(&bob, &ann, "offline").await;
    assert!(since.elapsed() >= SILENT, "not before");
    check_last_seen(&gone, last..=heard);
    let own = presence::own(&ann).await;
    assert_eq!(own["devices"], json!([]), "{own}");

    // The sweep closes and forgets it, which makes nobody seen later.
    let mut sweep = PACE.sweep(&stack).await;
    sweep.run().await;
    stack.until_forgotten(&ann, &lost).await;
    let closed = async || (network.open() == 0).then_some(());
    eventually("the gateway ends it", 2 * DEADLINE, closed).await;
    ended(&stack, "ws-disconnect", 1).await;
    assert_eq!(presence::of(&bob, &ann).await, gone);
}

#[tokio::test]
async fn the_sweep_closes_who_is_silent_and_spares_who_is_not() {
    let stack = Stack::start(&PACE.options());
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let mut sweep = PACE.sweep(&stack).await;
    let (silent, forgotten) = stack.connect_known(&ann, &ann.addresses.web_socket).await;
    let (living, kept) = stack.connect_known(&ann, &ann.addresses.web_socket).await;
    let one_is_gone = async || {
        presence::beat(&living, false).await;
        let own = presence::own(&ann).await;
        (own["devices"].as_array().map(Vec::len) == Some(1)).then_some(())
    };
    eventually("one is silent", DEADLINE, one_is_gone).await;
    assert_eq!(presence::of(&bob, &ann).await["status"], "away");

    presence::beat(&living, false).await;
    sweep.run().await;
    // Its client opens another one then.
    silent.expect_close(1000).await;
    stack.until_forgotten(&ann, &forgotten).await;
    presence::beat(&living, true).await;
    assert_eq!(stack.dynamodb().links(&ann.id).await, [kept]);
    assert!(!living.is_closed());
    let chat = bob.direct_chat(&ann).await;
    let message = bob.say(&chat, "hello").await;
    living.expect_message(&message).await;
}

#[tokio::test]
async fn who_is_heard_again_before_the_sweep_is_there_again() {
    let stack = Stack::start(&PACE.options());
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let socket = ann.connect().await;
    let gone = presence::expect(&bob, &ann, "offline").await;
    assert!(gone["lastSeenAt"].is_string(), "{gone}");
    presence::beat(&socket, true).await;
    let back = presence::expect(&bob, &ann, "online").await;
    assert_eq!(back["lastSeenAt"], Value::Null, "{back}");
}

#[tokio::test]
async fn a_silent_connection_is_told_as_gone_when_it_is_closed() {
    let stack = Stack::start(&PACE.options());
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let mut sweep = PACE.sweep(&stack).await;
    let bobs = bob.connect().await;
    presence::watch(&bobs, &[&ann.id]).await;
    let network = Proxy::network(&ann.addresses).await;
    let url = network.url(&ann.addresses.web_socket);
    let phone = ann.connect_at(&url).await;
    let online = async || {
        presence::beat(&phone, true).await;
        presence::beat(&bobs, true).await;
        let told = presence::told(&bobs, &ann);
        (!told.is_empty()).then_some(told)
    };
    let told = eventually("told that she is there", DEADLINE, online).await;
    assert_eq!(told[0]["data"]["status"], "online", "{told:?}");
    network.swallow();
    let gone = async || {
        presence::beat(&bobs, true).await;
        let seen = presence::of(&bob, &ann).await;
        (seen["status"] == "offline").then_some(seen)
    };
    let gone = eventually("she is silent", DEADLINE, gone).await;
    sweep.run().await;
    let last = async || {
        presence::beat(&bobs, true).await;
        let last = presence::told(&bobs, &ann).pop()?["data"].clone();
        (last["status"] == "offline").then_some(last)
    };
    let last = eventually("told that she is gone", DEADLINE, last).await;
    assert_eq!(last, gone);
}
