//! Texts and captions: their limits are characters, and nothing in them is changed.

use e2e::{DEADLINE, Way, eventually, fresh, path_of, shared_stack};
use reqwest::Method;
use serde_json::{Value, json};

use super::{TYPES, body, pair};

/// Types that carry a text.
fn with_text() -> impl Iterator<Item = &'static str> {
    let kinds = TYPES.iter().map(|(kind, _)| *kind);
    kinds.filter(|kind| !["location", "poll"].contains(kind))
}

fn saying(kind: &str, text: &str) -> Value {
    let mut body = body(kind);
    body["text"] = json!(text);
    body
}

#[tokio::test]
async fn a_text_or_caption_keeps_its_limits() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, _bob, chat) = pair(&stack).await;
    let controls = [
        '\u{0}', '\u{1}', '\u{7}', '\u{8}', '\u{b}', '\u{1b}', '\u{1f}', '\u{7f}', '\u{80}',
        '\u{9b}', '\u{9f}',
    ];
    for way in Way::BOTH {
        let ann = ann.acting(way).await;
        for kind in with_text() {
            for text in ["x".repeat(8_001), "é".repeat(8_001), "👩".repeat(6_145)] {
                ann.send_body(&chat, &saying(kind, &text))
                    .await
                    .refuses("text", "too_long");
            }
            for empty in ["", " ", "\n\t", "\u{3000}"] {
                ann.send_body(&chat, &saying(kind, empty))
                    .await
                    .refuses("text", "required");
            }
            let mut wrong = body(kind);
            for value in [json!(7), json!(["x"]), json!({}), json!(true)] {
                wrong["text"] = value;
                ann.send_body(&chat, &wrong)
                    .await
                    .refuses("text", "wrong_type");
            }
        }
        for control in controls {
            for text in [
                format!("{control}"),
                format!("a{control}b"),
                format!("a{control}"),
            ] {
                // A line of nothing but white space is empty before it is anything else.
                if text.trim().is_empty() {
                    continue;
                }
                let refused = ann.send_body(&chat, &saying("text", &text)).await;
                refused.refuses("text", "control_characters");
            }
        }
    }
    assert!(stack.dynamodb().seqs(&chat).await.is_empty());
    for kind in with_text() {
        for text in [
            "x".repeat(8_000),
            "é".repeat(8_000),
            "語".repeat(8_000),
            "👩".repeat(6_144),
        ] {
            assert_eq!(ann.send(&chat, &saying(kind, &text)).await["text"], text);
        }
    }
}

#[tokio::test]
async fn a_text_is_stored_and_handed_out_byte_for_byte() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = pair(&stack).await;
    let texts = [
        "<script>alert(document.cookie)</script>",
        "<img src=x onerror=alert(1)> &lt;b&gt; &#x202e;",
        "\u{200f}\u{202b}עברית\u{202c}\u{200e} \u{2066}LRI\u{2069}",
        "\u{feff}bom and \u{200b}zero width\u{200d}",
        "  leading, trailing, \t tabs and \n\n lines \n",
        "cafe\u{301} café \u{1e9b}\u{323}",
        "\u{fffd}\u{fffe}\u{ffff}\u{10ffff}\u{e000}",
        "%3Cb%3E ${x} {{y}} `z` ' \" \\ \\u0041 \\n",
        "👨‍👩‍👧‍👦🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    ];
    let bobs = bob.connect().await;
    for way in Way::BOTH {
        let acting = ann.acting(way).await;
        for kind in ["text", "link", "image"] {
            for text in texts {
                let sent = acting.send_body(&chat, &saying(kind, text)).await.done();
                let event = bobs.expect_message(&sent).await;
                let read = bob.message(&sent).await;
                let edited = acting
                    .edit(&sent, &json!({"text": format!("{text}!")}))
                    .await
                    .done();
                let versions = bob.list(&sent, "history").await;
                for found in [
                    &sent["text"],
                    &event["data"]["text"],
                    &read["text"],
                    &versions[0]["text"],
                ] {
                    assert_eq!(found.as_str().map(str::as_bytes), Some(text.as_bytes()));
                }
                assert_eq!(edited["text"], format!("{text}!"));
            }
        }
    }
}

#[tokio::test]
async fn half_a_character_is_no_json() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = pair(&stack).await;
    let sent = ann.say(&chat, "one").await;
    let halves = [
        r"\ud800",
        r"\udc00",
        r"a\ud83db",
        r"\ude42\ud83d",
        r"\ud83d\ud83d",
        r"\ud83d\u0041",
    ];
    let socket = ann.connect().await;
    for (number, half) in halves.iter().enumerate() {
        for field in [r#""text":"HALF""#, r#""text":"x","metadata":{"HALF":1}"#] {
            let fields = field.replace("HALF", half);
            let body = format!(
                r#"{{"clientMessageId":"{}","type":"text",{fields}}}"#,
                fresh()
            );
            for path in [
                "/v1/messages".to_owned(),
                format!("/v1/chats/{chat}/messages"),
            ] {
                let post = ann.call(Method::POST, &path).body(body.clone());
                post.send().await.problem(400, "malformed_json");
            }
            let edit = ann
                .call(Method::PATCH, &path_of(&sent))
                .body(format!("{{{fields}}}"));
            edit.send().await.problem(400, "malformed_json");
        }
        // The gateway may not find the action in what is no JSON, and nobody the frame's id.
        let frame = format!(
            r#"{{"action":"sendMessage","id":"7","data":{{"chatId":"{chat}","clientMessageId":"k","type":"text","text":"{half}"}}}}"#
        );
        socket.send_text(&frame).await;
        let refused = async || (socket.events("error").len() > number).then_some(());
        eventually("an error frame, never silence", DEADLINE, refused).await;
        let errors = socket.events("error");
        assert!(
            errors
                .iter()
                .all(|frame| frame["error"]["code"] == "malformed_json"),
            "{errors:?}"
        );
    }
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1]);
    let whole = format!(
        r#"{{"clientMessageId":"{}","type":"text","text":"\ud83d\ude42"}}"#,
        fresh()
    );
    let post = ann
        .call(Method::POST, &format!("/v1/chats/{chat}/messages"))
        .body(whole);
    let sent = post.send().await.expect(201);
    assert_eq!(bob.message(&sent).await["text"], "🙂");
}
