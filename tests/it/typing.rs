//! Who types: told to those who have the chat open, at a calm pace, and over by itself.

mod audience;
mod blocks;
mod cost;
mod crowd;
mod former;
mod list;
mod pace;
mod refusals;

use e2e::looking::{TYPING_MS, moment};
use e2e::{Socket, User};
use jiff::Timestamp;
use serde_json::{Value, json};

/// How far the end of typing may lie from where it is expected: the service may round it.
const ROUNDING_MS: i64 = 1_000;

/// Makes sure that an event is what it should be, and no more.
fn check_event(event: &Value, kind: &str, who: &User, chat: &str) {
    assert_eq!(event["type"], kind, "{event}");
    assert_eq!(event["chatId"], chat, "{event}");
    let data = event["data"].as_object().unwrap();
    let fields: Vec<&str> = data.keys().map(String::as_str).collect();
    assert_eq!(fields.len(), 2, "userId and expiresAt: {event}");
    assert_eq!(data["userId"], who.id.as_str(), "{event}");
    assert!(
        moment(&data["expiresAt"]) > Timestamp::UNIX_EPOCH,
        "{event}"
    );
}

/// Makes sure that typing that was told after `before` ends ten seconds later.
fn check_end(ends: &Value, before: Timestamp) {
    let ends = moment(ends).as_millisecond();
    let earliest = before.as_millisecond() + TYPING_MS - ROUNDING_MS;
    let latest = Timestamp::now().as_millisecond() + TYPING_MS + ROUNDING_MS;
    assert!((earliest..=latest).contains(&ends), "{ends} after {before}");
}

/// What a socket was told of anybody's typing.
fn told_of_typing(socket: &Socket) -> Vec<Value> {
    ["typing.started", "typing.stopped"]
        .map(|kind| socket.events(kind))
        .concat()
}

/// Data of a frame of typing.
fn typing(chat: &str, state: &str) -> Value {
    json!({"chatId": chat, "state": state})
}
