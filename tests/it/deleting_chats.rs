//! Deleting a chat: a group or a channel is gone for everyone, a direct chat is out of one's sight.

use e2e::{DEADLINE, Stack, User, Way, eventually, fresh, shared_stack};
use serde_json::{Value, json};

async fn delete(user: &User, chat: &str) -> e2e::Answer {
    user.delete(&format!("/v1/chats/{chat}")).await
}

/// Whether a chat is in somebody's list.
async fn is_listed(user: &User, chat: &str) -> bool {
    let listed = user.pages("/v1/chats", 100).await.concat();
    listed.iter().any(|one| one["id"] == chat)
}

#[tokio::test]
async fn a_chat_that_its_owner_deletes_is_gone_for_everyone() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("member", 3).await;
    let [ann, bob, cay] = people.as_slice() else {
        panic!("three people")
    };
    for kind in ["group", "channel"] {
        let chat = ann.make_with(kind, &[bob, cay], &json!({})).await;
        let sent = ann.say(&chat, "a secret").await;
        stack.until_pushed(&chat, &sent["seq"]).await;
        let (anns, bobs, cays) = tokio::join!(ann.connect(), bob.connect(), cay.connect());
        let tablet = ann.connect().await;
        delete(ann, &chat).await.expect(204);
        for user in [ann, bob, cay] {
            user.expect_closed(&sent).await;
        }
        for socket in [&anns, &tablet, &bobs, &cays] {
            let event = socket.expect_entry(&chat, 2).await;
            assert_eq!(
                (&event["type"], &event["data"]),
                (&json!("chat.deleted"), &json!({}))
            );
            let sent = socket.say_as(&chat, "x", &fresh()).await;
            sent.problem(404, "not_found");
            let history = socket.send("getMessages", json!({"chatId": chat})).await;
            history.problem(404, "not_found");
            socket.expect_nothing_after(&chat, 2).await;
        }
        delete(ann, &chat).await.problem(404, "not_found");
        let refused = ann.add_members(&chat, &[bob]).await;
        refused.problem(404, "not_found");
        let unread = bob.get("/v1/chats/unread").await.expect(200);
        assert_eq!(unread, json!({"total": 0, "chats": []}));
    }
    let other = ann.make_with("group", &[bob], &json!({})).await;
    ann.say(&other, "others go on").await;
}

#[tokio::test]
async fn who_was_away_learns_by_sync_that_a_chat_is_gone() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let own = cay.group("cay's", &[]).await;
    let (start, of_bob) = (cay.sync_token().await, bob.sync_token().await);
    ann.say(&chat, "a secret").await;
    // Who left before is told that alone.
    bob.leave(&chat).await.expect(204);
    let left = bob.sync_since(&of_bob).await;
    assert_eq!(left["chats"][0]["membership"], "left");
    delete(&ann, &chat).await.expect(204);
    let told = async || {
        let reply = cay.sync_since(&start).await;
        let chats = reply["chats"].as_array().unwrap();
        let mut chats = chats.iter().filter(|one| one["chatId"] == chat.as_str());
        let gone = chats.any(|one| one["membership"] == "removed");
        gone.then_some(reply)
    };
    let reply = eventually("the end of the chat", DEADLINE, told).await;
    let [news] = reply["chats"].as_array().unwrap().as_slice() else {
        panic!("one chat: {reply}")
    };
    let [event] = news["events"].as_array().unwrap().as_slice() else {
        panic!("its end alone: {reply}")
    };
    assert_eq!(
        (&event["type"], &event["chatId"], &event["data"]),
        (&json!("chat.deleted"), &json!(chat), &json!({}))
    );
    assert!(event["seq"].is_u64(), "{event}");
    assert_eq!(news["chat"], Value::Null);
    assert!(!reply.to_string().contains("secret"), "{reply}");

    let after = cay.sync_since(&reply["nextToken"]).await;
    assert_eq!(after["chats"], json!([]), "it is told once");
    let positions = json!({"chats": {&chat: 0, &own: 0}});
    let reply = cay.post("/v1/sync", &positions).await.expect(200);
    assert!(!reply.to_string().contains("secret"), "{reply}");
    let after = bob.sync_since(&left["nextToken"]).await;
    assert_eq!(after["chats"], json!([]));
}

