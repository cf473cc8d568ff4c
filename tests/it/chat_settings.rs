//! One's own settings of a chat: muted, pinned, archived, how much one is told.

use e2e::{Stack, User, shared_stack};
use serde_json::{Value, json};

const FOR_EVER: &str = "2999-01-01T00:00:00.000Z";

async fn set(user: &User, chat: &str, settings: &Value) -> Value {
    user.set_in_chat(chat, settings).await.expect(200)
}

/// Ann, Bob, and groups of both; in each Ann has said so much, in the last one last.
async fn groups<const COUNT: usize>(
    stack: &Stack,
    said: [usize; COUNT],
) -> (User, User, [String; COUNT]) {
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let mut chats = Vec::new();
    for count in said {
        let chat = ann.group("talk", std::slice::from_ref(&bob)).await;
        for number in 0..count {
            let sent = ann.say(&chat, &number.to_string()).await;
            stack.until_pushed(&chat, &sent["seq"]).await;
        }
        chats.push(chat);
    }
    (ann, bob, chats.try_into().unwrap())
}

/// The chats of a list, in its order.
async fn listed(user: &User, path: &str) -> Vec<String> {
    let page = user.get(path).await.expect(200);
    let chats = page["data"].as_array().unwrap().iter();
    let ids = chats.map(|chat| chat["id"].as_str().unwrap().to_owned());
    ids.collect()
}

#[tokio::test]
async fn what_is_given_is_merged_and_concerns_oneself_alone() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, [group]) = groups(&stack, [1]).await;
    for chat in [group, ann.direct_chat(&bob).await] {
        let before = ann.chat(&chat).await["mySettings"].clone();
        let seqs = stack.dynamodb().seqs(&chat).await;
        let mut expected = json!({
            "mutedUntil": null, "pinned": false, "archived": false, "notificationLevel": "all",
        });
        assert_eq!(set(&bob, &chat, &json!({})).await, expected);
        for (field, value) in [
            ("pinned", json!(true)),
            ("notificationLevel", json!("mentions")),
            ("mutedUntil", json!(FOR_EVER)),
            ("archived", json!(true)),
            ("notificationLevel", json!("none")),
            ("pinned", json!(false)),
            ("mutedUntil", Value::Null),
            ("archived", json!(false)),
        ] {
            expected[field] = value.clone();
            let changed = set(&bob, &chat, &json!({field: value})).await;
            assert_eq!(changed, expected, "{field}");
            assert_eq!(bob.chat(&chat).await["mySettings"], expected);
        }
        assert_eq!(ann.chat(&chat).await["mySettings"], before);
        assert_eq!(stack.dynamodb().seqs(&chat).await, seqs, "no entries");
    }
}

#[tokio::test]
async fn ones_other_devices_are_told_and_nobody_else() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, [chat]) = groups(&stack, [1]).await;
    let (anns, phone, tablet) = tokio::join!(ann.connect(), bob.connect(), bob.connect());
    let (of_ann, of_bob) = (ann.sync_token().await, bob.sync_token().await);
    let change = json!({"pinned": true, "mutedUntil": FOR_EVER});
    let settings = set(&bob, &chat, &change).await;
    let mut told = Vec::new();
    for socket in [&phone, &tablet] {
        let event = socket.expect_event("chat.settings", |_| true).await;
        assert_eq!(event["chatId"], chat);
        assert_eq!(event["data"], settings);
        assert!(event.get("seq").is_none(), "it is no entry: {event}");
        told.push(event);
    }
    let reply = bob.sync_since(&of_bob).await;
    let private = reply["private"].as_array().unwrap().clone();
    assert_eq!(private, told[..1], "as on the socket");
    let reply = ann.sync_since(&of_ann).await;
    assert_eq!(reply["private"], json!([]));
    // What comes later has arrived, so this would have. Who is muted is told as well.
    let later = ann.say(&chat, "later").await;
    for socket in [&anns, &phone, &tablet] {
        socket.expect_message(&later).await;
    }
    assert!(anns.events("chat.settings").is_empty());
}

