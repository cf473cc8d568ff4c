//! Who may not edit, what, and when.

use std::time::Duration;

use e2e::{DEADLINE, Options, Stack, Way, eventually, fresh, path_of, shared_stack};
use serde_json::json;

use super::text;

#[tokio::test]
async fn only_its_sender_edits_a_message_that_is_there() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let bobs = bob.say(&chat, "mine").await;
    let gone = ann.say(&chat, "gone").await;
    ann.delete(&path_of(&gone)).await.expect(200);
    let mut unknown = gone.clone();
    unknown["id"] = json!("msg_1_0000000000000");
    let mut elsewhere = bobs.clone();
    elsewhere["chatId"] = json!(bob.group("elsewhere", &[]).await);
    let seqs = stack.dynamodb().seqs(&chat).await;
    for way in Way::BOTH {
        let (ann, bob) = (ann.acting(way).await, bob.acting(way).await);
        let owner = ann.edit(&bobs, &text("two")).await;
        owner.problem(403, "forbidden");
        for missing in [&gone, &unknown] {
            ann.edit(missing, &text("two"))
                .await
                .problem(404, "not_found");
        }
        bob.edit(&elsewhere, &text("two"))
            .await
            .problem(404, "not_found");
    }
    assert_eq!(stack.dynamodb().seqs(&chat).await, seqs);
    assert_eq!(bob.message(&bobs).await["text"], "mine");
}

#[tokio::test]
async fn an_edit_keeps_the_limits_of_a_message() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let eve = stack.register("eve").await;
    let sent = bob.say(&chat, "one").await;
    let large = json!({"k": "x".repeat(2_041)});
    let cases = [
        (json!({}), "text", "required"),
        (json!({"text": null}), "text", "wrong_type"),
        (json!({"text": 7}), "text", "wrong_type"),
        (text(""), "text", "required"),
        (text(" \n\t "), "text", "required"),
        (text(&"é".repeat(8_001)), "text", "too_long"),
        (text(&"👩".repeat(6_145)), "text", "too_long"),
        (text("bell \u{7}"), "text", "control_characters"),
        (
            json!({"text": "x", "mentions": [ann.id, eve.id]}),
            "mentions[1]",
            "unknown",
        ),
        (
            json!({"text": "x", "mentions": "ann"}),
            "mentions",
            "wrong_type",
        ),
        (
            json!({"text": "x", "mentions": vec![&ann.id; 51]}),
            "mentions",
            "too_many",
        ),
        (
            json!({"text": "x", "metadata": large}),
            "metadata",
            "too_long",
        ),
        (
            json!({"text": "x", "metadata": []}),
            "metadata",
            "wrong_type",
        ),
    ];
    for way in Way::BOTH {
        let bob = bob.acting(way).await;
        for (body, field, code) in &cases {
            bob.edit(&sent, body).await.refuses(field, code);
        }
        let all = json!({"text": "x", "mentions": ["@all"]});
        bob.edit(&sent, &all).await.problem(403, "forbidden");
    }
    let raw = ann.call(reqwest::Method::PATCH, &path_of(&sent));
    let raw = raw.body(r#"{"text":"\ud800"}"#);
    raw.send().await.problem(400, "malformed_json");
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1]);
    let longest = text(&"é".repeat(8_000));
    let edited = bob.acting(Way::Rest).await.edit(&sent, &longest).await;
    assert_eq!(edited.done()["text"], longest["text"]);
}

#[tokio::test]
async fn only_a_message_with_a_text_can_be_edited() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, _bob, chat) = stack.group_of_two().await;
    let picture = json!({
        "url": "https://example.org/a.png", "kind": "image", "fileName": "a.png",
        "contentType": "image/png", "size": 7,
    });
    let place = json!({"type": "location", "location": {"latitude": 1.5, "longitude": 2.5}});
    let poll = json!({
        "type": "poll", "poll": {"question": "?", "options": [{"text": "a"}, {"text": "b"}]},
    });
    for way in Way::BOTH {
        let ann = ann.acting(way).await;
        for body in [&place, &poll] {
            let sent = ann.send(&chat, body).await;
            ann.edit(&sent, &text("two"))
                .await
                .refuses("text", "not_allowed");
        }
        let body = json!({"type": "image", "text": "one", "attachments": [picture]});
        let sent = ann.send(&chat, &body).await;
        let edited = ann.edit(&sent, &text("two")).await.done();
        assert_eq!(edited["text"], "two");
        assert_eq!(edited["attachments"], sent["attachments"]);
        assert_eq!(edited["type"], "image");
    }
}

#[tokio::test]
async fn the_time_to_edit_is_served_and_ends() {
    const WINDOW: u64 = 4;
    let stack = Stack::start(&Options::new().env("EDIT_WINDOW_SECONDS", &WINDOW.to_string()));
    let config = stack.call(reqwest::Method::GET, "/v1/config").send().await;
    let limits = config.expect(200)["limits"].clone();
    assert_eq!(limits["editWindowSeconds"], WINDOW);
    let (ann, bob, chat) = stack.group_of_two().await;
    let (by_rest, by_socket) = tokio::join!(ann.acting(Way::Rest), ann.acting(Way::Socket));
    let sent = ann.say(&chat, "one").await;
    by_rest.edit(&sent, &text("two")).await.done();
    by_socket.edit(&sent, &text("three")).await.done();

    let created: jiff::Timestamp = sent["createdAt"].as_str().unwrap().parse().unwrap();
    let end = created + Duration::from_secs(WINDOW);
    let over = async || (jiff::Timestamp::now() > end).then_some(());
    eventually("the end of the window", DEADLINE, over).await;
    for acting in [&by_rest, &by_socket] {
        let late = acting.edit(&sent, &text(&fresh())).await;
        late.problem(409, "edit_window_closed");
    }
    assert_eq!(bob.message(&sent).await["text"], "three");
    assert_eq!(bob.list(&sent, "history").await.len(), 2);
}