#[tokio::test]
async fn only_its_owner_deletes_a_chat() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("member", 6).await;
    let [ann, bob, cay, dan, eve, fay] = people.as_slice() else {
        panic!("six people")
    };
    let chat = ann.group("kept", &people[1..5]).await;
    let all = json!({"rolePermissions": {"member": [
        "deleteMessages", "editInfo", "invite", "manageMembers", "mentionAll", "pin", "post",
    ]}});
    ann.patch_chat(&chat, &all).await.expect(200);
    for (person, role) in [(bob, "admin"), (cay, "moderator")] {
        let role = json!({"role": role});
        ann.change_member(&chat, person, &role).await.expect(200);
    }
    eve.leave(&chat).await.expect(204);
    let seqs = stack.dynamodb().seqs(&chat).await;
    for user in [bob, cay, dan] {
        delete(user, &chat).await.problem(403, "forbidden");
    }
    for user in [eve, fay] {
        delete(user, &chat).await.problem(404, "not_found");
    }
    delete(ann, "cht_nothing").await.problem(404, "not_found");
    assert_eq!(stack.dynamodb().seqs(&chat).await, seqs);
    // Who owned it before has nothing to say any more.
    ann.hand_over(&chat, bob).await.expect(200);
    delete(ann, &chat).await.problem(403, "forbidden");
    delete(bob, &chat).await.expect(204);
    assert!(!is_listed(ann, &chat).await);
}

/// Ann, Bob, and their direct chat, in which Ann wrote something, and which Bob does not see.
async fn hidden(stack: &Stack, leaves: bool) -> (User, User, String, Value) {
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.direct_chat(&bob).await;
    let sent = ann.say(&chat, "one").await;
    stack.until_pushed(&chat, &sent["seq"]).await;
    assert!(is_listed(&bob, &chat).await);
    let gone = if leaves {
        bob.leave(&chat).await
    } else {
        delete(&bob, &chat).await
    };
    gone.expect(204);
    assert!(!is_listed(&bob, &chat).await);
    (ann, bob, chat, sent)
}

#[tokio::test]
async fn a_direct_chat_is_hidden_from_one_of_the_two() {
    let stack = shared_stack();
    let _log = stack.show_log();
    for leaves in [true, false] {
        let (ann, bob, chat, sent) = hidden(&stack, leaves).await;
        assert!(is_listed(&ann, &chat).await, "the other sees it");
        assert_eq!(ann.chat(&chat).await["memberCount"], 2);
        assert_eq!(ann.message(&sent).await["text"], "one");
        assert_eq!(stack.dynamodb().seqs(&chat).await, [1], "it is no entry");

        // It stays hidden until there is a message, and is the same for ever.
        let reacted = ann.acting(Way::Rest).await.react(&sent, "👍").await;
        reacted.done();
        stack.until_pushed(&chat, &json!(2)).await;
        assert!(!is_listed(&bob, &chat).await, "a reaction is no message");
        let bobs = bob.connect().await;
        let next = ann.say(&chat, "two").await;
        bobs.expect_message(&next).await;
        stack.until_pushed(&chat, &next["seq"]).await;
        assert!(is_listed(&bob, &chat).await, "{leaves}");
        assert_eq!(bob.chat(&chat).await["lastMessage"]["text"], "two");
        assert_eq!(ann.direct_chat(&bob).await, chat);
    }
}

#[tokio::test]
async fn ones_own_message_brings_a_direct_chat_back() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat, _) = hidden(&stack, false).await;
    let mut body = json!({"userId": ann.id, "type": "text", "text": "hello again"});
    body["clientMessageId"] = json!(fresh());
    let sent = bob.post("/v1/messages", &body).await.expect(201);
    assert_eq!(sent["chatId"], chat, "there is one for ever");
    stack.until_pushed(&chat, &sent["seq"]).await;
    assert!(is_listed(&bob, &chat).await);
    // Whoever hides it again does so by what is there now.
    delete(&bob, &chat).await.expect(204);
    assert!(!is_listed(&bob, &chat).await);
    let eve = stack.register("eve").await;
    delete(&eve, &chat).await.problem(404, "not_found");
    eve.leave(&chat).await.problem(404, "not_found");
    assert!(is_listed(&ann, &chat).await);
}
