//! What counts as one emoji, and how a path names it.

use e2e::{Way, path_of, percent_encoded, shared_stack};
use reqwest::Method;
use serde_json::json;

use super::scene;

#[tokio::test]
async fn an_emoji_is_one_however_many_characters_make_it() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (_ann, bob, message) = scene(&stack).await;
    let emojis = [
        "👍",
        "👍🏽",
        "👩🏽‍🚀",
        "👨‍👩‍👧‍👦",
        "🏳️‍🌈",
        "🇩🇪",
        "1️⃣",
        "#️⃣",
        "*️⃣",
        "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
        "❤️‍🔥",
        "🫱🏻‍🫲🏿",
        "🧑‍🤝‍🧑",
        "🥹",
    ];
    for way in Way::BOTH {
        let bob = bob.acting(way).await;
        for emoji in emojis {
            let added = bob.react(&message, emoji).await.done();
            let one = json!({emoji: {"count": 1, "mine": true}});
            assert_eq!(added["reactions"], one, "{emoji} over {way:?}");
            let removed = bob.unreact(&message, emoji).await.done();
            assert_eq!(removed["reactions"], json!({}), "{emoji} over {way:?}");
        }
    }
}

#[tokio::test]
async fn a_heart_with_and_without_its_colour_is_the_same() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, message) = scene(&stack).await;
    for pair in [
        ["\u{2764}", "\u{2764}\u{fe0f}"],
        ["\u{263a}", "\u{263a}\u{fe0f}"],
    ] {
        for way in Way::BOTH {
            for [first, second] in [pair, [pair[1], pair[0]]] {
                let (ann, bob) = (ann.acting(way).await, bob.acting(way).await);
                ann.react(&message, first).await.done();
                let both = bob.react(&message, second).await.done();
                let counts = both["reactions"].as_object().unwrap();
                assert_eq!(counts.len(), 1, "{both}");
                assert!(counts.values().all(|one| one["count"] == 2), "{both}");
                ann.unreact(&message, second).await.done();
                let none = bob.unreact(&message, first).await.done();
                assert_eq!(none["reactions"], json!({}));
            }
        }
    }
}

#[tokio::test]
async fn what_is_not_exactly_one_emoji_is_refused() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (_ann, bob, message) = scene(&stack).await;
    let chat = message["chatId"].as_str().unwrap();
    let long = "👍".repeat(30);
    let others = [
        "a",
        "ab",
        "1",
        "#",
        "é",
        "中",
        " ",
        "👍👍",
        "👍 ",
        " 👍",
        "ok👍",
        "🇩",
        "🇩🇪🇫🇷",
        "<b>",
        "\u{200d}",
        "\u{fe0f}",
        "👍\u{0}",
        "%F0%9F%91%8D",
        ":thumbsup:",
        &long,
    ];
    for way in Way::BOTH {
        let bob = bob.acting(way).await;
        for other in others {
            bob.react(&message, other).await.refuses("emoji", "invalid");
            bob.unreact(&message, other)
                .await
                .refuses("emoji", "invalid");
        }
    }
    let socket = bob.connect().await;
    for (emoji, code) in [
        (json!(""), "invalid"),
        (json!(7), "wrong_type"),
        (json!(null), "wrong_type"),
    ] {
        let data = json!({"chatId": chat, "messageId": message["id"], "emoji": emoji});
        let problem = socket
            .send("addReaction", data)
            .await
            .problem(400, "validation_failed");
        let error = &problem["errors"][0];
        assert_eq!(
            (&error["field"], &error["code"]),
            (&json!("emoji"), &json!(code))
        );
    }
    assert_eq!(stack.dynamodb().seqs(chat).await, [1]);
}

#[tokio::test]
async fn the_path_names_an_emoji_in_percent_encoding_or_as_it_is() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (_ann, bob, message) = scene(&stack).await;
    let path = |emoji: &str| format!("{}/reactions/{emoji}", path_of(&message));
    for emoji in ["👩🏽‍🚀", "❤️"] {
        let upper = percent_encoded(emoji);
        for way in [upper.clone(), upper.to_lowercase(), emoji.to_owned()] {
            let added = bob.call(Method::PUT, &path(&way)).send().await.expect(200);
            assert_eq!(
                added["reactions"],
                json!({emoji: {"count": 1, "mine": true}}),
                "{way}"
            );
        }
        bob.delete(&path(&upper)).await.expect(200);
    }
    for broken in ["%F0%9F%91", "%FF", "%80%80"] {
        let answer = bob.call(Method::PUT, &path(broken)).send().await;
        assert_eq!(answer.status, 400, "{broken}: {}", answer.text());
        answer.problem(400, "validation_failed");
    }
}
