//! Who has not used any device for a while.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use e2e::presence::{self, Pace};
use e2e::{DEADLINE, Socket, Stack, User, Way, eventually};
use serde_json::{Value, json};

use super::{device, url};

const PACE: Pace = Pace {
    away: 2,
    silent: 600,
};

fn impatient() -> &'static Stack {
    static STACK: OnceLock<Stack> = OnceLock::new();
    STACK.get_or_init(|| Stack::start(&PACE.options()))
}

/// Uses a device until its person is online: on a busy machine they may be away again by then.
async fn expect_back(viewer: &User, user: &User, socket: &Socket) -> Value {
    let back = async || {
        presence::beat(socket, true).await;
        let seen = presence::of(viewer, user).await;
        (seen["status"] == "online").then_some(seen)
    };
    eventually("they are back", DEADLINE, back).await
}

#[tokio::test]
async fn who_does_nothing_is_away_in_time_and_back_at_once() {
    let stack = impatient();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let came = Instant::now();
    let socket = ann.connect().await;
    let away = presence::expect(&bob, &ann, "away").await;
    assert!(came.elapsed() >= Duration::from_secs(2), "not before");
    assert_eq!(away["lastSeenAt"], Value::Null, "{away}");
    let own = presence::own(&ann).await;
    assert_eq!(own["status"], "away", "{own}");
    assert_eq!(own["chosenStatus"], "online", "{own}");
    assert_eq!(own["devices"][0]["status"], "away", "{own}");

    // That a device lives does not say that somebody uses it.
    presence::beat(&socket, false).await;
    socket.send("heartbeat", json!({})).await.ack();
    assert_eq!(presence::of(&bob, &ann).await, away);
    assert_eq!(presence::own(&ann).await, own);

    let back = expect_back(&bob, &ann, &socket).await;
    assert_eq!(back["lastSeenAt"], Value::Null, "{back}");
    let later = presence::own(&ann).await;
    let used = |own: &Value| {
        own["devices"][0]["lastActiveAt"]
            .as_str()
            .map(str::to_owned)
    };
    assert!(used(&later) > used(&own), "{later}");
    presence::expect(&bob, &ann, "away").await;
    assert_eq!(presence::of(&ann, &ann).await["status"], "away");
}

#[tokio::test]
async fn choosing_a_status_is_a_use_of_the_device() {
    let stack = impatient();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let acting = ann.acting(Way::Socket).await;
    presence::expect(&bob, &ann, "away").await;
    let back = async || {
        presence::set(&acting, &json!({"text": "back"}))
            .await
            .done();
        let seen = presence::of(&bob, &ann).await;
        (seen["status"] == "online").then_some(seen)
    };
    let back = eventually("she is back", DEADLINE, back).await;
    assert_eq!(back["text"], "back", "{back}");
    // What one has chosen stays, used or not.
    let quiet = json!({"status": "do_not_disturb"});
    presence::set(&acting, &quiet).await.done();
    let unused = async || {
        let own = presence::own(&ann).await;
        (own["devices"][0]["status"] == "away").then_some(own)
    };
    let own = eventually("the device is unused", DEADLINE, unused).await;
    assert_eq!(own["status"], "do_not_disturb", "{own}");
    assert_eq!(presence::of(&bob, &ann).await["status"], "do_not_disturb");
}

#[tokio::test]
async fn one_device_in_use_is_enough() {
    let stack = impatient();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let _phone = ann.connect_at(&url(&ann, "mobile")).await;
    presence::expect(&bob, &ann, "away").await;
    let laptop = ann.connect_at(&url(&ann, "desktop")).await;
    let one_is_used = async || {
        presence::beat(&laptop, true).await;
        let own = presence::own(&ann).await;
        let statuses = ["mobile", "desktop"].map(|kind| device(&own, kind)["status"].clone());
        (statuses == ["away", "online"]).then_some(own)
    };
    let own = eventually("one is used", DEADLINE, one_is_used).await;
    assert_eq!(own["status"], "online", "{own}");
    // The one that is used goes: what is left is unused.
    laptop.close().await;
    presence::expect(&bob, &ann, "away").await;
}

#[tokio::test]
async fn the_sweep_tells_who_has_gone_away() {
    let stack = impatient();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let bobs = bob.connect().await;
    presence::watch(&bobs, &[&ann.id]).await;
    let mut sweep = PACE.sweep(stack).await;
    let anns = ann.connect().await;
    let told = async |status: &str| {
        let events = presence::told(&bobs, &ann);
        let newest = events.last().map(|event| &event["data"]["status"]);
        (newest == Some(&json!(status))).then_some(())
    };
    let online = async || {
        presence::beat(&anns, true).await;
        told("online").await
    };
    eventually("told that she is there", DEADLINE, online).await;
    presence::expect(&bob, &ann, "away").await;
    sweep.run().await;
    let away = presence::expect_told(&bobs, &ann, "away").await;
    assert_eq!(away["lastSeenAt"], Value::Null, "{away}");
    eventually("told that she is back", DEADLINE, online).await;
}
