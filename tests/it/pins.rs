//! Pins: messages that a chat keeps in sight.

use e2e::{Answer, Socket, User, path_of, shared_stack};
use reqwest::Method;
use serde_json::{Value, json};

async fn pin(user: &User, message: &Value) -> Answer {
    let path = format!("{}/pin", path_of(message));
    user.call(Method::PUT, &path).send().await
}

async fn unpin(user: &User, message: &Value) -> Answer {
    user.delete(&format!("{}/pin", path_of(message))).await
}

fn ids(pins: &[Value]) -> Vec<&Value> {
    pins.iter().map(|pin| &pin["message"]["id"]).collect()
}

/// Waits for the event that says who pinned or unpinned a message.
async fn expect_told(socket: &Socket, kind: &str, message: &Value, by: &User, seq: u64) {
    let event = socket.expect_event(kind, |event| event["seq"] == seq).await;
    let data = json!({"messageId": message["id"], "by": by.id});
    assert_eq!(
        (&event["chatId"], &event["data"]),
        (&message["chatId"], &data)
    );
}

#[tokio::test]
async fn a_pin_is_one_entry_that_everyone_sees() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let (anns, bobs) = tokio::join!(ann.connect(), bob.connect());
    let message = bob.say(&chat, "keep this").await;
    assert_eq!(message["pinned"], false);
    assert!(bob.pins(&chat).await.is_empty());
    for seq in [2, 4] {
        let pinned = json!({"messageId": message["id"], "pinned": true});
        assert_eq!(pin(&ann, &message).await.expect(200), pinned);
        assert_eq!(pin(&ann, &message).await.expect(200), pinned, "a repeat");
        for socket in [&anns, &bobs] {
            expect_told(socket, "message.pinned", &message, &ann, seq).await;
        }
        let seen = bob.message(&message).await;
        assert_eq!(
            (&seen["pinned"], &seen["updatedSeq"]),
            (&json!(true), &json!(seq))
        );
        assert_eq!(bob.history(&chat).await, std::slice::from_ref(&seen));
        let pins = bob.pins(&chat).await;
        assert_eq!(
            (&pins[0]["message"], &pins[0]["pinnedBy"]),
            (&seen, &json!(ann.id))
        );
        assert!(pins[0]["pinnedAt"].as_str() > message["createdAt"].as_str());

        let unpinned = json!({"messageId": message["id"], "pinned": false});
        assert_eq!(unpin(&ann, &message).await.expect(200), unpinned);
        assert_eq!(
            unpin(&ann, &message).await.expect(200),
            unpinned,
            "a repeat"
        );
        for socket in [&anns, &bobs] {
            expect_told(socket, "message.unpinned", &message, &ann, seq + 1).await;
        }
        assert_eq!(bob.message(&message).await["pinned"], false);
        assert!(bob.pins(&chat).await.is_empty());
    }
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1, 2, 3, 4, 5]);
    assert_eq!(
        bob.chat(&chat).await["unreadCount"],
        0,
        "his own message is read, pins are none"
    );
}

#[tokio::test]
async fn who_keeps_order_pins_in_a_group_and_both_in_a_direct_chat() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let (eve, direct) = (stack.register("eve").await, ann.direct_chat(&bob).await);
    let own = bob.say(&chat, "by bob").await;
    pin(&bob, &own).await.problem(403, "forbidden");
    unpin(&bob, &own).await.problem(403, "forbidden");
    pin(&ann, &own).await.expect(200);
    unpin(&bob, &own).await.problem(403, "forbidden");
    assert_eq!(bob.pins(&chat).await.len(), 1);

    let private = ann.say(&direct, "by ann").await;
    pin(&bob, &private).await.expect(200);
    unpin(&ann, &private).await.expect(200);
    pin(&ann, &private).await.expect(200);
    for message in [&own, &private] {
        pin(&eve, message).await.problem(404, "not_found");
        unpin(&eve, message).await.problem(404, "not_found");
        let list = format!("/v1/chats/{}/pins", message["chatId"].as_str().unwrap());
        eve.get(&list).await.problem(404, "not_found");
    }
    let mut unknown = own.clone();
    for id in ["msg_1_0000000000000", "msg_7_0000000000000", "nonsense"] {
        unknown["id"] = json!(id);
        pin(&ann, &unknown).await.problem(404, "not_found");
        unpin(&ann, &unknown).await.problem(404, "not_found");
    }
    unknown["id"] = private["id"].clone();
    pin(&ann, &unknown).await.problem(404, "not_found");
}

#[tokio::test]
async fn the_newest_pin_comes_first_and_shows_the_message_as_it_is() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let mut messages = Vec::new();
    for text in ["one", "two", "three"] {
        messages.push(ann.say(&chat, text).await);
    }
    for place in [1, 0, 2] {
        pin(&ann, &messages[place]).await.expect(200);
    }
    let order = |places: [usize; 3]| places.map(|place| &messages[place]["id"]);
    assert_eq!(ids(&bob.pins(&chat).await), order([2, 0, 1]));
    unpin(&ann, &messages[0]).await.expect(200);
    pin(&ann, &messages[0]).await.expect(200);
    let edit = ann.call(Method::PATCH, &path_of(&messages[2]));
    edit.json(&json!({"text": "edited"}))
        .send()
        .await
        .expect(200);
    let pins = bob.pins(&chat).await;
    assert_eq!(ids(&pins), order([0, 2, 1]));
    assert_eq!(pins[1]["message"]["text"], "edited");
    let times: Vec<&str> = pins
        .iter()
        .filter_map(|pin| pin["pinnedAt"].as_str())
        .collect();
    assert!(
        times.is_sorted_by(|newer, older| newer >= older),
        "{times:?}"
    );
    let page = bob.get(&format!("/v1/chats/{chat}/pins")).await.expect(200);
    assert_eq!(
        page.get("nextCursor"),
        Some(&Value::Null),
        "there is one page"
    );
}

#[tokio::test]
async fn a_chat_has_fifty_pins() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let socket = ann.connect().await;
    let mut messages = Vec::new();
    for number in 0..51 {
        messages.push(socket.say(&chat, &number.to_string()).await);
    }
    for message in &messages[..50] {
        pin(&ann, message).await.expect(200);
    }
    let seqs = stack.dynamodb().seqs(&chat).await;
    pin(&ann, &messages[50]).await.problem(409, "limit_reached");
    pin(&ann, &messages[7]).await.expect(200);
    assert_eq!(stack.dynamodb().seqs(&chat).await, seqs);
    let pins = bob.pins(&chat).await;
    let expected: Vec<&Value> = messages[..50].iter().rev().map(|one| &one["id"]).collect();
    assert_eq!(ids(&pins), expected);
    assert_eq!(bob.message(&messages[50]).await["pinned"], false);

    // A deleted message keeps its pin until somebody takes it away.
    ann.delete(&path_of(&messages[3])).await.expect(200);
    pin(&ann, &messages[50]).await.problem(409, "limit_reached");
    unpin(&ann, &messages[3]).await.expect(200);
    pin(&ann, &messages[50]).await.expect(200);
    assert_eq!(ids(&bob.pins(&chat).await)[0], &messages[50]["id"]);
    pin(&ann, &messages[3]).await.problem(404, "not_found");
}
