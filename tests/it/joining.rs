//! Joining: a public chat lets people in by itself, or after somebody has approved.

mod approval;
mod crowd;
mod refusals;
mod requests;

use e2e::{User, assert_note, check_member, common, fresh, insist, public, shared_stack};
use futures::future::join_all;
use serde_json::{Value, json};

/// Makes sure that an event tells of Bob, who came in by himself, and of nobody else so far.
fn check_joined(event: &Value, chat: &str, bob: &User) {
    let data = &event["data"];
    assert_eq!((&event["chatId"], &event["seq"]), (&json!(chat), &json!(1)));
    assert_eq!(
        (&data["actorId"], &data["reason"]),
        (&json!(bob.id), &Value::Null)
    );
    check_member(&data["member"], bob, "member", "active");
    assert_note(&data["message"], "member.added", bob, &[bob]);
    assert_eq!(data["message"]["seq"], 1, "{event}");
}

#[tokio::test]
async fn who_joins_an_open_chat_is_in_at_once() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let (anns, bobs) = tokio::join!(ann.connect(), bob.connect());
    for kind in ["group", "channel"] {
        let mut fields = public("open");
        fields["type"] = json!(kind);
        let chat = ann.make_chat(&fields).await;
        let path = format!("/v1/chats/{chat}");
        bob.get(&path).await.problem(404, "not_found");

        let joined = bob.join(&chat).await.expect(200);
        assert_eq!(
            (&joined["id"], &joined["memberCount"]),
            (&json!(chat), &json!(2))
        );
        assert_eq!(
            (&joined["myRole"], &joined["myState"]),
            (&json!("member"), &json!("active"))
        );
        let is_here = |event: &Value| event["chatId"] == chat;
        let told = anns.expect_event("member.added", is_here).await;
        let own = bobs.expect_event("member.added", is_here).await;
        for event in [&told, &own] {
            check_joined(event, &chat, &bob);
        }
        assert!(told["data"]["chat"].is_null(), "she has it: {told}");
        let brought = &own["data"]["chat"];
        assert_eq!(
            (&brought["id"], &brought["type"]),
            (&json!(chat), &json!(kind))
        );
        for mine in ["myRole", "myState", "unreadCount", "lastMessage"] {
            assert!(brought.get(mine).is_none(), "depends on the reader: {own}");
        }

        let note = told["data"]["message"].clone();
        for user in [&ann, &bob] {
            let history = user.history(&chat).await;
            assert_eq!(
                history.iter().map(common).collect::<Vec<_>>(),
                [common(&note)]
            );
        }
        let message = ann.say(&chat, "welcome").await;
        bobs.expect_message(&message).await;
    }
}

#[tokio::test]
async fn to_join_counts_neither_as_a_message_nor_as_activity() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.make_chat(&public("open")).await;
    let message = ann.say(&chat, "before").await;
    stack.until_pushed(&chat, &message["seq"]).await;
    let before = ann.chat(&chat).await;
    bob.join(&chat).await.expect(200);
    stack.until_pushed(&chat, &json!(2)).await;
    let after = ann.chat(&chat).await;
    assert_eq!(
        (&after["lastSeq"], &after["memberCount"]),
        (&json!(2), &json!(2))
    );
    for same in ["lastMessage", "lastActivityAt", "unreadCount"] {
        assert_eq!(after[same], before[same], "{same}");
    }
    assert_eq!(bob.chat(&chat).await["unreadCount"], 0, "what was before");
}

#[tokio::test]
async fn a_repeat_joins_once_also_at_the_same_time() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.make_chat(&public("open")).await;
    let at_once = (0..5).map(|_| insist(async || bob.join(&chat).await));
    for joined in join_all(at_once).await {
        assert_eq!(joined.expect(200)["id"], chat);
    }
    bob.join(&chat).await.expect(200);
    ann.join(&chat).await.expect(200);
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1]);
    assert_eq!(ann.chat(&chat).await["memberCount"], 2);
    assert_eq!(ann.chat(&chat).await["myRole"], "owner");
}

#[tokio::test]
async fn who_left_or_was_removed_may_join_again() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.make_chat(&public("open")).await;
    let path = format!("/v1/chats/{chat}");
    for _ in 0..2 {
        bob.join(&chat).await.expect(200);
        bob.leave(&chat).await.expect(204);
        bob.get(&path).await.problem(404, "not_found");
        bob.join(&chat).await.expect(200);
        ann.remove(&chat, &bob).await.expect(204);
        bob.get(&path).await.problem(404, "not_found");
    }
    assert_eq!(bob.join(&chat).await.expect(200)["memberCount"], 2);
    let seqs: Vec<u64> = (1..=9).collect();
    assert_eq!(stack.dynamodb().seqs(&chat).await, seqs, "each is an entry");
}

#[tokio::test]
async fn a_full_chat_lets_nobody_in_until_somebody_goes() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("member", 3).await;
    let (ann, bob, cay) = (&people[0], &people[1], &people[2]);
    let mut fields = public("open");
    fields["maxMembers"] = json!(2);
    let chat = ann.make_chat(&fields).await;
    bob.join(&chat).await.expect(200);
    for _ in 0..2 {
        cay.join(&chat).await.problem(409, "chat_full");
    }
    bob.join(&chat).await.expect(200);
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1]);
    bob.leave(&chat).await.expect(204);
    cay.join(&chat).await.expect(200);
    bob.join(&chat).await.problem(409, "chat_full");
    ann.change_chat(&chat, &json!({"maxMembers": 3})).await;
    assert_eq!(bob.join(&chat).await.expect(200)["memberCount"], 3);
}

#[tokio::test]
async fn who_joined_writes_in_a_group_and_reads_in_a_channel() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    for (kind, status) in [("group", 201), ("channel", 403)] {
        let mut fields = public("open");
        fields["type"] = json!(kind);
        let chat = ann.make_chat(&fields).await;
        bob.join(&chat).await.expect(200);
        let body = json!({"clientMessageId": fresh(), "type": "text", "text": "hello"});
        let path = format!("/v1/chats/{chat}/messages");
        let sent = bob.post(&path, &body).await;
        assert_eq!(sent.status, status, "{kind}: {}", sent.text());
        let message = ann.say(&chat, "news").await;
        assert_eq!(bob.message(&message).await["text"], "news");
    }
}
