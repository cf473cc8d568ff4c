//! What somebody chooses to be, and says to it.

use e2e::presence::{self, check_last_seen, now};
use e2e::{DEADLINE, User, Way, eventually, shared_stack};
use serde_json::{Value, json};

use super::devices;

/// Waits until so many of somebody's devices are connected.
async fn until_connected(user: &User, count: usize) {
    let connected = async || {
        let own = presence::own(user).await;
        (devices(&own).len() == count).then_some(())
    };
    eventually("so many devices", DEADLINE, connected).await;
}

#[tokio::test]
async fn others_see_what_one_has_chosen_while_one_is_there() {
    let stack = shared_stack();
    let _log = stack.show_log();
    for way in Way::BOTH {
        let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
        let socket = ann.connect().await;
        let acting = ann.acting(way).await;
        for status in ["do_not_disturb", "away", "offline", "online"] {
            let change = json!({"status": status});
            let own = presence::set(&acting, &change).await.done();
            assert_eq!(own["chosenStatus"], status, "{own}");
            assert_eq!(own["status"], status, "{own}");
            assert_eq!(own["userId"], ann.id.as_str(), "{own}");
            let again = presence::own(&ann).await;
            for field in ["chosenStatus", "status", "text", "lastSeenAt"] {
                assert_eq!(own.get(field), again.get(field), "{field}: {own}");
            }
            assert_eq!(devices(&again), devices(&own));
            let seen = presence::of(&bob, &ann).await;
            assert_eq!(seen["status"], status, "{seen}");
            let is_offline = status == "offline";
            assert_eq!(seen["lastSeenAt"].is_string(), is_offline, "{seen}");
        }
        drop(socket);
    }
}

#[tokio::test]
async fn what_one_has_chosen_is_kept_over_reconnects() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    // Whoever is not there is offline, whatever they have chosen.
    let change = json!({"status": "do_not_disturb", "text": "at work"});
    let own = ann.put(presence::ME, &change).await.expect(200);
    assert_eq!(own["status"], "offline", "{own}");
    assert_eq!(own["chosenStatus"], "do_not_disturb", "{own}");
    assert_eq!(presence::of(&bob, &ann).await["status"], "offline");
    for _ in 0..2 {
        let socket = ann.connect().await;
        let seen = presence::expect(&bob, &ann, "do_not_disturb").await;
        assert_eq!(seen["text"], "at work", "{seen}");
        assert_eq!(seen["lastSeenAt"], Value::Null, "{seen}");
        let leaves = now();
        socket.close().await;
        let gone = presence::expect(&bob, &ann, "offline").await;
        check_last_seen(&gone, leaves..=now());
        assert_eq!(gone["text"], "at work", "{gone}");
    }
    let socket = ann.connect().await;
    let change = json!({"status": "online"});
    socket.send("setPresence", change).await.ack();
    let seen = presence::expect(&bob, &ann, "online").await;
    assert_eq!(seen["text"], "at work", "the text is another matter");
}

#[tokio::test]
async fn who_is_invisible_was_last_seen_when_they_chose_it() {
    let stack = shared_stack();
    let _log = stack.show_log();
    for way in Way::BOTH {
        let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
        let socket = ann.connect().await;
        let acting = ann.acting(way).await;
        let count = devices(&presence::own(&ann).await).len();
        let chose = now();
        let offline = json!({"status": "offline"});
        presence::set(&acting, &offline).await.done();
        let gone = presence::of(&bob, &ann).await;
        check_last_seen(&gone, chose..=now());

        // Whatever they do then.
        let after = now();
        presence::beat(&socket, true).await;
        let other = ann.connect().await;
        until_connected(&ann, count + 1).await;
        presence::beat(&other, true).await;
        other.close().await;
        until_connected(&ann, count).await;
        presence::set(&acting, &offline).await.done();
        assert!(now() > after);
        assert_eq!(presence::of(&bob, &ann).await, gone);
        let own = presence::own(&ann).await;
        assert_eq!(own["chosenStatus"], "offline", "{own}");
        assert_eq!(own["devices"][0]["status"], "online", "{own}");
        socket.close().await;
        until_connected(&ann, count - 1).await;
        assert_eq!(presence::of(&bob, &ann).await, gone);

        let again = ann.connect().await;
        until_connected(&ann, count).await;
        assert_eq!(presence::of(&bob, &ann).await, gone, "kept");
        let change = json!({"status": "online"});
        again.send("setPresence", change).await.ack();
        let back = presence::of(&bob, &ann).await;
        assert_eq!(back["status"], "online", "{back}");
        assert_eq!(back["lastSeenAt"], Value::Null, "{back}");
    }
}

#[tokio::test]
async fn a_text_stands_beside_any_status_until_it_is_cleared() {
    let stack = shared_stack();
    let _log = stack.show_log();
    for way in Way::BOTH {
        let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
        let socket = ann.connect().await;
        let acting = ann.acting(way).await;
        // Characters are Unicode scalar values.
        let longest = "👋".repeat(200);
        for text in ["<b>busy</b>", &longest, "back at 5"] {
            let own = presence::set(&acting, &json!({"text": text})).await.done();
            assert_eq!(own["text"], text, "{own}");
            assert_eq!(own["status"], "online", "{own}");
            assert_eq!(presence::of(&bob, &ann).await["text"], text);
        }
        let change = json!({"status": "away"});
        let own = presence::set(&acting, &change).await.done();
        assert_eq!(own["text"], "back at 5", "{own}");
        for change in [
            json!({"text": "back at 5👋".repeat(30)}),
            json!({"text": 7}),
            json!({"text": "later", "status": "asleep"}),
            json!({"text": "later", "status": null}),
            json!({}),
        ] {
            let refused = presence::set(&acting, &change).await;
            refused.problem(400, "validation_failed");
        }
        let refused = presence::set(&acting, &json!({"text": "x".repeat(201)})).await;
        refused.refuses("text", "too_long");
        let seen = presence::of(&bob, &ann).await;
        assert_eq!(seen["text"], "back at 5", "nothing of it: {seen}");
        assert_eq!(seen["status"], "away", "{seen}");

        let change = json!({"text": null});
        let own = presence::set(&acting, &change).await.done();
        assert_eq!(own["text"], Value::Null, "{own}");
        assert_eq!(own["status"], "away", "{own}");
        assert_eq!(presence::of(&bob, &ann).await["text"], Value::Null);
        drop(socket);
    }
}
