//! Every type of message: what it needs, what it may hold, and that it comes back as it was sent.

mod attached;
mod fields;
mod mentions;
mod texts;

use e2e::{Options, Stack, User, Way, common, shared_stack};
use serde_json::{Value, json};

/// Types and the body each needs, if it is another than a text.
const TYPES: [(&str, Option<&str>); 9] = [
    ("text", None),
    ("link", Some("link")),
    ("location", Some("location")),
    ("poll", Some("poll")),
    ("image", Some("attachments")),
    ("video", Some("attachments")),
    ("audio", Some("attachments")),
    ("voice", Some("attachments")),
    ("file", Some("attachments")),
];

/// Two people with a direct chat.
async fn pair(stack: &Stack) -> (User, User, String) {
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.direct_chat(&bob).await;
    (ann, bob, chat)
}

/// The least that a type needs in its body.
fn least(field: &str, kind: &str) -> Value {
    match field {
        "link" => json!({"url": "https://example.org/a?b=c#d"}),
        "location" => json!({"latitude": 52.5, "longitude": -13.25}),
        "poll" => json!({"question": "Tea?", "options": [{"text": "yes"}, {"text": "no"}]}),
        _ => json!([attachment(kind)]),
    }
}

/// The least that an attachment needs; a voice note tells its length.
fn attachment(kind: &str) -> Value {
    let mut attachment = json!({
        "url": "https://example.org/a.bin", "kind": kind, "fileName": "a.bin",
        "contentType": "application/octet-stream", "size": 7,
    });
    if kind == "voice" {
        attachment["durationMs"] = json!(1_500);
    }
    attachment
}

/// A message of a type with nothing but what it needs.
fn body(kind: &str) -> Value {
    let mut body = json!({"type": kind});
    let field = TYPES
        .iter()
        .find(|(one, _)| *one == kind)
        .and_then(|(_, field)| *field);
    match field {
        Some(field) => body[field] = least(field, kind),
        None => body["text"] = json!("hello"),
    }
    body
}

/// What a message holds of all types, when nothing is given.
fn empty() -> Value {
    json!({
        "text": null, "link": null, "location": null, "poll": null, "system": null, "attachments": [],
        "replyToId": null, "replyCount": 0, "forwardedFrom": null, "mentions": [], "reactions": {},
        "pinned": false, "metadata": null, "editedAt": null, "deletedAt": null, "expiresAt": null,
    })
}

/// Sends both ways, and compares what everyone gets with what is expected of it.
async fn comes_back(ann: &User, bob: &User, chat: &str, sent: &Value, expected: &Value) {
    let bobs = bob.connect().await;
    for way in Way::BOTH {
        let answer = ann.acting(way).await.send_body(chat, sent).await.done();
        assert_eq!(answer["type"], sent["type"]);
        for (field, value) in expected.as_object().unwrap() {
            assert_eq!(answer.get(field), Some(value), "{field} of {sent}");
        }
        let event = bobs.expect_message(&answer).await;
        assert_eq!(event["data"], common(&answer));
        assert_eq!(ann.message(&answer).await, answer);
        let read = bob.history(chat).await.pop().unwrap();
        assert_eq!(common(&read), common(&answer));
        assert_eq!(bob.message(&answer).await, read);
    }
}

#[tokio::test]
async fn a_type_needs_no_more_than_its_body() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = pair(&stack).await;
    for (kind, field) in TYPES {
        let mut expected = empty();
        match field {
            None => expected["text"] = json!("hello"),
            Some("link") => {
                expected["link"] = json!({
                    "url": "https://example.org/a?b=c#d",
                    "title": null, "description": null, "imageUrl": null,
                });
            }
            Some("location") => {
                expected["location"] = json!({
                    "latitude": 52.5, "longitude": -13.25, "accuracyMeters": null, "name": null,
                });
            }
            Some("poll") => {
                expected["poll"] = json!({
                    "question": "Tea?", "multiple": false, "closesAt": null, "closed": false, "votes": [],
                    "options": [
                        {"id": "1", "text": "yes", "count": 0}, {"id": "2", "text": "no", "count": 0},
                    ],
                });
            }
            Some(_) => {
                let mut one = attachment(kind);
                for absent in ["mediaId", "width", "height", "durationMs"] {
                    one[absent] = one.get(absent).cloned().unwrap_or_default();
                }
                expected["attachments"] = json!([one]);
            }
        }
        comes_back(&ann, &bob, &chat, &body(kind), &expected).await;
    }
}

