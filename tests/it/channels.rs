//! Channels: who may post writes, everybody else reads and reacts.

use e2e::{Stack, User, Way, common, fresh, path_of, shared_stack};
use serde_json::{Value, json};

fn text() -> Value {
    json!({"type": "text", "text": "news"})
}

/// Ann, who owns a channel, Bob and Cay, who are in it.
async fn channel(stack: &Stack) -> (User, User, User, String) {
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let cay = stack.register("cay").await;
    let chat = ann.make_with("channel", &[&bob, &cay], &json!({})).await;
    (ann, bob, cay, chat)
}

async fn may(user: &User, chat: &str) -> Value {
    user.chat(chat).await["myPermissions"].clone()
}

#[tokio::test]
async fn members_read_and_react() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = channel(&stack).await;
    let seen = bob.chat(&chat).await;
    assert_eq!(
        (&seen["type"], &seen["name"], &seen["memberCount"]),
        (&json!("channel"), &json!("channel"), &json!(3))
    );
    let (anns, bobs, cays) = tokio::join!(ann.connect(), bob.connect(), cay.connect());
    // A poll was not read the second time.
    for (way, unread) in Way::BOTH.into_iter().zip([1, 2]) {
        let (owner, member) = (ann.acting(way).await, bob.acting(way).await);
        let sent = owner.send_body(&chat, &text()).await.done();
        for socket in [&bobs, &cays] {
            let event = socket.expect_message(&sent).await;
            assert_eq!(event["data"], common(&sent));
        }
        stack.until_pushed(&chat, &sent["seq"]).await;
        assert_eq!(bob.chat(&chat).await["unreadCount"], unread);
        assert_eq!(bob.history(&chat).await.last(), Some(&common(&sent)));
        let read = member.mark_read(&chat, &json!({"seq": sent["seq"]})).await;
        assert_eq!(read.done()["unreadCount"], 0);
        member.react(&sent, "👍").await.done();
        let is_it = |event: &Value| event["data"]["messageId"] == sent["id"];
        let added = anns.expect_event("reaction.added", is_it).await;
        assert_eq!(added["data"]["userId"], bob.id.as_str());
        member.unreact(&sent, "👍").await.done();

        let options = json!([{"id": "y", "text": "yes"}, {"id": "n", "text": "no"}]);
        let poll = json!({"type": "poll", "poll": {"question": "?", "options": options}});
        let poll = owner.send_body(&chat, &poll).await.done();
        let voted = member.vote(&poll, &json!(["y"])).await.done();
        assert_eq!(voted["options"][0]["count"], 1);
    }
}

#[tokio::test]
async fn members_do_not_write() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = channel(&stack).await;
    let eve = stack.register("eve").await;
    assert_eq!(may(&bob, &chat).await, json!([]));
    let sent = ann.say(&chat, "news").await;
    let own = bob.group("bob's", &[]).await;
    let elsewhere = bob.say(&own, "one").await;
    let reply = json!({"type": "text", "text": "x", "replyToId": sent["id"]});
    let options = json!([{"text": "a"}, {"text": "b"}]);
    let poll = json!({"type": "poll", "poll": {"question": "?", "options": options}});
    let in_an_hour = jiff::Timestamp::now() + std::time::Duration::from_secs(3_600);
    let later = json!({"type": "text", "text": "x", "sendAt": in_an_hour.to_string()});
    for way in Way::BOTH {
        for user in [&bob, &cay] {
            let user = user.acting(way).await;
            for body in [&text(), &reply, &poll, &later] {
                let refused = user.send_body(&chat, body).await;
                refused.problem(403, "forbidden");
            }
        }
        let stranger = eve.acting(way).await;
        let refused = stranger.send_body(&chat, &text()).await;
        refused.problem(404, "not_found");
    }
    let mut body = text();
    body["chatId"] = json!(chat);
    body["clientMessageId"] = json!(fresh());
    let refused = bob.post("/v1/messages", &body).await;
    refused.problem(403, "forbidden");
    let body = json!({"chatIds": [chat], "clientMessageId": fresh()});
    let path = format!("{}/forward", path_of(&elsewhere));
    let forwarded = bob.post(&path, &body).await.expect(200);
    assert_eq!(forwarded["data"][0]["error"]["code"], "forbidden");
    for user in [&bob, &cay] {
        let pin = format!("{}/pin", path_of(&sent));
        user.put(&pin, &json!({})).await.problem(403, "forbidden");
        let deleted = user.delete(&path_of(&sent)).await;
        deleted.problem(403, "forbidden");
    }
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1]);
}

#[tokio::test]
async fn who_is_let_to_post_writes() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = channel(&stack).await;
    let cays = cay.connect().await;
    for way in Way::BOTH {
        let (bob, other) = (bob.acting(way).await, cay.acting(way).await);
        let own = json!({"permissions": ["post"]});
        ann.change_member(&chat, &bob, &own).await.expect(200);
        assert_eq!(may(&bob, &chat).await, json!(["post"]));
        let sent = bob.send_body(&chat, &text()).await.done();
        cays.expect_message(&sent).await;
        let refused = other.send_body(&chat, &text()).await;
        refused.problem(403, "forbidden");

        // All members, but for the one who has other permissions of his own.
        let none = json!({"permissions": []});
        ann.change_member(&chat, &bob, &none).await.expect(200);
        let roles = json!({"rolePermissions": {"member": ["post"]}});
        ann.patch_chat(&chat, &roles).await.expect(200);
        other.send_body(&chat, &text()).await.done();
        let refused = bob.send_body(&chat, &text()).await;
        refused.problem(403, "forbidden");

        let roles = json!({"rolePermissions": null});
        ann.patch_chat(&chat, &roles).await.expect(200);
        let refused = other.send_body(&chat, &text()).await;
        refused.problem(403, "forbidden");
    }
}

#[tokio::test]
async fn who_keeps_order_writes() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = channel(&stack).await;
    let cays = cay.connect().await;
    for role in ["moderator", "admin", "member"] {
        let change = json!({"role": role});
        ann.change_member(&chat, &bob, &change).await.expect(200);
        for way in Way::BOTH {
            let acting = bob.acting(way).await;
            let acted = acting.send_body(&chat, &text()).await;
            if role == "member" {
                acted.problem(403, "forbidden");
                continue;
            }
            let sent = acted.done();
            cays.expect_message(&sent).await;
            let edited = acting.edit(&sent, &json!({"text": "more news"})).await;
            assert_eq!(edited.done()["text"], "more news");
            let pin = format!("{}/pin", path_of(&sent));
            bob.put(&pin, &json!({})).await.expect(200);
            acting.delete_for(&sent, "everyone").await.done();
        }
    }
}

#[tokio::test]
async fn people_come_into_a_channel_as_into_a_group() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = channel(&stack).await;
    let dan = stack.register("dan").await;
    let refused = bob.add_members(&chat, &[&dan]).await;
    refused.problem(403, "forbidden");
    let dans = dan.connect().await;
    ann.add_members(&chat, &[&dan]).await.expect(200);
    let event = dans.expect_entry(&chat, 1).await;
    assert_eq!(event["data"]["chat"]["type"], "channel");
    let sent = ann.say(&chat, "welcome").await;
    dans.expect_message(&sent).await;
    cay.leave(&chat).await.expect(204);
    cay.expect_closed(&sent).await;
    ann.leave(&chat).await.problem(409, "owner_required");
    ann.hand_over(&chat, &dan).await.expect(200);
    let welcome = dan.say(&chat, "hello from the new owner").await;
    assert_eq!(bob.message(&welcome).await["senderId"], dan.id.as_str());
}
