//! The sample events of Banter's socket functions, built as the gateway builds them.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::front::golden;
use crate::stack::{WebSocketApi, WebSocketRoute};

use super::event::{self, Ending, Facts, Opening};

const CONNECTION: &str = "R1kmxc2VNjMCFIA=";
const MESSAGE: &str = "R1knPc2ntjMCFIA=";
const CHAT: &str = "0191e0a4-6f3b-7c1d-9b52-3d1f0a7c5e21";
const USER: &str = "0191e0a3-1c2d-7e4f-8a5b-6c7d8e9f0a1b";
const SESSION: &str = "0191e0a3-2b3c-7d4e-9f50-617283940a5b";

/// An API like Banter's.
pub(super) fn api() -> WebSocketApi {
    let route = |key: &str| {
        let route = WebSocketRoute {
            function: "F".to_owned(),
            timeout: Duration::from_secs(29),
            two_way: !["$connect", "$disconnect"].contains(&key),
        };
        (key.to_owned(), route)
    };
    WebSocketApi {
        api_id: "a1b2c3d4e5".to_owned(),
        stage: "dev".to_owned(),
        route_selection_expression: "$request.body.action".to_owned(),
        routes: ["$connect", "$disconnect", "$default", "sendMessage"]
            .map(route)
            .into(),
        authorizer: None,
    }
}

/// A connection before its authorizer was asked.
pub(super) fn facts() -> Facts {
    Facts {
        api_id: "a1b2c3d4e5".to_owned(),
        stage: "dev".to_owned(),
        domain_name: "127.0.0.1:3000".to_owned(),
        connection_id: CONNECTION.to_owned(),
        connected_at: 1_705_751_697_419,
        source_ip: "127.0.0.1".to_owned(),
        user_agent: Some("Mozilla/5.0 (X11; Linux x86_64) Firefox/146.0".to_owned()),
        authorizer: None,
    }
}

fn authorized() -> Facts {
    let context = json!({
        "userId": USER,
        "sessionId": SESSION,
        "device": "web",
        "principalId": USER,
    });
    Facts {
        authorizer: context.as_object().cloned(),
        ..facts()
    }
}

/// The ticket's id travels to `ws-connect`, which uses it up.
fn authorized_by(way: &str) -> Facts {
    let mut facts = authorized();
    if let (Some(context), "ticket") = (&mut facts.authorizer, way) {
        context.insert("ticketId".to_owned(), json!("4Zl0t2mVq1s8x7uE5b9KcA"));
    }
    facts
}

fn opening(extra: &[(&str, &str)], query: &[(&str, &str)]) -> Opening {
    let own = [
        ("Host", "127.0.0.1:3000"),
        (
            "User-Agent",
            "Mozilla/5.0 (X11; Linux x86_64) Firefox/146.0",
        ),
        ("Accept", "*/*"),
        ("Sec-WebSocket-Version", "13"),
        ("Origin", "http://127.0.0.1:3000"),
    ];
    let hop = [
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ("Connection", "keep-alive, Upgrade"),
        ("Upgrade", "websocket"),
        ("X-Amzn-Trace-Id", golden::TRACE),
        ("X-Forwarded-For", "127.0.0.1"),
        ("X-Forwarded-Port", "3000"),
        ("X-Forwarded-Proto", "http"),
    ];
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Opening {
        headers: own.iter().chain(extra).chain(&hop).map(owned).collect(),
        query: query.iter().map(owned).collect(),
    }
}

fn openings() -> BTreeMap<&'static str, Opening> {
    // The payload of the token is `{}`: samples hold no key and open nothing.
    let token = "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl";
    let bearer = format!("Bearer {token}");
    let protocols = format!("banter.v1, bearer.{token}");
    BTreeMap::from([
        ("header", opening(&[("Authorization", &bearer)], &[])),
        (
            "subprotocol",
            opening(&[("Sec-WebSocket-Protocol", &protocols)], &[]),
        ),
        (
            "token",
            opening(&[], &[("token", token), ("device", "mobile")]),
        ),
        (
            "ticket",
            opening(
                &[],
                &[("ticket", "tk_4Zl0t2mVq1s8x7uE5b9KcA"), ("device", "web")],
            ),
        ),
        ("anonymous", opening(&[], &[])),
    ])
}