#[tokio::test]
async fn whatever_a_type_may_hold_comes_back_as_it_was_sent() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = pair(&stack).await;
    let link = json!({
        "url": "HTTPS://example.org/ü?q=<b>&r=\"#f", "title": "<title>", "description": "a\n\tb",
        "imageUrl": "https://example.org/ü.png",
    });
    let location = json!({
        "latitude": -90.0, "longitude": 180.0, "accuracyMeters": 0.5, "name": "\u{202e}here\u{202c}",
    });
    let closes_at =
        (jiff::Timestamp::now() + std::time::Duration::from_secs(3_600)).as_millisecond();
    let closes_at = jiff::Timestamp::from_millisecond(closes_at).unwrap();
    let closes_at = closes_at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string();
    let options =
        json!([{"id": "second", "text": "<b>"}, {"id": "2", "text": " 2 "}, {"text": "three"}]);
    let poll = json!({
        "question": " Which? ", "options": options, "multiple": true, "closesAt": closes_at,
    });
    let read_poll = json!({
        "question": " Which? ", "multiple": true, "closesAt": closes_at, "closed": false, "votes": [],
        "options": [
            {"id": "second", "text": "<b>", "count": 0}, {"id": "2", "text": " 2 ", "count": 0},
            {"id": "3", "text": "three", "count": 0},
        ],
    });
    let media = json!({
        "mediaId": null, "url": "https://example.org/a.png", "kind": "image",
        "fileName": "../a \u{202e}gnp.exe", "contentType": "image/svg+xml; charset=utf-8",
        "size": 9_007_199_254_740_993_u64, "width": 0, "height": 4_294_967_295_u32, "durationMs": 0,
    });
    let pictures = json!([
        media, media, media, media, media, media, media, media, media, media
    ]);
    let cases = [
        (
            json!({"type": "link", "text": "look", "link": link}),
            json!({"text": "look", "link": link}),
        ),
        (
            json!({"type": "location", "location": location}),
            json!({"location": location}),
        ),
        (
            json!({"type": "poll", "poll": poll}),
            json!({"poll": read_poll}),
        ),
        (
            json!({"type": "image", "text": "ten", "attachments": pictures}),
            json!({"text": "ten", "attachments": pictures}),
        ),
        (
            json!({"type": "text", "text": "hi", "link": null, "location": null, "poll": null,
                   "attachments": null, "mediaIds": null, "mentions": null, "metadata": null}),
            json!({"text": "hi"}),
        ),
        (
            json!({"type": "text", "text": "hi", "attachments": [], "mediaIds": []}),
            json!({"text": "hi"}),
        ),
    ];
    for (sent, given) in cases {
        let mut expected = empty();
        expected
            .as_object_mut()
            .unwrap()
            .extend(given.as_object().unwrap().clone());
        comes_back(&ann, &bob, &chat, &sent, &expected).await;
    }
}

#[tokio::test]
async fn a_first_message_of_any_type_makes_the_direct_chat() {
    let stack = shared_stack();
    let _log = stack.show_log();
    for (kind, _) in TYPES {
        let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
        let mut sent = body(kind);
        sent["userId"] = json!(bob.id);
        sent["clientMessageId"] = json!("first");
        let message = ann.post("/v1/messages", &sent).await.expect(201);
        assert_eq!(
            (&message["type"], &message["seq"]),
            (&json!(kind), &json!(1))
        );
        let chat = message["chatId"].as_str().unwrap();
        assert_eq!(common(&bob.history(chat).await[0]), common(&message));
    }
}

#[tokio::test]
async fn the_list_of_chats_names_the_type_of_the_last_message() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = pair(&stack).await;
    for (kind, _) in TYPES {
        let sent = ann.send(&chat, &body(kind)).await;
        stack.until_pushed(&chat, &sent["seq"]).await;
        let last = bob.chat(&chat).await["lastMessage"].clone();
        assert_eq!((&last["id"], &last["type"]), (&sent["id"], &sent["type"]));
    }
}

#[tokio::test]
async fn a_deployment_may_keep_attachments_that_lie_elsewhere_out() {
    let stack = Stack::start(&Options::new().env("ALLOW_ATTACHMENT_URLS", "false"));
    let (ann, bob, chat) = pair(&stack).await;
    for way in Way::BOTH {
        let ann = ann.acting(way).await;
        for (kind, _) in TYPES
            .iter()
            .filter(|(_, field)| *field == Some("attachments"))
        {
            let refused = ann.send_body(&chat, &body(kind)).await;
            refused.refuses("attachments[0].url", "not_allowed");
        }
        ann.send_body(&chat, &body("link")).await.done();
    }
    assert_eq!(bob.history(&chat).await.len(), 2);
}
