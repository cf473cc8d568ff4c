//! Who looks at a chat, and who types there: what a client says, and what it is told.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{DEADLINE, Socket, User, eventually};

/// Milliseconds between two pushes of one person's typing in one chat.
pub const SHADOW_MS: i64 = 3_000;
/// Milliseconds after which typing ends by itself.
pub const TYPING_MS: i64 = 10_000;

/// Opens a chat: who looks at it now.
pub async fn open(socket: &Socket, chat: &str) -> Value {
    socket.send("openChat", json!({"chatId": chat})).await.ack()
}

/// Closes a chat: who looks at it still.
pub async fn close(socket: &Socket, chat: &str) -> Value {
    let data = json!({"chatId": chat});
    socket.send("closeChat", data).await.ack()
}

/// Begins to type, or goes on.
pub async fn start(socket: &Socket, chat: &str) {
    types(socket, chat, "started").await;
}

/// Ends typing.
pub async fn stop(socket: &Socket, chat: &str) {
    types(socket, chat, "stopped").await;
}

async fn types(socket: &Socket, chat: &str, state: &str) {
    let data = json!({"chatId": chat, "state": state});
    let ack = socket.send("typing", data).await.ack();
    assert_eq!(ack, json!({}), "{state}");
}

/// The events of a kind about a person in a chat that a socket has got.
#[must_use]
pub fn told(socket: &Socket, kind: &str, who: &User, chat: &str) -> Vec<Value> {
    let mut events = socket.events(kind);
    events.retain(|event| event["chatId"] == chat && event["data"]["userId"] == who.id.as_str());
    events
}

/// Every event about a person's looking and typing in a chat that a socket has got.
#[must_use]
pub fn told_at_all(socket: &Socket, who: &User, chat: &str) -> Vec<Value> {
    let kinds = [
        "viewer.joined",
        "viewer.left",
        "typing.started",
        "typing.stopped",
    ];
    kinds.map(|kind| told(socket, kind, who, chat)).concat()
}

/// Waits until a socket has got an event of a kind about a person in a chat, and gives the first.
pub async fn expect(socket: &Socket, kind: &str, who: &User, chat: &str) -> Value {
    let event = socket.expect_event(kind, |event| {
        event["chatId"] == chat && event["data"]["userId"] == who.id.as_str()
    });
    let event = event.await;
    assert!(event.get("seq").is_none(), "no entry of a log: {event}");
    assert!(event["ts"].is_string(), "{event}");
    event
}

/// Goes on typing until a socket has been told so often that it began, as clients do that type for
/// long; gives what it was told.
pub async fn type_until_told(
    typing: &Socket,
    (who, chat): (&User, &str),
    hearing: &Socket,
    times: usize,
) -> Vec<Value> {
    let what = format!("typing is told {times} times");
    eventually(&what, DEADLINE, async || {
        start(typing, chat).await;
        let events = told(hearing, "typing.started", who, chat);
        (events.len() >= times).then_some(events)
    })
    .await
}

/// Waits until whoever was told of in this event is told of again at the next occasion.
pub async fn shadow_over(event: &Value) {
    let over = moment(&event["ts"]).as_millisecond() + SHADOW_MS;
    let is_over = async || (Timestamp::now().as_millisecond() > over).then_some(());
    let within = Duration::from_millis(SHADOW_MS.unsigned_abs()) + DEADLINE;
    eventually("the interval between two pushes", within, is_over).await;
}

/// Who types in a chat, as a member is told.
pub async fn typists(user: &User, chat: &str) -> Vec<Value> {
    user.listed(&format!("/v1/chats/{chat}/typing")).await
}

/// Makes sure that these people look at a chat, and nobody else, as an acknowledgement tells.
///
/// # Panics
/// When it tells something else.
pub fn check_viewers(ack: &Value, chat: &str, people: &[&User]) {
    assert_eq!(ack["chatId"], chat, "{ack}");
    assert_eq!(ack["count"], people.len(), "{ack}");
    let ids = ack["userIds"].as_array().expect("a list").iter();
    let mut ids: Vec<&str> = ids.filter_map(Value::as_str).collect();
    let mut expected: Vec<&str> = people.iter().map(|user| user.id.as_str()).collect();
    ids.sort_unstable();
    expected.sort_unstable();
    assert_eq!(ids, expected, "{ack}");
}

/// A time, as the service writes it.
///
/// # Panics
/// When it is none.
#[must_use]
pub fn moment(value: &Value) -> Timestamp {
    let text = value.as_str().expect("a time");
    text.parse().expect("a time as RFC 3339 has it")
}
