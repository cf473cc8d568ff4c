//! Whether somebody is there: what a client says, reads and is told.

use std::ops::RangeInclusive;

use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

use crate::looking::moment;
use crate::{
    Acted, Actor, DEADLINE, Function, Options, Outcome, Socket, Stack, User, eventually, workspace,
};

/// One's own presence.
pub const ME: &str = "/v1/presence/me";
/// Somebody's presence, or that of many.
pub const USERS: &str = "/v1/presence/users";
/// What a socket is told.
const UPDATED: &str = "presence.updated";

/// How soon a device counts as away, and as gone, in seconds.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// After so long without use.
    pub away: u32,
    /// After so long without a sign of life.
    pub silent: u32,
}

impl Pace {
    /// Options of a stack with this pace.
    #[must_use]
    pub fn options(self) -> Options {
        Options::new()
            .env("AWAY_SECONDS", &self.away.to_string())
            .env("SILENT_SECONDS", &self.silent.to_string())
    }

    /// The sweep of a stack with this pace, to be let loose at any time.
    pub async fn sweep(self, stack: &Stack) -> Sweep {
        let (away, silent) = (self.away.to_string(), self.silent.to_string());
        let settings = [
            ("AWAY_SECONDS", away.as_str()),
            ("SILENT_SECONDS", silent.as_str()),
        ];
        let function = Function::with_settings(stack, "cron-sweep-presence", &settings).await;
        Sweep(function)
    }
}

/// The function that closes silent connections every minute, beside the stack's own.
#[derive(Debug)]
pub struct Sweep(Function);

impl Sweep {
    /// Sweeps once.
    ///
    /// # Panics
    /// When it fails.
    pub async fn run(&mut self) {
        let event = workspace().join("events/cron-sweep-presence/minute.json");
        let event = std::fs::read_to_string(event).expect("there is a sample event");
        let outcome = self.0.invoke(&event).await;
        assert!(matches!(outcome, Outcome::Response(_)), "{outcome:?}");
    }
}

/// What is seen of somebody who never was there, or does not show it.
#[must_use]
pub fn hidden(user: &str) -> Value {
    json!({"userId": user, "status": "offline", "text": null, "lastSeenAt": null})
}

/// One's own presence, with what it comes from.
pub async fn own(user: &User) -> Value {
    user.get(ME).await.expect(200)
}

/// Somebody, as another person sees them.
pub async fn of(viewer: &User, user: &User) -> Value {
    let path = format!("{USERS}/{}", user.id);
    viewer.get(&path).await.expect(200)
}

/// Many people, as another person sees them.
pub async fn of_many(viewer: &User, users: &[&str]) -> Vec<Value> {
    viewer
        .listed(&format!("{USERS}?userIds={}", users.join(",")))
        .await
}

/// Waits until somebody is seen like this, and gives how.
pub async fn expect(viewer: &User, user: &User, status: &str) -> Value {
    let look = async || {
        let seen = of(viewer, user).await;
        (seen["status"] == status).then_some(seen)
    };
    eventually(&format!("{} is {status}", user.username), DEADLINE, look).await
}

/// Makes sure that somebody was last seen at such a time, in milliseconds since 1970.
///
/// # Panics
/// When it was at another, or they are there.
pub fn check_last_seen(seen: &Value, between: RangeInclusive<i64>) {
    assert_eq!(seen["status"], "offline", "{seen}");
    let text = seen["lastSeenAt"].as_str().expect("a time");
    let is_exact = text.ends_with('Z') && text.split('.').next_back().map(str::len) == Some(4);
    assert!(is_exact, "UTC, to the millisecond: {text}");
    let at = moment(&seen["lastSeenAt"]).as_millisecond();
    assert!(between.contains(&at), "{at} is not in {between:?}: {seen}");
}

/// Milliseconds since 1970.
#[must_use]
pub fn now() -> i64 {
    Timestamp::now().as_millisecond()
}

