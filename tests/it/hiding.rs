//! A message deleted for oneself is hidden from oneself alone, on every device.

use e2e::{User, Way, common, path_of, shared_stack};
use serde_json::{Value, json};

#[tokio::test]
async fn it_is_hidden_from_oneself_alone() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    for way in Way::BOTH {
        let acting = bob.acting(way).await;
        let parent = ann.say(&chat, "parent").await;
        let hidden = ann.reply(&parent, "hidden").await;
        let before = bob.history(&chat).await;
        ann.put(&format!("{}/pin", path_of(&hidden)), &json!({}))
            .await
            .expect(200);
        let start = bob.sync_token().await;
        let seqs = stack.dynamodb().seqs(&chat).await;

        let deleted = acting.delete_for(&hidden, "me").await.done();
        let expected = json!({"messageId": hidden["id"], "seq": hidden["seq"]});
        assert_eq!(deleted, expected);
        let again = acting.delete_for(&hidden, "me").await.done();
        assert_eq!(again, expected, "a repeat answers the same");
        assert_eq!(
            stack.dynamodb().seqs(&chat).await,
            seqs,
            "it is no entry of the log"
        );

        let mut rest = before.clone();
        rest.retain(|message| message["id"] != hidden["id"]);
        assert_eq!(bob.history(&chat).await, rest);
        for path in ["", "/history", "/reactions", "/reads", "/replies"] {
            let answer = bob.get(&format!("{}{path}", path_of(&hidden))).await;
            answer.problem(404, "not_found");
        }
        assert!(bob.list(&parent, "replies").await.is_empty());
        assert!(bob.pins(&chat).await.is_empty());
        assert_eq!(bob.message(&parent).await["replyCount"], 1);

        let seen = ann.message(&hidden).await;
        assert_eq!(
            (&seen["text"], &seen["deletedAt"]),
            (&json!("hidden"), &Value::Null)
        );
        assert_eq!(
            ann.list(&parent, "replies").await,
            std::slice::from_ref(&seen)
        );
        assert_eq!(ann.pins(&chat).await[0]["message"], seen);
        ann.delete(&format!("{}/pin", path_of(&hidden)))
            .await
            .expect(200);

        let reply = bob.sync_since(&start).await;
        let events = reply["private"].as_array().unwrap();
        let of_it = events
            .iter()
            .filter(|event| event["data"]["messageId"] == hidden["id"]);
        let [event] = of_it.collect::<Vec<_>>()[..] else {
            panic!("once, beside the log: {reply}")
        };
        assert_private(event, &hidden, &bob);
        let others = ann.sync_since(&ann.sync_token().await).await;
        assert_eq!(others["private"], json!([]));
    }
}

/// The event that tells one's own devices.
fn assert_private(event: &Value, hidden: &Value, user: &User) {
    assert_eq!(event["type"], "message.deleted", "{event}");
    assert_eq!(event["chatId"], hidden["chatId"], "{event}");
    assert!(event.get("seq").is_none(), "it is no entry: {event}");
    assert!(event["ts"].is_string(), "{event}");
    let data = json!({"messageId": hidden["id"], "deletedBy": user.id, "for": "me"});
    assert_eq!(event["data"], data);
}

#[tokio::test]
async fn ones_other_devices_are_told_at_once_and_nobody_else() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let (anns, tablet, phone) = tokio::join!(ann.connect(), bob.connect(), bob.connect());
    for way in Way::BOTH {
        let acting = bob.acting(way).await;
        let hidden = ann.say(&chat, "hidden").await;
        acting.delete_for(&hidden, "me").await.done();
        let is_it = |event: &Value| event["data"]["messageId"] == hidden["id"];
        for socket in [&tablet, &phone] {
            let event = socket.expect_event("message.deleted", is_it).await;
            assert_private(&event, &hidden, &bob);
        }
        // What comes later has arrived, so this would have.
        let later = ann.say(&chat, "later").await;
        if let Some(socket) = acting.socket() {
            socket.expect_message(&later).await;
            assert!(
                socket.events("message.deleted").is_empty(),
                "it has its answer"
            );
        }
        anns.expect_message(&later).await;
        assert!(anns.events("message.deleted").is_empty());
    }
}

