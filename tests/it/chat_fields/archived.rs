//! An archived chat is read, and not written into.

use e2e::{Stack, User, Way, fresh, path_of, shared_stack};
use serde_json::{Value, json};

/// Ann, Bob, their group, which is archived, and a message in it.
async fn archived(stack: &Stack) -> (User, User, String, Value) {
    let (ann, bob, chat) = stack.group_of_two().await;
    let message = ann.say(&chat, "before").await;
    let shown = super::change(&ann, &chat, &json!({"archived": true})).await;
    assert_eq!(shown["archived"], true);
    (ann, bob, chat, message)
}

#[tokio::test]
async fn nobody_posts_into_an_archived_chat() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat, message) = archived(&stack).await;
    let elsewhere = ann.group("elsewhere", std::slice::from_ref(&bob)).await;
    let sent = ann.say(&elsewhere, "one").await;
    let text = json!({"type": "text", "text": "x"});
    let reply = json!({"type": "text", "text": "x", "replyToId": message["id"]});
    for way in Way::BOTH {
        for user in [&ann, &bob] {
            let user = user.acting(way).await;
            for body in [&text, &reply] {
                let refused = user.send_body(&chat, body).await;
                refused.problem(409, "conflict");
            }
        }
    }
    let body = json!({"chatIds": [chat, elsewhere], "clientMessageId": fresh()});
    let path = format!("{}/forward", path_of(&sent));
    let forwarded = bob.post(&path, &body).await.expect(200);
    assert_eq!(forwarded["data"][0]["error"]["code"], "conflict");
    assert_eq!(forwarded["data"][1]["error"], Value::Null);
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1, 2]);
}

#[tokio::test]
async fn an_archived_chat_is_read_and_opened_again() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat, message) = archived(&stack).await;
    let bobs = bob.connect().await;
    assert_eq!(bob.message(&message).await["text"], "before");
    assert_eq!(bob.history(&chat).await.len(), 2, "with the note of it");
    let listed = bob.get("/v1/chats").await.expect(200);
    assert_eq!(
        listed["data"][0]["id"], chat,
        "whoever archives it for themselves has another list"
    );
    assert_eq!(listed["data"][0]["mySettings"]["archived"], false);
    let refused = bob.patch_chat(&chat, &json!({"archived": false})).await;
    refused.problem(403, "forbidden");
    super::change(&ann, &chat, &json!({"archived": false})).await;
    let event = bobs.expect_entry(&chat, 3).await;
    assert_eq!(event["data"]["changes"], json!({"archived": false}));
    for way in Way::BOTH {
        let text = json!({"type": "text", "text": "after"});
        bob.acting(way).await.send_body(&chat, &text).await.done();
    }
}
