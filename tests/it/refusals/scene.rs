//! A good request of every route and a good frame of every action, by the template's names: one that
//! is new there fails these tests until it has its row here.

mod body;

use std::collections::BTreeSet;

use e2e::{Answer, Stack, User, fresh, percent_encoded, rest_routes, socket_actions};
use reqwest::Method;
use serde_json::{Value, json};

/// Routes that need no token.
const OPEN: [&str; 11] = [
    "GET /asyncapi.json",
    "GET /docs",
    "GET /docs/{file}",
    "GET /openapi.json",
    "GET /v1/config",
    "POST /v1/auth/forgot-password",
    "POST /v1/auth/login",
    "POST /v1/auth/refresh",
    "POST /v1/auth/register",
    "POST /v1/auth/reset-password",
    "POST /v1/auth/verify-email",
];
/// What they end is needed by others: each of them takes a scene of its own.
pub(super) const ENDING: [&str; 7] = [
    "DELETE /v1/chats/{id}",
    "DELETE /v1/chats/{id}/members/{userId}",
    "DELETE /v1/users/me",
    "POST /v1/auth/mfa/enable",
    "POST /v1/chats/{id}/owner",
    "PUT /v1/chats/{id}/bans/{userId}",
    "PUT /v1/users/me/password",
];
/// An owner without a second factor has no use for them: `matrix` and `mfa` have their successes.
pub(super) const FOR_OTHERS: [&str; 6] = [
    "DELETE /v1/chats/{id}/bans/{userId}",
    "DELETE /v1/chats/{id}/join-requests/me",
    "POST /v1/auth/mfa/disable",
    "POST /v1/chats/{id}/join-requests/{userId}/approve",
    "POST /v1/chats/{id}/join-requests/{userId}/deny",
    "POST /v1/chats/{id}/leave",
];
/// They end the login of whoever asks: `accounts` and `sessions` have their tests.
const LOG_OUT: [&str; 2] = ["POST /v1/auth/logout", "POST /v1/auth/logout-all"];
/// Actions that name no chat.
pub(super) const CHATLESS: [&str; 4] = ["heartbeat", "setPresence", "sync", "watchPresence"];

/// A group of Ann, who made it, and Bob; and a stranger.
pub(super) struct Scene {
    pub(super) ann: User,
    pub(super) bob: User,
    pub(super) eve: User,
    pub(super) chat: String,
}

/// A request of a route.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) body: Option<Value>,
}

impl Request {
    pub(super) async fn send(&self, stack: &Stack, token: Option<&str>) -> Answer {
        let mut call = stack.call(self.method.clone(), &self.path);
        if let Some(body) = &self.body {
            call = call.json(body);
        }
        if let Some(token) = token {
            call = call.token(token);
        }
        call.send().await
    }

    /// The same with another name in its path.
    pub(super) fn renamed(&self, from: &str, to: &str) -> Self {
        let (from, to) = (format!("/{from}"), format!("/{to}"));
        assert!(self.path.contains(&from), "{} has no {from}", self.path);
        Self {
            path: self.path.replace(&from, &to),
            ..self.clone()
        }
    }
}

/// Every route that asks for a token.
pub(super) fn routes() -> BTreeSet<String> {
    let open = OPEN.map(str::to_owned).into();
    let mut routes: BTreeSet<String> = rest_routes().difference(&open).cloned().collect();
    for route in LOG_OUT {
        assert!(routes.remove(route));
    }
    routes
}

/// Every route below a chat.
pub(super) fn routes_of_a_chat() -> BTreeSet<String> {
    let mut routes = routes();
    routes.retain(|route| route.contains(" /v1/chats/{id}"));
    routes
}

/// Every action that names a chat.
pub(super) fn actions_of_a_chat() -> BTreeSet<String> {
    let mut actions = socket_actions();
    actions.retain(|action| !CHATLESS.contains(&action.as_str()));
    actions
}

impl Scene {
    pub(super) async fn new(stack: &Stack) -> Self {
        let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
        let eve = stack.register("eve").await;
        let chat = ann.group("everybody", std::slice::from_ref(&bob)).await;
        Self {
            ann,
            bob,
            eve,
            chat,
        }
    }

