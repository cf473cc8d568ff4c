//! Messages, what is done with them, and reading.

use serde_json::{Value, json};

use super::{BEARER, CHAT, MESSAGE, Sample};

pub(super) fn messages() -> Vec<Sample> {
    let bearer = || vec![("authorization", BEARER)];
    vec![
        (
            "rest-messages/send",
            "POST /v1/chats/{id}/messages",
            format!("POST /v1/chats/{CHAT}/messages"),
            bearer(),
            Some(json!({ "clientMessageId": "c-1", "type": "text", "text": "Hello 👋" })),
        ),
        (
            "rest-messages/list",
            "GET /v1/chats/{id}/messages",
            format!("GET /v1/chats/{CHAT}/messages?limit=50"),
            bearer(),
            None,
        ),
        (
            "rest-messages/send-direct",
            "POST /v1/messages",
            "POST /v1/messages".to_owned(),
            bearer(),
            Some(json!({ "userId": "0191e0a5-0000-7000-8000-000000000002",
                         "clientMessageId": "c-2", "type": "text", "text": "Are you there?" })),
        ),
        (
            "rest-messages/send-poll",
            "POST /v1/chats/{id}/messages",
            format!("POST /v1/chats/{CHAT}/messages"),
            bearer(),
            Some(json!({ "clientMessageId": "c-4", "type": "poll",
                         "poll": { "question": "Tea?",
                                   "options": [{ "text": "Yes" }, { "text": "No" }],
                                   "multiple": false } })),
        ),
        (
            "rest-messages/send-later",
            "POST /v1/chats/{id}/messages",
            format!("POST /v1/chats/{CHAT}/messages"),
            bearer(),
            Some(
                json!({ "clientMessageId": "c-5", "type": "text", "text": "Good morning",
                         "sendAt": "2024-01-21T07:00:00.000Z" }),
            ),
        ),
        (
            "rest-messages/around",
            "GET /v1/chats/{id}/messages",
            format!("GET /v1/chats/{CHAT}/messages?aroundSeq=41&limit=20"),
            bearer(),
            None,
        ),
    ]
}

/// A request below one message: name, method, the rest of the path as routed and as asked, body.
type Below = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Option<Value>,
);

pub(super) fn of_a_message() -> Vec<Sample> {
    let samples = about_the_message().into_iter().chain(about_reactions());
    let samples = samples.map(|(name, method, routed, asked, body)| {
        let route = format!("{method} /v1/chats/{{id}}/messages/{{messageId}}{routed}");
        let key: &'static str = Box::leak(route.into_boxed_str());
        let line = format!("{method} /v1/chats/{CHAT}/messages/{MESSAGE}{asked}");
        (name, key, line, vec![("authorization", BEARER)], body)
    });
    samples.collect()
}

fn about_the_message() -> Vec<Below> {
    let forward = json!({ "chatIds": ["0191e0a4-6f3b-7c1d-9b52-3d1f0a7c5e22"],
                          "clientMessageId": "c-3" });
    let edit = json!({ "text": "Hello again", "mentions": null });
    vec![
        ("rest-messages/get", "GET", "", "", None),
        ("rest-messages/edit", "PATCH", "", "", Some(edit)),
        ("rest-messages/delete", "DELETE", "", "", None),
        ("rest-messages/delete-for-me", "DELETE", "", "?for=me", None),
        ("rest-messages/history", "GET", "/history", "/history", None),
        (
            "rest-messages/replies",
            "GET",
            "/replies",
            "/replies?limit=20",
            None,
        ),
        (
            "rest-messages/forward",
            "POST",
            "/forward",
            "/forward",
            Some(forward),
        ),
    ]
}

fn about_reactions() -> Vec<Below> {
    let vote = json!({ "optionIds": ["1"] });
    vec![
        (
            "rest-reactions/list",
            "GET",
            "/reactions",
            "/reactions?limit=20",
            None,
        ),
        (
            "rest-reactions/add",
            "PUT",
            "/reactions/{emoji}",
            "/reactions/%F0%9F%91%8D",
            None,
        ),
        (
            "rest-reactions/remove",
            "DELETE",
            "/reactions/{emoji}",
            "/reactions/%F0%9F%91%8D",
            None,
        ),
        ("rest-reactions/vote", "PUT", "/vote", "/vote", Some(vote)),
        (
            "rest-reactions/close-poll",
            "POST",
            "/poll/close",
            "/poll/close",
            None,
        ),
        ("rest-reactions/pin", "PUT", "/pin", "/pin", None),
        ("rest-reactions/unpin", "DELETE", "/pin", "/pin", None),
        ("rest-receipts/readers", "GET", "/reads", "/reads", None),
    ]
}

pub(super) fn of_a_chat() -> Vec<Sample> {
    let bearer = || vec![("authorization", BEARER)];
    vec![
        (
            "rest-reactions/pins",
            "GET /v1/chats/{id}/pins",
            format!("GET /v1/chats/{CHAT}/pins"),
            bearer(),
            None,
        ),
        (
            "rest-receipts/read",
            "POST /v1/chats/{id}/read",
            format!("POST /v1/chats/{CHAT}/read"),
            bearer(),
            Some(json!({ "seq": 41 })),
        ),
        (
            "rest-receipts/delivered",
            "POST /v1/chats/{id}/delivered",
            format!("POST /v1/chats/{CHAT}/delivered"),
            bearer(),
            Some(json!({ "seq": 41 })),
        ),
        (
            "rest-receipts/list",
            "GET /v1/chats/{id}/receipts",
            format!("GET /v1/chats/{CHAT}/receipts"),
            bearer(),
            None,
        ),
        (
            "rest-scheduled/list",
            "GET /v1/chats/{id}/scheduled",
            format!("GET /v1/chats/{CHAT}/scheduled?limit=20"),
            bearer(),
            None,
        ),
        (
            "rest-scheduled/cancel",
            "DELETE /v1/chats/{id}/scheduled/{scheduledId}",
            format!("DELETE /v1/chats/{CHAT}/scheduled/sch_1705820400000000000000000000007"),
            bearer(),
            None,
        ),
    ]
}
