//! What is attached to a message: media, and the sender's own data.

use e2e::{Way, shared_stack};
use serde_json::{Value, json};

use super::fields::{case, refused, with};
use super::{TYPES, body, pair};

#[tokio::test]
async fn an_attachment_says_where_it_lies_and_what_it_is() {
    let mut cases = Vec::new();
    for (kind, _) in TYPES
        .iter()
        .filter(|(_, field)| *field == Some("attachments"))
    {
        let at = |name: &str, value: Option<Value>, code| {
            case(kind, &format!("/attachments/0/{name}"), value, code)
        };
        let other = if *kind == "image" { "file" } else { "image" };
        cases.push(at("kind", Some(json!(other)), "invalid"));
        cases.push(at("kind", Some(json!("document")), "unknown"));
        for name in ["kind", "fileName", "contentType", "size", "url"] {
            cases.push(at(name, None, "required"));
        }
        for address in [
            "http://example.org/a",
            "javascript:alert(1)",
            "https://",
            "a.bin",
            "https://a b",
        ] {
            cases.push(at("url", Some(json!(address)), "invalid"));
        }
        cases.push(at("mediaId", Some(json!("med_1")), "unknown"));
        for wrong in [json!(-1), json!("7"), json!(1.5)] {
            cases.push(at("size", Some(wrong), "wrong_type"));
        }
        cases.push(at("fileName", Some(json!("")), "required"));
        cases.push(at("fileName", Some(json!("x".repeat(256))), "too_long"));
        cases.push(at(
            "fileName",
            Some(json!("a\u{0}.png")),
            "control_characters",
        ));
        for wrong in [
            "",
            "image",
            "image/",
            "/png",
            "image/png\r\nx: y",
            "ïmage/png",
        ] {
            cases.push(at("contentType", Some(json!(wrong)), "invalid"));
        }
        cases.push(at("width", Some(json!(-1)), "wrong_type"));
        let mut many = body(kind);
        let count = if *kind == "voice" { 2 } else { 11 };
        many["attachments"] = json!(vec![many["attachments"][0].clone(); count]);
        cases.push((many, "attachments".to_owned(), "too_many"));
    }
    cases.push(case("voice", "/attachments/0/durationMs", None, "required"));
    cases.push(case("text", "/mediaIds", Some(json!(["med_1"])), "unknown"));
    cases.push(case("image", "/attachments", Some(json!({})), "wrong_type"));
    refused(&cases).await;
}

#[tokio::test]
async fn metadata_is_a_small_object() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = pair(&stack).await;
    // 2,048 bytes with quotes, colon and braces; characters may have several.
    for most in ["x".repeat(2_040), "é".repeat(1_020), "\"".repeat(1_020)] {
        let body = with("text", "/metadata", Some(json!({"k": most})));
        for way in Way::BOTH {
            let sent = ann.acting(way).await.send_body(&chat, &body).await.done();
            assert_eq!(sent["metadata"], json!({"k": most}));
            assert_eq!(bob.message(&sent).await["metadata"], json!({"k": most}));
        }
        let more = with("text", "/metadata", Some(json!({"k": format!("{most}x")})));
        refused(&[(more, "metadata".to_owned(), "too_long")]).await;
    }
    let wrong = [json!([]), json!("x"), json!(7), json!(true)];
    let cases = wrong.map(|value| case("text", "/metadata", Some(value), "wrong_type"));
    refused(&cases).await;
    let odd = json!({"": null, "0.1": 0.1, "big": 1e300, "deep": [[[{}]]], "<b>": "\u{202e}"});
    let sent = ann
        .send(&chat, &with("text", "/metadata", Some(odd.clone())))
        .await;
    assert_eq!(bob.message(&sent).await["metadata"], odd);
}