    /// A message that nobody has touched.
    pub(super) async fn message(&self) -> Value {
        self.ann.say(&self.chat, "private").await
    }

    pub(super) async fn poll(&self) -> Value {
        let options = json!([{"text": "yes"}, {"text": "no"}]);
        let body = json!({"type": "poll", "poll": {"question": "?", "options": options}});
        self.ann.send(&self.chat, &body).await
    }

    async fn scheduled(&self) -> Value {
        let path = format!("/v1/chats/{}/messages", self.chat);
        self.ann.post(&path, &self.later()).await.expect(202)
    }

    pub(super) fn text(&self) -> Value {
        json!({"clientMessageId": fresh(), "type": "text", "text": "hello"})
    }

    fn later(&self) -> Value {
        let mut body = self.text();
        let at = jiff::Timestamp::now() + std::time::Duration::from_secs(3_600);
        body["sendAt"] = json!(at.to_string());
        body
    }

    /// A request of a route that succeeds when Ann sends it.
    pub(super) async fn request(&self, route: &str) -> Request {
        let (method, path) = route.split_once(' ').unwrap();
        let mut path = path.replace("/chats/{id}", &format!("/chats/{}", self.chat));
        path = path.replace("/users/{id}", &format!("/users/{}", self.bob.id));
        path = path.replace("{emoji}", &percent_encoded("👍"));
        if path.contains("{messageId}") {
            let about_poll = route.ends_with("/vote") || route.ends_with("/poll/close");
            let message = if about_poll {
                self.poll().await
            } else {
                self.message().await
            };
            path = path.replace("{messageId}", message["id"].as_str().unwrap());
        }
        path = path.replace("{userId}", &self.bob.id);
        if path.contains("/sessions/{id}") {
            let other = self.ann.log_in_again().await;
            path = path.replace("{id}", &other.session_id());
        }
        if path.contains("{code}") {
            let invites = format!("/v1/chats/{}/invites", self.chat);
            let invite = self.ann.post(&invites, &json!({})).await.expect(201);
            path = path.replace("{code}", invite["code"].as_str().unwrap());
        }
        if path.contains("{scheduledId}") {
            path = path.replace(
                "{scheduledId}",
                self.scheduled().await["id"].as_str().unwrap(),
            );
        }
        match route {
            "GET /v1/users/search" | "GET /v1/chats/discover" => path.push_str("?q=bob"),
            "GET /v1/presence/users" => path.push_str(&format!("?userIds={}", self.bob.id)),
            _ => {}
        }
        let body = self.body(route).await;
        if route.ends_with("/delivered") || route.ends_with("/read") {
            self.message().await;
        }
        let method = method.parse().unwrap();
        Request { method, path, body }
    }

    /// Data of an action that succeeds when Ann sends it.
    pub(super) async fn data(&self, action: &str) -> Value {
        let mut text = self.text();
        let message = match action {
            "vote" => self.poll().await,
            _ => self.message().await,
        };
        let mut data = json!({"chatId": self.chat, "messageId": message["id"]});
        match action {
            "sendMessage" => {
                text["chatId"] = json!(self.chat);
                return text;
            }
            "getMessages" => return json!({"chatId": self.chat}),
            "markRead" => return json!({"chatId": self.chat}),
            "markDelivered" => return json!({"chatId": self.chat, "seq": 1}),
            "openChat" | "closeChat" => return json!({"chatId": self.chat}),
            "typing" => return json!({"chatId": self.chat, "state": "started"}),
            "heartbeat" | "sync" => return json!({}),
            "setPresence" => return json!({"status": "away"}),
            "watchPresence" => return json!({"userIds": [self.bob.id]}),
            "editMessage" => data["text"] = json!("edited"),
            "deleteMessage" => data["for"] = json!("everyone"),
            "addReaction" | "removeReaction" => data["emoji"] = json!("👍"),
            "vote" => data["optionIds"] = json!(["1"]),
            _ => panic!(
                "{action} is in the template and has no row here: its refusals are not tested"
            ),
        }
        data
    }
}