#[tokio::test]
async fn what_is_muted_is_left_out_of_what_is_unread_in_all() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, [muted, read, other]) = groups(&stack, [3, 1, 2]).await;
    let unread = async || {
        let mut answer = bob.get("/v1/chats/unread").await.expect(200);
        let chats = answer["chats"].as_array_mut().unwrap();
        chats.sort_by_key(|chat| chat["unreadCount"].as_u64());
        answer
    };
    let path = format!("/v1/chats/{read}/read");
    bob.post(&path, &json!({})).await.expect(200);
    let chats = json!([
        {"chatId": other, "unreadCount": 2}, {"chatId": muted, "unreadCount": 3},
    ]);
    assert_eq!(unread().await, json!({"total": 5, "chats": chats}));
    set(&bob, &muted, &json!({"mutedUntil": FOR_EVER})).await;
    assert_eq!(unread().await, json!({"total": 2, "chats": chats}));
    assert_eq!(bob.chat(&muted).await["unreadCount"], 3);
    set(&bob, &muted, &json!({"mutedUntil": null})).await;
    assert_eq!(unread().await["total"], 5);
    let path = format!("/v1/chats/{muted}/read");
    bob.post(&path, &json!({})).await.expect(200);
    assert_eq!(unread().await["total"], 2);
    let nothing = ann.get("/v1/chats/unread").await.expect(200);
    assert_eq!(nothing, json!({"total": 0, "chats": []}), "her own words");
}

#[tokio::test]
async fn pinned_chats_come_first() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, [one, two, three]) = groups(&stack, [1, 1, 1]).await;
    let order = async |user: &User| listed(user, "/v1/chats").await;
    let by_time = [&three, &two, &one].map(String::clone);
    assert_eq!(order(&bob).await, by_time);
    set(&bob, &one, &json!({"pinned": true})).await;
    assert_eq!(order(&bob).await, [&one, &three, &two].map(String::clone));
    set(&bob, &two, &json!({"pinned": true})).await;
    let both = [&two, &one, &three].map(String::clone);
    assert_eq!(order(&bob).await, both, "these by time as well");
    let pages = bob.pages("/v1/chats", 1).await.concat();
    let ids: Vec<&Value> = pages.iter().map(|chat| &chat["id"]).collect();
    assert_eq!(ids, both.each_ref(), "page by page");
    assert_eq!(order(&ann).await, by_time, "bob's pins are his");

    let sent = ann.say(&one, "news").await;
    stack.until_pushed(&one, &sent["seq"]).await;
    assert_eq!(order(&bob).await, [&one, &two, &three].map(String::clone));
    for chat in [&one, &two] {
        set(&bob, chat, &json!({"pinned": false})).await;
    }
    assert_eq!(order(&bob).await, [&one, &three, &two].map(String::clone));
}

#[tokio::test]
async fn archived_chats_are_listed_apart() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, [one, two, three]) = groups(&stack, [1, 1, 1]).await;
    set(&bob, &two, &json!({"archived": true, "pinned": true})).await;
    set(&bob, &three, &json!({"archived": true})).await;
    assert_eq!(listed(&bob, "/v1/chats").await, [one.as_str()]);
    let apart = listed(&bob, "/v1/chats?archived=true").await;
    assert_eq!(apart, [two.as_str(), &three], "pinned first, here too");
    assert!(listed(&ann, "/v1/chats?archived=true").await.is_empty());
    assert_eq!(listed(&ann, "/v1/chats").await.len(), 3);
    // Archived for oneself, it is open for everybody.
    let sent = bob.say(&two, "still here").await;
    assert_eq!(ann.message(&sent).await["text"], "still here");
    assert_eq!(ann.chat(&two).await["archived"], false);
    set(&bob, &two, &json!({"archived": false})).await;
    stack.until_pushed(&two, &sent["seq"]).await;
    assert_eq!(listed(&bob, "/v1/chats").await, [two.as_str(), &one]);
    let answer = bob.get("/v1/chats?archived=perhaps").await;
    let problem = answer.problem(400, "validation_failed");
    assert_eq!(problem["errors"][0]["field"], "archived");
}

#[tokio::test]
async fn settings_are_checked_and_for_members() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, [chat]) = groups(&stack, [0]).await;
    let eve = stack.register("eve").await;
    for (settings, field) in [
        (json!({"pinned": "yes"}), "pinned"),
        (json!({"archived": 1}), "archived"),
        (json!({"notificationLevel": "loud"}), "notificationLevel"),
        (json!({"notificationLevel": 7}), "notificationLevel"),
        (json!({"mutedUntil": "tomorrow"}), "mutedUntil"),
        (json!({"mutedUntil": 7}), "mutedUntil"),
        (json!({"pinned": true, "archived": "x"}), "archived"),
    ] {
        let answer = bob.set_in_chat(&chat, &settings).await;
        let problem = answer.problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    assert_eq!(bob.chat(&chat).await["mySettings"]["pinned"], false);
    let settings = json!({"pinned": true});
    let answer = eve.set_in_chat(&chat, &settings).await;
    answer.problem(404, "not_found");
    ann.remove(&chat, &bob).await.expect(204);
    let answer = bob.set_in_chat(&chat, &settings).await;
    answer.problem(404, "not_found");
}
