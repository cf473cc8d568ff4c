//! A message can be deleted for everyone, which leaves its place without content, or for oneself.

mod refusals;

use e2e::{DEADLINE, Stack, User, Way, eventually, path_of, percent_encoded, shared_stack};
use reqwest::Method;
use serde_json::{Value, json};

/// Whether a text can be found in any item of a table.
async fn lies_in(stack: &Stack, table: &str, secret: &str) -> bool {
    let mut body = json!({"TableName": table, "ConsistentRead": true});
    loop {
        let output = stack.dynamodb().call("Scan", &body).await;
        if output["Items"].to_string().contains(secret) {
            return true;
        }
        match output.get("LastEvaluatedKey") {
            Some(key) => body["ExclusiveStartKey"] = key.clone(),
            None => return false,
        }
    }
}

async fn unread(user: &User, chat: &str) -> Value {
    user.chat(chat).await["unreadCount"].clone()
}

/// Only its place is left of a message.
fn assert_gone(found: &Value, sent: &Value) {
    for same in [
        "id",
        "chatId",
        "seq",
        "senderId",
        "sender",
        "clientMessageId",
        "type",
        "createdAt",
        "replyToId",
    ] {
        assert_eq!(found[same], sent[same], "{same} stays: {found}");
    }
    for null in [
        "text",
        "link",
        "location",
        "poll",
        "metadata",
        "forwardedFrom",
    ] {
        assert_eq!(found.get(null), Some(&Value::Null), "{null}: {found}");
    }
    for empty in ["attachments", "mentions"] {
        assert_eq!(found[empty], json!([]), "{empty}: {found}");
    }
    assert_eq!(found["reactions"], json!({}), "{found}");
    assert!(found["deletedAt"].is_string(), "{found}");
}

#[tokio::test]
async fn deleted_for_everyone_its_content_is_gone_and_its_place_stays() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let bobs = bob.connect().await;
    for way in Way::BOTH {
        let acting = ann.acting(way).await;
        let secret = e2e::fresh();
        let parent = ann.say(&chat, "parent").await;
        let body = json!({
            "type": "text", "text": format!("former {secret}"), "mentions": [bob.id],
            "metadata": {"note": secret}, "replyToId": parent["id"],
        });
        let sent = ann.send(&chat, &body).await;
        acting.edit(&sent, &json!({"text": secret})).await.done();
        acting.react(&sent, "👍").await.done();
        let by_bob = format!("{}/reactions/{}", path_of(&sent), percent_encoded("🎉"));
        bob.call(Method::PUT, &by_bob).send().await.expect(200);
        ann.put(&format!("{}/pin", path_of(&sent)), &json!({}))
            .await
            .expect(200);
        bob.reply(&sent, "answer").await;

        let deleted = acting.delete_for(&sent, "everyone").await.done();
        assert_eq!(deleted["messageId"], sent["id"]);
        let event = bobs
            .expect_event("message.deleted", |event| {
                event["data"]["messageId"] == sent["id"]
            })
            .await;
        assert_eq!(
            (&event["chatId"], &event["seq"]),
            (&json!(chat), &deleted["seq"])
        );
        let data = json!({"messageId": sent["id"], "deletedBy": ann.id});
        assert_eq!(event["data"], data, "and no content");

        for reader in [&ann, &bob] {
            let found = reader.message(&sent).await;
            assert_gone(&found, &sent);
            assert_eq!(found["updatedSeq"], deleted["seq"]);
            assert_eq!(
                (&found["replyCount"], &found["pinned"]),
                (&json!(1), &json!(true))
            );
            let history = reader.history(&chat).await;
            assert!(history.contains(&found), "as in its history: {history:?}");
            assert_eq!(
                reader.list(&parent, "replies").await,
                std::slice::from_ref(&found)
            );
            assert_eq!(reader.pins(&chat).await[0]["message"], found);
            for list in ["history", "reactions"] {
                assert!(reader.list(&sent, list).await.is_empty(), "{list}");
            }
            assert_eq!(reader.list(&sent, "replies").await.len(), 1);
        }
        for table in ["MessagesTable", "ChatsTable"] {
            let wiped = async || (!lies_in(&stack, table, &secret).await).then_some(());
            eventually("nothing is left in the table", DEADLINE, wiped).await;
        }
    }
}