#[tokio::test]
async fn what_is_hidden_comes_back_by_no_way() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let start = bob.sync_token().await;
    let shown = ann.say(&chat, "shown").await;
    let hidden = ann.say(&chat, "a secret").await;
    let path = path_of(&hidden);
    bob.delete(&format!("{path}?for=me")).await.expect(200);
    let edit = ann.call(reqwest::Method::PATCH, &path);
    let edited = edit
        .json(&json!({"text": "a secret still"}))
        .send()
        .await
        .expect(200);
    stack.until_pushed(&chat, &edited["updatedSeq"]).await;

    let events = bob.synced(&start, &chat).await;
    assert!(!json!(events).to_string().contains("secret"), "{events:?}");
    let seqs: Vec<&Value> = events.iter().map(|event| &event["seq"]).collect();
    assert_eq!(seqs, [1, 2, 3], "and the log has no hole");
    assert_eq!(events[0]["data"], common(&shown));
    assert_eq!(bob.history(&chat).await, [common(&shown)]);
    let key = e2e::fresh();
    let forward = json!({"chatIds": [chat], "clientMessageId": key});
    let forwarded = bob.post(&format!("{path}/forward"), &forward).await;
    forwarded.problem(404, "not_found");
    assert_eq!(ann.message(&hidden).await["text"], "a secret still");
}

#[tokio::test]
async fn the_list_of_chats_does_not_show_what_is_hidden() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let hidden = ann.say(&chat, "hidden").await;
    stack.until_pushed(&chat, &hidden["seq"]).await;
    assert_eq!(bob.chat(&chat).await["unreadCount"], 1);
    bob.delete(&format!("{}?for=me", path_of(&hidden)))
        .await
        .expect(200);
    let seen = ann.chat(&chat).await;
    assert_eq!(seen["lastMessage"]["text"], "hidden");
    let listed = bob.get("/v1/chats").await.expect(200);
    for shown in [&listed["data"][0], &bob.chat(&chat).await] {
        assert_ne!(
            shown["lastMessage"]["text"], "hidden",
            "hidden from bob: {shown}"
        );
    }
}

#[tokio::test]
async fn one_may_hide_ones_own_and_what_is_deleted_and_delete_what_is_hidden() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let gone = ann.say(&chat, "gone").await;
    ann.delete(&path_of(&gone)).await.expect(200);
    assert_eq!(bob.history(&chat).await.len(), 1);
    let hidden = bob.delete(&format!("{}?for=me", path_of(&gone))).await;
    hidden.expect(200);
    assert!(bob.history(&chat).await.is_empty());
    assert_eq!(ann.history(&chat).await.len(), 1);

    let own = ann.say(&chat, "own").await;
    ann.delete(&format!("{}?for=me", path_of(&own)))
        .await
        .expect(200);
    assert_eq!(bob.message(&own).await["text"], "own");
    ann.delete(&path_of(&own)).await.expect(200);
    assert!(bob.message(&own).await["deletedAt"].is_string());
}

#[tokio::test]
async fn what_one_has_hidden_can_still_be_edited() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    for way in Way::BOTH {
        let acting = ann.acting(way).await;
        let sent = ann.say(&chat, "before").await;
        acting.delete_for(&sent, "me").await.done();
        for text in ["after", "after"] {
            let edited = acting.edit(&sent, &json!({"text": text})).await.done();
            assert_eq!(
                (&edited["id"], &edited["text"]),
                (&sent["id"], &json!(text))
            );
        }
        assert_eq!(bob.message(&sent).await["text"], "after");
        ann.get(&path_of(&sent)).await.problem(404, "not_found");
    }
}
