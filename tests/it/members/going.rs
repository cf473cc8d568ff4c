//! Going, by oneself or by somebody else's doing: from that moment the chat is none.

use e2e::{Socket, User, assert_note, fresh, shared_stack};
use serde_json::{Value, json};

use super::statuses;

/// Makes sure that a member went so.
fn assert_went(member: &Value, user: &User, state: &str) {
    assert_eq!(
        (&member["userId"], &member["state"]),
        (&json!(user.id), &json!(state))
    );
    assert!(member["leftAt"].is_string(), "{member}");
}

/// Makes sure that an open socket of somebody who went is of no use any more in the chat.
async fn assert_mute(socket: &Socket, chat: &str) {
    let sent = socket.say_as(chat, "x", &fresh()).await;
    sent.problem(404, "not_found");
    for (action, data) in [
        ("getMessages", json!({"chatId": chat})),
        ("markRead", json!({"chatId": chat})),
        ("markDelivered", json!({"chatId": chat, "seq": 1})),
    ] {
        socket.send(action, data).await.problem(404, "not_found");
    }
}

#[tokio::test]
async fn who_is_removed_is_told_and_is_a_stranger_at_once() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let (anns, bobs, cays) = tokio::join!(ann.connect(), bob.connect(), cay.connect());
    let before = bob.say(&chat, "by bob").await;
    stack.until_pushed(&chat, &before["seq"]).await;
    let member = format!("/v1/chats/{chat}/members/{}", bob.id);
    let removed = ann.delete(&format!("{member}?reason=too%20loud")).await;
    removed.expect(204);
    bob.expect_closed(&before).await;
    for socket in [&anns, &bobs, &cays] {
        let event = socket.expect_entry(&chat, 2).await;
        assert_eq!(event["type"], "member.removed");
        let data = &event["data"];
        assert_eq!(
            (&data["actorId"], &data["reason"]),
            (&json!(ann.id), &json!("too loud"))
        );
        assert_went(&data["member"], &bob, "removed");
        assert_note(&data["message"], "member.removed", &ann, &[&bob]);
    }
    assert_mute(&bobs, &chat).await;
    let later = ann.say(&chat, "later").await;
    cays.expect_message(&later).await;
    stack.until_pushed(&chat, &later["seq"]).await;
    bobs.expect_nothing_after(&chat, 2).await;
    assert_eq!(ann.chat(&chat).await["memberCount"], 2);
    assert_eq!(ann.message(&before).await["text"], "by bob", "it stays");
    let notes = cay.history(&chat).await;
    assert_note(&notes[1], "member.removed", &ann, &[&bob]);
}

#[tokio::test]
async fn who_leaves_is_gone_on_every_device() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let (anns, cays) = tokio::join!(ann.connect(), cay.connect());
    let (phone, tablet) = tokio::join!(bob.connect(), bob.connect());
    let before = ann.say(&chat, "before").await;
    stack.until_pushed(&chat, &before["seq"]).await;
    bob.leave(&chat).await.expect(204);
    bob.expect_closed(&before).await;
    // To remove oneself is to leave.
    cay.remove(&chat, &cay).await.expect(204);
    cay.expect_closed(&before).await;
    let told = [
        (&anns, 2, &bob),
        (&cays, 2, &bob),
        (&phone, 2, &bob),
        (&tablet, 2, &bob),
        (&anns, 3, &cay),
        (&cays, 3, &cay),
    ];
    for (socket, seq, who) in told {
        let event = socket.expect_entry(&chat, seq).await;
        assert_eq!(event["type"], "member.left");
        let data = &event["data"];
        assert_eq!(data["actorId"], who.id.as_str());
        assert_went(&data["member"], who, "left");
        assert_note(&data["message"], "member.left", who, &[who]);
    }
    let later = ann.say(&chat, "later").await;
    stack.until_pushed(&chat, &later["seq"]).await;
    for socket in [&phone, &tablet] {
        assert_mute(socket, &chat).await;
        socket.expect_nothing_after(&chat, 2).await;
    }
    cays.expect_nothing_after(&chat, 3).await;
    assert_eq!(ann.chat(&chat).await["memberCount"], 1);
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1, 2, 3, 4]);
}

