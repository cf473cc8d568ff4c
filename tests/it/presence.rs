//! Who is there, who is away, who has gone and when; and whom that is told.

mod away;
mod chosen;
mod flapping;
mod forgotten;
mod mistaken;
mod reports;
mod silent;
mod told;
mod watching;

use e2e::presence::{self, USERS, check_last_seen, hidden, now};
use e2e::{DEADLINE, Stack, User, eventually, shared_stack};
use reqwest::Method;
use serde_json::Value;

/// Kinds of the connected devices.
fn devices(own: &Value) -> Vec<&str> {
    let devices = own["devices"].as_array().unwrap().iter();
    let kinds = devices.map(|device| device["device"].as_str().unwrap());
    let mut kinds: Vec<&str> = kinds.collect();
    kinds.sort_unstable();
    kinds
}

/// The connected device of a kind.
fn device<'a>(own: &'a Value, kind: &str) -> &'a Value {
    let mut devices = own["devices"].as_array().unwrap().iter();
    devices.find(|device| device["device"] == kind).unwrap()
}

/// Address of the socket for a kind of device.
fn url(user: &User, device: &str) -> String {
    format!("{}?device={device}", user.addresses.web_socket)
}

/// Waits until so many invocations of a function have ended.
async fn ended(stack: &Stack, function: &str, count: usize) {
    let meter = stack.meter();
    let what = format!("{count} times {function}");
    eventually(&what, 2 * DEADLINE, async || {
        let all = meter.list(&[("function", function)]).await;
        let ended = all.iter().filter(|one| one.duration_ms.is_some());
        (ended.count() >= count).then_some(())
    })
    .await;
}

#[tokio::test]
async fn one_is_online_from_the_first_device_to_the_last() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    assert_eq!(presence::of(&bob, &ann).await, hidden(&ann.id));
    let own = presence::own(&ann).await;
    assert_eq!(own["status"], "offline", "{own}");
    assert_eq!(own["chosenStatus"], "online", "{own}");
    assert!(devices(&own).is_empty(), "{own}");

    let elsewhere = ann.log_in_again().await;
    let came = now();
    let phone = ann.connect_at(&url(&ann, "mobile")).await;
    let online = presence::expect(&bob, &ann, "online").await;
    assert_eq!(online["lastSeenAt"], Value::Null, "{online}");
    let laptop = elsewhere.connect_at(&url(&ann, "desktop")).await;
    let own = presence::own(&ann).await;
    assert_eq!(devices(&own), ["desktop", "mobile"], "{own}");
    for (kind, user) in [("mobile", &ann), ("desktop", &elsewhere)] {
        let device = device(&own, kind);
        assert_eq!(device["sessionId"], user.session_id().as_str(), "{own}");
        assert_eq!(device["status"], "online", "{own}");
        for field in ["connectedAt", "lastActiveAt"] {
            let at = e2e::looking::moment(&device[field]).as_millisecond();
            // When it was opened is known to the second.
            assert!((came - 1_000..=now()).contains(&at), "{field}: {own}");
        }
    }

    phone.close().await;
    let one = async || {
        let own = presence::own(&ann).await;
        (devices(&own) == ["desktop"]).then_some(own)
    };
    let own = eventually("one device is left", DEADLINE, one).await;
    assert_eq!(own["status"], "online", "{own}");
    assert_eq!(presence::of(&bob, &ann).await, online);
    let leaves = now();
    laptop.close().await;
    let gone = presence::expect(&bob, &ann, "offline").await;
    check_last_seen(&gone, leaves..=now());
    let own = presence::own(&ann).await;
    assert_eq!(own["lastSeenAt"], gone["lastSeenAt"], "{own}");
    assert!(devices(&own).is_empty(), "{own}");
    // Nobody needs to have a connection themself to see it.
    assert_eq!(presence::of(&bob, &ann).await, gone);
}

#[tokio::test]
async fn many_are_read_at_once_in_the_order_they_are_named() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let cay = stack.register("cay").await;
    let _socket = ann.connect().await;
    presence::expect(&cay, &ann, "online").await;
    let asked = [
        "usr_nobody",
        &bob.id,
        &ann.id,
        &bob.id,
        "usr_nobody",
        &cay.id,
    ];
    let read = presence::of_many(&cay, &asked).await;
    let expected = [
        hidden("usr_nobody"),
        hidden(&bob.id),
        presence::of(&cay, &ann).await,
        hidden(&cay.id),
    ];
    assert_eq!(read, expected, "each once");
    assert_eq!(read[2]["status"], "online", "{read:?}");

    let many: Vec<String> = (0..199).map(|number| format!("usr_{number}")).collect();
    let mut many: Vec<&str> = many.iter().map(String::as_str).collect();
    many.push(&ann.id);
    let read = presence::of_many(&cay, &many).await;
    assert_eq!(read.len(), 200);
    assert_eq!(read[199], expected[2]);
    assert_eq!(read[198], hidden("usr_198"));
    for path in [presence::ME.to_owned(), format!("{USERS}/{}", ann.id)] {
        let nobody = stack.call(Method::GET, &path).send().await;
        nobody.problem(401, "unauthenticated");
    }
}
