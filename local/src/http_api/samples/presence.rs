//! Samples of who is there, and who types.

use serde_json::json;

use super::{BEARER, CHAT, Sample};

const OTHER: &str = "0191e0a5-0000-7000-8000-000000000002";

pub(super) fn of_presence() -> Vec<Sample> {
    let bearer = || vec![("authorization", BEARER)];
    vec![
        (
            "rest-presence/mine",
            "GET /v1/presence/me",
            "GET /v1/presence/me".to_owned(),
            bearer(),
            None,
        ),
        (
            "rest-presence/set",
            "PUT /v1/presence/me",
            "PUT /v1/presence/me".to_owned(),
            bearer(),
            Some(json!({ "status": "do_not_disturb", "text": "Writing" })),
        ),
        (
            "rest-presence/get",
            "GET /v1/presence/users/{id}",
            format!("GET /v1/presence/users/{OTHER}"),
            bearer(),
            None,
        ),
        (
            "rest-presence/list",
            "GET /v1/presence/users",
            format!("GET /v1/presence/users?userIds={OTHER}"),
            bearer(),
            None,
        ),
        (
            "rest-presence/typing",
            "GET /v1/chats/{id}/typing",
            format!("GET /v1/chats/{CHAT}/typing"),
            bearer(),
            None,
        ),
    ]
}