#[tokio::test]
async fn an_owner_does_not_leave() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let alone = ann.group("alone", &[]).await;
    for chat in [&chat, &alone] {
        ann.leave(chat).await.problem(409, "owner_required");
        let removed = ann.remove(chat, &ann).await;
        removed.problem(409, "owner_required");
        assert_eq!(ann.chat(chat).await["myRole"], "owner");
        assert!(stack.dynamodb().seqs(chat).await.is_empty());
    }
    ann.hand_over(&chat, &bob).await.expect(200);
    ann.leave(&chat).await.expect(204);
    bob.leave(&chat).await.problem(409, "owner_required");
    assert_eq!(bob.chat(&chat).await["memberCount"], 1);
}

#[tokio::test]
async fn sync_tells_that_one_is_out_and_nothing_of_what_followed() {
    let stack = shared_stack();
    let _log = stack.show_log();
    for state in ["removed", "left"] {
        let (ann, bob, chat) = stack.group_of_two().await;
        let start = bob.sync_token().await;
        let gone = match state {
            "left" => bob.leave(&chat).await,
            _ => ann.remove(&chat, &bob).await,
        };
        gone.expect(204);
        let later = ann.say(&chat, "secret").await;
        stack.until_pushed(&chat, &later["seq"]).await;
        let reply = bob.sync_since(&start).await;
        let [news] = reply["chats"].as_array().unwrap().as_slice() else {
            panic!("one chat: {reply}")
        };
        assert_eq!(
            (&news["chatId"], &news["membership"], &news["chat"]),
            (&json!(chat), &json!(state), &Value::Null)
        );
        assert!(!reply.to_string().contains("secret"), "{reply}");
        let after = bob.sync_since(&reply["nextToken"]).await;
        assert_eq!(after["chats"], json!([]), "it is told once");
        let positions = json!({"chats": {&chat: 0}});
        let reply = bob.post("/v1/sync", &positions).await.expect(200);
        assert!(!reply.to_string().contains("secret"), "{reply}");

        ann.add_members(&chat, &[&bob]).await.expect(200);
        let last = ann.say(&chat, "welcome back").await;
        stack.until_pushed(&chat, &last["seq"]).await;
        let reply = bob.sync_since(&after["nextToken"]).await;
        let news = &reply["chats"][0];
        assert_eq!(news["membership"], "active");
        assert_eq!(news["chat"], bob.chat(&chat).await, "as a new one");
    }
}

#[tokio::test]
async fn who_went_can_be_added_again_as_a_plain_member() {
    let stack = shared_stack();
    let _log = stack.show_log();
    for state in ["removed", "left"] {
        let (ann, bob, chat) = stack.group_of_two().await;
        let bobs = bob.connect().await;
        let change = json!({"role": "moderator", "permissions": ["pin", "post"]});
        ann.change_member(&chat, &bob, &change).await.expect(200);
        let gone = match state {
            "left" => bob.leave(&chat).await,
            _ => ann.remove(&chat, &bob).await,
        };
        gone.expect(204);
        let meanwhile = ann.say(&chat, "meanwhile").await;
        let answer = ann.add_members(&chat, &[&bob]).await;
        assert_eq!(statuses(&answer, &[&bob]), ["added"]);
        let member = answer.json()["data"][0]["member"].clone();
        assert_eq!(
            (&member["role"], &member["state"], &member["leftAt"]),
            (&json!("member"), &json!("active"), &Value::Null)
        );
        assert_eq!(
            member["permissions"],
            Value::Null,
            "nothing is left of them"
        );
        let event = bobs.expect_entry(&chat, 4).await;
        assert_eq!(event["data"]["chat"]["id"], chat.as_str());
        let read = bob.message(&meanwhile).await;
        assert_eq!(read["text"], "meanwhile", "the history is for all");
        let later = ann.say(&chat, "later").await;
        bobs.expect_message(&later).await;
        assert_eq!(ann.members(&chat).await.len(), 2);
        assert_eq!(ann.chat(&chat).await["memberCount"], 2);
    }
}
