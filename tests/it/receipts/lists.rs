//! The lists of who has received and read.

use e2e::shared_stack;
use serde_json::{Value, json};

use super::{cursors, deliver, read};

#[tokio::test]
async fn readers_of_a_message_are_listed() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let first = ann.say(&chat, "one").await;
    let second = ann.say(&chat, "two").await;
    assert!(ann.list(&first, "reads").await.is_empty(), "nobody has it");
    deliver(&bob, &chat, &second["seq"]).await;
    read(&bob, &chat, &first["seq"]).await;
    deliver(&cay, &chat, &first["seq"]).await;
    for user in [&ann, &bob, &cay] {
        let reads = user.list(&first, "reads").await;
        assert_eq!(reads.len(), 2, "the sender apart: {reads:?}");
        for one in &reads {
            let is_bob = one["userId"] == bob.id.as_str();
            assert_eq!(one["readAt"].is_string(), is_bob, "{one}");
            assert!(is_bob || one["readAt"].is_null(), "{one}");
            assert!(one["deliveredAt"].is_string(), "{one}");
            let name = if is_bob { &bob.username } else { &cay.username };
            assert_eq!(one["user"]["username"], name.as_str());
        }
        let later = user.list(&second, "reads").await;
        let [one] = later.as_slice() else {
            panic!("bob alone: {later:?}")
        };
        assert_eq!(
            (&one["userId"], &one["readAt"]),
            (&json!(bob.id), &Value::Null)
        );
    }
    let own = bob.say(&chat, "three").await;
    read(&cay, &chat, &own["seq"]).await;
    let reads = ann.list(&own, "reads").await;
    let ids: Vec<&Value> = reads.iter().map(|one| &one["userId"]).collect();
    assert_eq!(ids, [cay.id.as_str()]);
}

#[tokio::test]
async fn the_others_cursors_are_listed() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let mut sent = Vec::new();
    for number in 0..3 {
        sent.push(ann.say(&chat, &number.to_string()).await);
    }
    stack.until_pushed(&chat, &sent[2]["seq"]).await;
    read(&bob, &chat, &sent[0]["seq"]).await;
    deliver(&bob, &chat, &sent[1]["seq"]).await;
    let bobs = cursors(&ann, &chat, &bob).await;
    assert_eq!(
        (&bobs["readSeq"], &bobs["deliveredSeq"]),
        (&json!(1), &json!(2))
    );
    for at in ["readAt", "deliveredAt"] {
        let at: jiff::Timestamp = bobs[at].as_str().unwrap().parse().unwrap();
        assert!(at.as_millisecond() > 0);
    }
    let cays = cursors(&ann, &chat, &cay).await;
    let nothing = json!({
        "userId": cay.id, "readSeq": 0, "readAt": null, "deliveredSeq": 0, "deliveredAt": null,
    });
    assert_eq!(cays, nothing);
    assert_eq!(cursors(&ann, &chat, &ann).await, Value::Null, "the others");
    let anns = cursors(&cay, &chat, &ann).await;
    assert_eq!(
        (&anns["readSeq"], &anns["deliveredSeq"]),
        (&json!(3), &json!(3)),
        "who writes reads"
    );
}

#[tokio::test]
async fn a_chat_too_large_keeps_no_receipts() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, _cay, chat) = stack.group_of_three().await;
    let sent = ann.say(&chat, "one").await;
    stack.until_pushed(&chat, &sent["seq"]).await;
    // No route of today makes one.
    let key = [("pk", chat.as_str()), ("sk", "#head")];
    let many = [("memberCount", json!({"N": "257"}))];
    stack.dynamodb().set("Chats", &key, &many).await;
    let anns = ann.connect().await;
    let position = read(&bob, &chat, &sent["seq"]).await;
    assert_eq!(position["unreadCount"], 0, "the cursor moves all the same");
    let receipts = ann.get(&format!("/v1/chats/{chat}/receipts")).await;
    receipts.problem(409, "limit_reached");
    let reads = ann.get(&format!("{}/reads", e2e::path_of(&sent))).await;
    reads.problem(409, "limit_reached");
    assert_eq!(
        ann.message(&sent).await["status"],
        "sent",
        "no ticks either"
    );
    for number in 0..3 {
        anns.expect_message(&bob.say(&chat, &number.to_string()).await)
            .await;
    }
    assert!(anns.events("receipt.read").is_empty(), "nor events");
}
