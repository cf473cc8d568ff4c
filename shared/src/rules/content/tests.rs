use serde_json::{Value, json};

use super::*;

fn refused(fields: &Value) -> Vec<String> {
    let mut body = json!({"clientMessageId": "1"});
    for (name, value) in fields.as_object().unwrap() {
        body[name] = value.clone();
    }
    let body: SendMessage = serde_json::from_value(body).unwrap();
    let now = Time::from_millis(1_000_000);
    let refusals = [content(&body, true).map(drop), times(&body, now)];
    let Some(error) = refusals.into_iter().find_map(Result::err) else {
        return Vec::new();
    };
    let errors = error.to_problem("").errors;
    errors.into_iter().map(|error| error.field).collect()
}

fn file(kind: &str) -> Value {
    json!({
        "url": "https://example.org/a", "kind": kind, "fileName": "a", "size": 1,
        "contentType": "application/octet-stream",
    })
}

#[test]
fn a_text_is_counted_in_characters() {
    let text = |text: String| refused(&json!({"type": "text", "text": text}));
    assert!(text("é".repeat(8_000)).is_empty());
    assert_eq!(text("é".repeat(8_001)), ["text"]);
    assert_eq!(text("👩".repeat(6_145)), ["text"], "over 24 KB");
    assert_eq!(text("a\u{7}".to_owned()), ["text"]);
}

#[test]
fn everything_wrong_is_named_at_once() {
    let fields = json!({"clientMessageId": "", "type": "text", "text": "  "});
    assert_eq!(refused(&fields), ["clientMessageId", "text"]);
}

#[test]
fn every_type_has_its_body() {
    let good = [
        json!({"type": "text", "text": "a"}),
        json!({"type": "link", "link": {"url": "https://example.org/x"}, "text": "look"}),
        json!({"type": "location", "location": {"latitude": -90, "longitude": 180}}),
        json!({"type": "poll", "poll": {"question": "?", "options": [{"text": "a"}, {"text": "b"}]}}),
        json!({"type": "image", "attachments": [file("image")], "text": "caption"}),
    ];
    for fields in good {
        assert!(refused(&fields).is_empty(), "{fields}");
    }
    let bad = [
        (json!({"type": "text"}), "text"),
        (json!({"type": "system", "text": "a"}), "type"),
        (json!({"type": "link"}), "link"),
        (
            json!({"type": "link", "link": {"url": "javascript:alert(1)"}}),
            "link.url",
        ),
        (
            json!({"type": "location", "location": {"latitude": 91, "longitude": 0}}),
            "location.latitude",
        ),
        (
            json!({"type": "poll", "poll": {"question": "?", "options": []}}),
            "poll.options",
        ),
        (json!({"type": "voice"}), "attachments"),
        (
            json!({"type": "voice", "attachments": [file("voice")]}),
            "attachments[0].durationMs",
        ),
        (
            json!({"type": "image", "attachments": [file("video")]}),
            "attachments[0].kind",
        ),
        (
            json!({"type": "text", "text": "a", "attachments": [file("image")]}),
            "attachments",
        ),
        (
            json!({"type": "text", "text": "a", "sendAt": "1970-01-01T00:00:01Z"}),
            "sendAt",
        ),
        (
            json!({"type": "text", "text": "a", "mediaIds": ["m"]}),
            "mediaIds",
        ),
    ];
    for (fields, field) in bad {
        assert!(refused(&fields).contains(&field.to_owned()), "{fields}");
    }
}