#[tokio::test]
async fn a_deleted_message_is_no_longer_shown_in_the_list_of_chats_nor_unread() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let read = ann.say(&chat, "read").await;
    stack.until_pushed(&chat, &read["seq"]).await;
    let path = format!("/v1/chats/{chat}/read");
    bob.post(&path, &json!({})).await.expect(200);
    let mut sent = Vec::new();
    for text in ["one", "two", "three"] {
        sent.push(ann.say(&chat, text).await);
    }
    stack.until_pushed(&chat, &sent[2]["seq"]).await;
    assert_eq!(unread(&bob, &chat).await, 3);
    let delete = async |message: &Value| {
        let deleted = ann.delete(&path_of(message)).await.expect(200);
        stack.until_pushed(&chat, &deleted["seq"]).await;
    };
    delete(&sent[1]).await;
    assert_eq!(unread(&bob, &chat).await, 2);
    assert_eq!(bob.chat(&chat).await["lastMessage"]["text"], "three");
    delete(&sent[2]).await;
    assert_eq!(unread(&bob, &chat).await, 1);
    delete(&read).await;
    assert_eq!(unread(&bob, &chat).await, 1, "it was read before");

    let listed = bob.get("/v1/chats").await.expect(200);
    for shown in [&listed["data"][0], &bob.chat(&chat).await] {
        let last = &shown["lastMessage"];
        assert_eq!((&last["id"], &last["text"]), (&sent[2]["id"], &Value::Null));
        assert!(last["deletedAt"].is_string(), "{last}");
        assert_eq!(shown["lastActivityAt"], sent[2]["createdAt"]);
    }
    let position = bob.post(&path, &json!({"seq": sent[0]["seq"]})).await;
    assert_eq!(position.expect(200)["unreadCount"], 0);
}

#[tokio::test]
async fn who_was_away_never_gets_the_content() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let start = bob.sync_token().await;
    let sent = ann.say(&chat, "secret").await;
    let path = path_of(&sent);
    let edit = ann
        .call(Method::PATCH, &path)
        .json(&json!({"text": "secret too"}));
    edit.send().await.expect(200);
    let deleted = ann.delete(&path).await.expect(200);
    stack.until_pushed(&chat, &deleted["seq"]).await;
    let events = bob.synced(&start, &chat).await;
    let entries: Vec<(&Value, &Value)> = events
        .iter()
        .map(|event| (&event["type"], &event["seq"]))
        .collect();
    let [created, between, end] = entries[..] else {
        panic!("three entries: {events:?}")
    };
    assert_eq!(created, (&json!("message.created"), &json!(1)));
    assert_gone(&events[0]["data"], &sent);
    assert_eq!(
        events[0]["data"]["updatedSeq"], 3,
        "the later entries are in it"
    );
    assert_eq!(between.1, 2, "the edit has its place, and nothing to say");
    assert_eq!(end, (&json!("message.deleted"), &json!(3)));
    let data = json!({"messageId": sent["id"], "deletedBy": ann.id});
    assert_eq!(events[2]["data"], data);
    assert!(!json!(events).to_string().contains("secret"), "{events:?}");
}

#[tokio::test]
async fn deleting_again_changes_nothing() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let sent = bob.say(&chat, "one").await;
    let first = bob
        .acting(Way::Rest)
        .await
        .delete_for(&sent, "everyone")
        .await;
    let first = first.done();
    assert_eq!(first, json!({"messageId": sent["id"], "seq": 2}));
    for way in Way::BOTH {
        for user in [&bob, &ann] {
            let again = user.acting(way).await.delete_for(&sent, "everyone").await;
            assert_eq!(again.done(), first);
        }
    }
    let without = ann.delete(&path_of(&sent)).await.expect(200);
    assert_eq!(without, first, "for everyone unless said otherwise");
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1, 2]);
}
