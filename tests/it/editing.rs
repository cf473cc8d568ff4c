//! A message can be edited by its sender, for a time; what it said before stays readable.

mod refusals;

use e2e::{Way, common, path_of, shared_stack};
use serde_json::{Value, json};

fn text(text: &str) -> Value {
    json!({"text": text})
}

#[tokio::test]
async fn an_edit_is_one_entry_that_everyone_sees() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let (other_device, bobs) = tokio::join!(ann.connect(), bob.connect());
    for way in Way::BOTH {
        let acting = ann.acting(way).await;
        let sent = ann.say(&chat, "one").await;
        stack.until_pushed(&chat, &sent["seq"]).await;
        let start = bob.sync_token().await;
        let edited = acting.edit(&sent, &text("<b>two</b>")).await.done();
        assert_eq!(edited["text"], "<b>two</b>", "as it was sent");
        for same in ["id", "seq", "senderId", "clientMessageId", "createdAt"] {
            assert_eq!(edited[same], sent[same], "{same}");
        }
        let seq = edited["updatedSeq"].clone();
        assert_eq!(seq.as_u64(), Some(sent["seq"].as_u64().unwrap() + 1));
        assert!(edited["editedAt"].as_str() > edited["createdAt"].as_str());
        assert_eq!(edited["status"], "sent");

        let is_it = |event: &Value| event["seq"] == seq;
        for socket in [&other_device, &bobs] {
            let event = socket.expect_event("message.updated", is_it).await;
            assert_eq!(event["chatId"], chat.as_str());
            assert_eq!(event["data"], common(&edited));
        }
        stack.until_pushed(&chat, &seq).await;
        if let Some(socket) = acting.socket() {
            // Its answer tells how things stand, not which entry it made.
            let event = socket.expect_event("message.updated", is_it).await;
            assert_eq!(event["data"], common(&edited));
        }
        assert_eq!(bob.message(&sent).await, common(&edited));
        assert_eq!(ann.message(&sent).await, edited);
        assert_eq!(bob.history(&chat).await.pop(), Some(common(&edited)));
        let events = bob.synced(&start, &chat).await;
        let [event] = events.as_slice() else {
            panic!("one entry: {events:?}")
        };
        assert_eq!(
            (&event["type"], &event["seq"], &event["data"]),
            (&json!("message.updated"), &seq, &common(&edited))
        );
    }
}

#[tokio::test]
async fn former_versions_are_kept_in_order() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    for way in Way::BOTH {
        let ann = ann.acting(way).await;
        let body =
            json!({"type": "text", "text": "v0", "mentions": [bob.id], "metadata": {"v": 0.5}});
        let sent = ann.send(&chat, &body).await;
        assert!(bob.list(&sent, "history").await.is_empty());
        let mut states = vec![sent.clone()];
        let edits = [
            json!({"text": "v1"}),
            json!({"text": "v2", "mentions": null, "metadata": {"v": "two"}}),
            json!({"text": "v2", "mentions": ["@all"], "metadata": null}),
            json!({"text": "v4"}),
        ];
        for edit in &edits {
            states.push(ann.edit(&sent, edit).await.done());
        }
        let newest = states.pop().unwrap();
        assert_eq!(newest["text"], "v4");
        let versions = bob.list(&sent, "history").await;
        let expected: Vec<Value> = states
            .iter()
            .map(|state| {
                let at = match &state["editedAt"] {
                    Value::Null => &state["createdAt"],
                    edited => edited,
                };
                json!({
                    "seq": state["updatedSeq"], "text": state["text"], "mentions": state["mentions"],
                    "metadata": state["metadata"], "at": at,
                })
            })
            .collect();
        assert_eq!(versions, expected);
        let path = format!("{}/history", path_of(&sent));
        let pages = bob.pages(&path, 3).await;
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [3, 1]);
        assert_eq!(pages.concat(), expected);
    }
}

#[tokio::test]
async fn absence_leaves_alone_and_null_clears() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    for way in Way::BOTH {
        let ann = ann.acting(way).await;
        let body =
            json!({"type": "text", "text": "one", "mentions": [bob.id], "metadata": {"a": 1}});
        let sent = ann.send(&chat, &body).await;
        let steps = [
            (json!({"text": "two"}), json!([bob.id]), json!({"a": 1})),
            (
                json!({"text": "two", "metadata": {"b": [null]}}),
                json!([bob.id]),
                json!({"b": [null]}),
            ),
            (
                json!({"text": "two", "mentions": null}),
                json!([]),
                json!({"b": [null]}),
            ),
            (
                json!({"text": "two", "metadata": null}),
                json!([]),
                json!(null),
            ),
            (
                json!({"text": "two", "mentions": [ann.id, bob.id]}),
                json!([ann.id, bob.id]),
                json!(null),
            ),
            (
                json!({"text": "two", "mentions": []}),
                json!([]),
                json!(null),
            ),
        ];
        for (step, mentions, metadata) in steps {
            let edited = ann.edit(&sent, &step).await.done();
            let found = (&edited["mentions"], &edited["metadata"]);
            assert_eq!(found, (&mentions, &metadata), "{step}");
        }
    }
}

#[tokio::test]
async fn an_edit_that_changes_nothing_makes_no_entry() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let sent = ann.say(&chat, "one").await;
    for way in Way::BOTH {
        let ann = ann.acting(way).await;
        let unchanged = ann.edit(&sent, &text("one")).await.done();
        assert_eq!(unchanged, sent);
    }
    let edited = ann
        .acting(Way::Rest)
        .await
        .edit(&sent, &text("two"))
        .await
        .done();
    for way in Way::BOTH {
        let ann = ann.acting(way).await;
        assert_eq!(ann.edit(&sent, &text("two")).await.done(), edited);
        let same = json!({"text": "two", "mentions": null, "metadata": null});
        assert_eq!(ann.edit(&sent, &same).await.done(), edited);
    }
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1, 2]);
    assert_eq!(bob.list(&sent, "history").await.len(), 1);
}

#[tokio::test]
async fn the_list_of_chats_shows_the_text_as_it_is_now() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let ann = ann.acting(Way::Rest).await;
    let older = ann.say(&chat, "older").await;
    let newest = ann.say(&chat, "newest").await;
    let edited = ann.edit(&newest, &text("edited")).await.done();
    let late = ann.edit(&older, &text("edited late")).await.done();
    stack.until_pushed(&chat, &late["updatedSeq"]).await;
    let seen = bob.chat(&chat).await;
    assert_eq!(seen["lastMessage"]["text"], "edited", "the newest message");
    assert_eq!(seen["lastMessage"]["editedAt"], edited["editedAt"]);
    assert_eq!(seen["lastActivityAt"], newest["createdAt"], "messages only");
    assert_eq!(seen["lastSeq"], late["updatedSeq"]);
    assert_eq!(seen["unreadCount"], 2, "an edit is not a message");
    assert_eq!(ann.chat(&chat).await["unreadCount"], 0);
}
