//! Chats, their members, and how people come in.

use serde_json::{Value, json};

use super::{BEARER, CHAT, Sample};

const USER: &str = "0191e0a5-0000-7000-8000-000000000002";
const CODE: &str = "0191e0a4-6f3b-7c1d-9b52-3d1f0a7c5e21.6c1d9b523d1f0a7c5e21";

/// A request: its name, the method, the path as it is routed, what follows it, the body.
type Asked = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Option<Value>,
);

pub(super) fn of_chats() -> Vec<Sample> {
    let asked = about_chats().into_iter().chain(about_members());
    let asked = asked.chain(about_joining()).chain(about_invites());
    let asked = asked.chain(about_blocks());
    let samples = asked.map(|(name, method, routed, query, body)| {
        let named = routed.replace("/users/{userId}", "/users/{id}");
        let key: &'static str = Box::leak(format!("{method} {named}").into_boxed_str());
        let path = routed.replace("{id}", CHAT).replace("{userId}", USER);
        let path = path.replace("{code}", CODE);
        let line = format!("{method} {path}{query}");
        (name, key, line, vec![("authorization", BEARER)], body)
    });
    samples.collect()
}

fn about_chats() -> Vec<Asked> {
    let chat = "/v1/chats/{id}";
    let settings = json!({ "pinned": true, "mutedUntil": "2024-01-21T07:00:00.000Z" });
    let edit = json!({ "name": "Team Rome", "description": null, "slowModeSeconds": 30 });
    let channel = json!({ "type": "channel", "name": "News", "memberIds": [],
                          "visibility": "public", "joinPolicy": "open", "tags": ["news"] });
    vec![
        (
            "rest-chats/create-channel",
            "POST",
            "/v1/chats",
            "",
            Some(channel),
        ),
        ("rest-chats/unread", "GET", "/v1/chats/unread", "", None),
        (
            "rest-chats/discover",
            "GET",
            "/v1/chats/discover",
            "?q=ro&limit=20",
            None,
        ),
        ("rest-chats/update", "PATCH", chat, "", Some(edit)),
        ("rest-chats/delete", "DELETE", chat, "", None),
        (
            "rest-chats/settings",
            "PUT",
            "/v1/chats/{id}/settings",
            "",
            Some(settings),
        ),
    ]
}

fn about_blocks() -> Vec<Asked> {
    let block = "/v1/users/{userId}/block";
    vec![
        (
            "rest-users/blocked",
            "GET",
            "/v1/users/blocked",
            "?limit=50",
            None,
        ),
        ("rest-users/block", "POST", block, "", None),
        ("rest-users/unblock", "DELETE", block, "", None),
    ]
}

fn about_members() -> Vec<Asked> {
    let (members, member) = ("/v1/chats/{id}/members", "/v1/chats/{id}/members/{userId}");
    let edit = json!({ "role": "moderator", "title": "Night shift", "permissions": null });
    let user = || Some(json!({ "userId": USER }));
    vec![
        (
            "rest-members/list",
            "GET",
            members,
            "?state=active&limit=50",
            None,
        ),
        (
            "rest-members/add",
            "POST",
            members,
            "",
            Some(json!({ "userIds": [USER] })),
        ),
        ("rest-members/update", "PATCH", member, "", Some(edit)),
        (
            "rest-members/remove",
            "DELETE",
            member,
            "?reason=spam",
            None,
        ),
        (
            "rest-members/hand-over",
            "POST",
            "/v1/chats/{id}/owner",
            "",
            user(),
        ),
        (
            "rest-members/leave",
            "POST",
            "/v1/chats/{id}/leave",
            "",
            None,
        ),
    ]
}

fn about_joining() -> Vec<Asked> {
    let requests = "/v1/chats/{id}/join-requests";
    let approve = "/v1/chats/{id}/join-requests/{userId}/approve";
    let deny = "/v1/chats/{id}/join-requests/{userId}/deny";
    let mine = "/v1/chats/{id}/join-requests/me";
    let (bans, ban) = ("/v1/chats/{id}/bans", "/v1/chats/{id}/bans/{userId}");
    let why = json!({ "reason": "spam", "until": "2124-01-21T07:00:00.000Z" });
    vec![
        ("rest-joining/join", "POST", "/v1/chats/{id}/join", "", None),
        ("rest-joining/requests", "GET", requests, "?limit=50", None),
        ("rest-joining/approve", "POST", approve, "", None),
        ("rest-joining/deny", "POST", deny, "", None),
        ("rest-joining/withdraw", "DELETE", mine, "", None),
        ("rest-joining/bans", "GET", bans, "?limit=50", None),
        ("rest-joining/ban", "PUT", ban, "", Some(why)),
        ("rest-joining/lift-ban", "DELETE", ban, "", None),
    ]
}

fn about_invites() -> Vec<Asked> {
    let (invites, invite) = ("/v1/chats/{id}/invites", "/v1/chats/{id}/invites/{code}");
    let link = json!({ "maxUses": 10 });
    let person = json!({ "userId": USER });
    vec![
        ("rest-invites/create-link", "POST", invites, "", Some(link)),
        (
            "rest-invites/create-personal",
            "POST",
            invites,
            "",
            Some(person),
        ),
        ("rest-invites/list", "GET", invites, "?limit=50", None),
        ("rest-invites/revoke", "DELETE", invite, "", None),
        ("rest-invites/mine", "GET", "/v1/invites", "?limit=50", None),
        (
            "rest-invites/preview",
            "GET",
            "/v1/invites/{code}",
            "",
            None,
        ),
        (
            "rest-invites/accept",
            "POST",
            "/v1/invites/{code}/accept",
            "",
            None,
        ),
        (
            "rest-invites/decline",
            "POST",
            "/v1/invites/{code}/decline",
            "",
            None,
        ),
    ]
}
