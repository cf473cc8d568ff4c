//! Who may not delete, and what cannot be done with what was deleted.

use e2e::{Way, path_of, shared_stack};
use serde_json::json;

use super::assert_gone;

#[tokio::test]
async fn only_its_sender_and_who_keeps_order_delete_for_everyone() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("member", 3).await;
    let (ann, others) = people.split_first().unwrap();
    let (bob, cay) = (&others[0], &others[1]);
    let chat = ann.group("writers", others).await;
    let direct = ann.direct_chat(bob).await;
    for way in Way::BOTH {
        let (owner, member) = (ann.acting(way).await, cay.acting(way).await);
        let bobs = bob.say(&chat, "by bob").await;
        member
            .delete_for(&bobs, "everyone")
            .await
            .problem(403, "forbidden");
        assert_eq!(bob.message(&bobs).await["text"], "by bob");
        let bobs_socket = bob.connect().await;
        owner.delete_for(&bobs, "everyone").await.done();
        let event = bobs_socket
            .expect_event("message.deleted", |event| {
                event["data"]["messageId"] == bobs["id"]
            })
            .await;
        assert_eq!(event["data"]["deletedBy"], ann.id.as_str(), "by the owner");

        let private = bob.say(&direct, "by bob").await;
        owner
            .delete_for(&private, "everyone")
            .await
            .problem(403, "forbidden");
        bob.acting(way)
            .await
            .delete_for(&private, "everyone")
            .await
            .done();
        assert_gone(&ann.message(&private).await, &private);
    }
}

#[tokio::test]
async fn nothing_can_be_done_with_a_deleted_message() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let body = json!({
        "type": "poll", "poll": {"question": "?", "options": [{"text": "a"}, {"text": "b"}]},
    });
    let poll = ann.send(&chat, &body).await;
    let text = ann.say(&chat, "one").await;
    for message in [&poll, &text] {
        ann.delete(&path_of(message)).await.expect(200);
    }
    let seqs = stack.dynamodb().seqs(&chat).await;
    for way in Way::BOTH {
        let (ann, bob) = (ann.acting(way).await, bob.acting(way).await);
        ann.edit(&text, &json!({"text": "two"}))
            .await
            .problem(404, "not_found");
        bob.react(&text, "👍").await.problem(404, "not_found");
        bob.unreact(&text, "👍").await.problem(404, "not_found");
        bob.vote(&poll, &json!(["1"]))
            .await
            .problem(404, "not_found");
        let reply = json!({"type": "text", "text": "x", "replyToId": text["id"]});
        bob.send_body(&chat, &reply)
            .await
            .refuses("replyToId", "unknown");
    }
    let forward = json!({"chatIds": [chat], "clientMessageId": e2e::fresh()});
    let forwarded = ann
        .post(&format!("{}/forward", path_of(&text)), &forward)
        .await;
    forwarded.problem(404, "not_found");
    let pinned = ann
        .put(&format!("{}/pin", path_of(&text)), &json!({}))
        .await;
    pinned.problem(404, "not_found");
    let closed = ann
        .post(&format!("{}/poll/close", path_of(&poll)), &json!({}))
        .await;
    closed.problem(404, "not_found");
    assert_eq!(stack.dynamodb().seqs(&chat).await, seqs);
}

#[tokio::test]
async fn what_is_not_there_cannot_be_deleted() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let sent = ann.say(&chat, "one").await;
    let elsewhere = ann.group("elsewhere", &[]).await;
    let change = |field: &str, value: &str| {
        let mut message = sent.clone();
        message[field] = json!(value);
        message
    };
    let missing = [
        change("id", "msg_1_0000000000000"),
        change("id", "msg_2_0000000000000"),
        change("id", "nonsense"),
        change("chatId", &elsewhere),
    ];
    for way in Way::BOTH {
        let (ann, bob) = (ann.acting(way).await, bob.acting(way).await);
        for whom in ["everyone", "me"] {
            for message in &missing {
                ann.delete_for(message, whom)
                    .await
                    .problem(404, "not_found");
            }
        }
        for whom in ["all", "ME"] {
            bob.delete_for(&sent, whom).await.refuses("for", "unknown");
        }
    }
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1]);
    assert_eq!(bob.message(&sent).await["text"], "one");
}