/// Says on a socket that its device is there, and whether somebody uses it.
pub async fn beat(socket: &Socket, active: bool) {
    let ack = socket
        .send("heartbeat", json!({"active": active}))
        .await
        .ack();
    assert!(ack["serverTime"].is_string(), "{ack}");
}

/// Chooses a status, a text, or both.
pub async fn set(actor: &Actor, change: &Value) -> Acted {
    let call = actor.call(Method::PUT, ME).json(change);
    actor.act(call, "setPresence", change.clone()).await
}

/// Watches these people and nobody else; gives what they are.
///
/// # Panics
/// When that is refused, or the acknowledgement is no list.
pub async fn watch(socket: &Socket, users: &[&str]) -> Vec<Value> {
    let data = json!({"userIds": users});
    let ack = socket.send("watchPresence", data).await.ack();
    ack["data"].as_array().expect("a list").clone()
}

/// What a socket was told of somebody so far, in the order of time.
///
/// # Panics
/// When an event is not as it should be.
#[must_use]
pub fn told(socket: &Socket, user: &User) -> Vec<Value> {
    let mut events = socket.events(UPDATED);
    events.retain(|event| event["data"]["userId"] == user.id.as_str());
    for event in &events {
        check_event(event);
    }
    events.sort_by_key(|event| moment(&event["ts"]));
    events
}

/// Waits until the newest that a socket was told of somebody is this status, and gives the event's
/// data.
pub async fn expect_told(socket: &Socket, user: &User, status: &str) -> Value {
    let what = format!("told that {} is {status}", user.username);
    let newest = async || {
        let newest = told(socket, user).pop()?;
        (newest["data"]["status"] == status).then(|| newest["data"].clone())
    };
    eventually(&what, DEADLINE, newest).await
}

/// State, no entry of a log, and nothing beside what everybody is told.
fn check_event(event: &Value) {
    for field in ["seq", "chatId"] {
        assert!(event.get(field).is_none_or(Value::is_null), "{event}");
    }
    let data = event["data"].as_object().expect("an object");
    let mut fields: Vec<&str> = data.keys().map(String::as_str).collect();
    fields.sort_unstable();
    let expected = ["lastSeenAt", "status", "text", "userId"];
    assert_eq!(fields, expected, "{event}");
    let is_offline = data["status"] == "offline";
    assert!(is_offline || data["lastSeenAt"].is_null(), "{event}");
}

impl Stack {
    /// Opens a socket of somebody at a URL, and says which connection it is.
    ///
    /// # Panics
    /// When their presence does not name one connection more.
    pub async fn connect_known(&self, user: &User, url: &str) -> (Socket, String) {
        let dynamodb = self.dynamodb();
        let before = dynamodb.links(&user.id).await;
        let socket = user.connect_at(url).await;
        let mut links = dynamodb.links(&user.id).await;
        links.retain(|link| !before.contains(link));
        assert_eq!(links.len(), 1, "one more connection");
        (socket, links.remove(0))
    }

    /// Waits until it was told whoever is to know that somebody is there: nothing of it is under way
    /// any more.
    pub async fn until_told_online(&self, user: &User) {
        let dynamodb = self.dynamodb();
        let told = async || {
            let record = dynamodb.get("Presence", &[("userId", &user.id)]).await;
            (record["told"]["status"] == "online").then_some(())
        };
        eventually("it was told that they are there", DEADLINE, told).await;
    }

    /// Waits until nothing is left of a connection.
    pub async fn until_forgotten(&self, user: &User, connection: &str) {
        let dynamodb = self.dynamodb();
        let gone = async || {
            let links = dynamodb.links(&user.id).await;
            let is_linked = links.iter().any(|link| link == connection);
            (!is_linked && !dynamodb.knows_connection(connection).await).then_some(())
        };
        eventually("the connection is forgotten", 2 * DEADLINE, gone).await;
    }
}