fn message(action: &str, data: &Value) -> Value {
    let body = json!({ "action": action, "id": "1", "data": data }).to_string();
    text(action, &body)
}

fn text(route: &str, body: &str) -> Value {
    event::message(&authorized(), route, body, MESSAGE, &golden::stamp())
}

fn messages() -> Vec<(&'static str, Value)> {
    vec![
        (
            "ws-send-message/text",
            message(
                "sendMessage",
                &json!({ "chatId": CHAT, "clientMessageId": "c-1", "type": "text", "text": "Hello 👋" }),
            ),
        ),
        (
            "ws-send-message/direct",
            message(
                "sendMessage",
                &json!({ "userId": "0191e0a5-0000-7000-8000-000000000002", "clientMessageId": "c-2",
                         "type": "text", "text": "Are you there?" }),
            ),
        ),
        (
            "ws-send-message/malformed",
            message("sendMessage", &json!({ "chatId": 7, "text": null })),
        ),
        (
            "ws-get-messages/latest",
            message("getMessages", &json!({ "chatId": CHAT, "limit": 50 })),
        ),
        (
            "ws-get-messages/direct",
            message(
                "getMessages",
                &json!({ "userId": "0191e0a5-0000-7000-8000-000000000002" }),
            ),
        ),
        (
            "ws-mark-read/through",
            message("markRead", &json!({ "chatId": CHAT, "seq": 41 })),
        ),
        (
            "ws-mark-read/all",
            message("markRead", &json!({ "chatId": CHAT })),
        ),
        ("ws-sync/start", message("sync", &json!({}))),
        (
            "ws-sync/since",
            message("sync", &json!({ "since": "st_eyJ2IjoxfQ" })),
        ),
        (
            "ws-sync/chats",
            message("sync", &json!({ "chats": { CHAT: 40 } })),
        ),
        ("ws-default/not-json", text("$default", "hello")),
        (
            "ws-default/no-action",
            text("$default", r#"{"id":"1","data":{}}"#),
        ),
        (
            "ws-default/unknown-action",
            text("$default", r#"{"action":"dance","id":"1"}"#),
        ),
    ]
}

fn presence() -> Vec<(&'static str, Value)> {
    vec![
        (
            "ws-heartbeat/active",
            message("heartbeat", &json!({ "active": true })),
        ),
        (
            "ws-heartbeat/away",
            message("heartbeat", &json!({ "active": false })),
        ),
        (
            "ws-set-presence/busy",
            message(
                "setPresence",
                &json!({ "status": "do_not_disturb", "text": "Writing" }),
            ),
        ),
        (
            "ws-watch-presence/two",
            message(
                "watchPresence",
                &json!({ "userIds": [USER, "0191e0a5-0000-7000-8000-000000000002"] }),
            ),
        ),
        (
            "ws-open-chat/open",
            message("openChat", &json!({ "chatId": CHAT })),
        ),
        (
            "ws-close-chat/close",
            message("closeChat", &json!({ "chatId": CHAT })),
        ),
        (
            "ws-typing/started",
            message("typing", &json!({ "chatId": CHAT, "state": "started" })),
        ),
        (
            "ws-typing/stopped",
            message("typing", &json!({ "chatId": CHAT, "state": "stopped" })),
        ),
    ]
}

fn changes() -> Vec<(&'static str, Value)> {
    let named = |extra: Value| {
        let mut data = json!({ "chatId": CHAT, "messageId": "msg_41_7zp2tbz1b4db" });
        let fields = data.as_object_mut().unwrap();
        fields.extend(extra.as_object().unwrap().clone());
        data
    };
    let sample = |name, action, extra| (name, message(action, &named(extra)));
    let cleared = json!({ "text": "Hello again", "mentions": null, "metadata": null });
    let read = json!({ "chatId": CHAT, "seq": 41 });
    vec![
        sample(
            "ws-edit-message/text",
            "editMessage",
            json!({ "text": "Hello again" }),
        ),
        sample("ws-edit-message/clear", "editMessage", cleared),
        sample(
            "ws-delete-message/everyone",
            "deleteMessage",
            json!({ "for": "everyone" }),
        ),
        sample(
            "ws-delete-message/me",
            "deleteMessage",
            json!({ "for": "me" }),
        ),
        sample(
            "ws-add-reaction/thumb",
            "addReaction",
            json!({ "emoji": "👍" }),
        ),
        sample(
            "ws-add-reaction/no-emoji",
            "addReaction",
            json!({ "emoji": "ok" }),
        ),
        sample(
            "ws-remove-reaction/thumb",
            "removeReaction",
            json!({ "emoji": "👍" }),
        ),
        sample("ws-vote/one", "vote", json!({ "optionIds": ["1"] })),
        sample("ws-vote/none", "vote", json!({ "optionIds": [] })),
        ("ws-mark-delivered/through", message("markDelivered", &read)),
    ]
}

fn disconnects() -> Vec<(&'static str, Value)> {
    let disconnect = |code, reason: &str| {
        let ending = Ending {
            code,
            reason: reason.to_owned(),
        };
        event::disconnect(&authorized(), &ending, &golden::stamp())
    };
    vec![
        ("ws-disconnect/browser-left", disconnect(1001, "")),
        (
            "ws-disconnect/no-code",
            disconnect(1005, "Client-side close frame status not set"),
        ),
        ("ws-disconnect/idle", disconnect(1001, "Going away")),
        (
            "ws-disconnect/closed-by-server",
            disconnect(1000, "Connection Closed Normally"),
        ),
        ("ws-disconnect/lost", disconnect(1006, "")),
    ]
}

fn all() -> Vec<(String, Value)> {
    let stamp = golden::stamp();
    let mut samples: Vec<(String, Value)> = messages()
        .into_iter()
        .chain(presence())
        .chain(changes())
        .chain(disconnects())
        .map(|(name, event)| (name.to_owned(), event))
        .collect();
    for (name, opening) in openings() {
        let authorizer = event::authorizer(&facts(), &opening, &stamp);
        samples.push((format!("ws-authorize/{name}"), authorizer));
        if name != "anonymous" {
            let connect = event::connect(&authorized_by(name), &opening, &stamp);
            samples.push((format!("ws-connect/{name}"), connect));
        }
    }
    samples
}

#[test]
fn events_are_those_of_the_samples() {
    for (name, event) in all() {
        golden::check(&name, &event);
    }
}

/// The documented differences between the three kinds of events, whatever the samples say.
#[test]
fn kinds_of_events_differ_as_documented() {
    let has = |event: &Value, field: &str| event.get(field).is_some();
    let opening = &openings()["token"];
    let authorizer = event::authorizer(&facts(), opening, &golden::stamp());
    let connect = event::connect(&authorized(), opening, &golden::stamp());
    let message = text("$default", "x");
    assert_eq!(authorizer["headers"]["Upgrade"], "websocket");
    assert_eq!(authorizer["headers"]["content-length"], "0");
    assert_eq!(authorizer["requestContext"]["connectionId"], CONNECTION);
    assert!(!has(&authorizer["requestContext"], "authorizer"));
    assert!(!has(&connect["headers"], "Upgrade") && !has(&connect["headers"], "Connection"));
    assert!(has(&connect, "queryStringParameters") && !has(&connect, "body"));
    assert!(!has(&message, "headers") && !has(&message, "queryStringParameters"));
    assert_eq!(message["requestContext"]["authorizer"]["userId"], USER);
    assert_eq!(
        message["requestContext"]["requestId"],
        message["requestContext"]["extendedRequestId"]
    );
    let fields: Map<String, Value> = disconnects()[0].1["headers"].as_object().cloned().unwrap();
    let names: Vec<&str> = fields.keys().map(String::as_str).collect();
    assert_eq!(names, ["Host", "x-api-key", "X-Forwarded-For", "x-restapi"]);
}
