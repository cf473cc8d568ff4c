//! A good request of every route, on something that no other cell touches.

use e2e::{Answer, User, fresh, in_seconds, percent_encoded};
use reqwest::Method;
use serde_json::{Value, json};

use super::scene::Scene;
use super::table::{Row, Who};

/// A request of one cell.
pub(super) struct Request {
    method: Method,
    path: String,
    body: Option<Value>,
    /// The chat that it is about.
    pub(super) chat: String,
}

impl Request {
    pub(super) async fn send(&self, scene: &Scene<'_>, who: Who) -> Answer {
        let mut call = match scene.user(who) {
            Some(user) => user.call(self.method.clone(), &self.path),
            None => scene.stack.call(self.method.clone(), &self.path),
        };
        if let Some(body) = &self.body {
            call = call.json(body);
        }
        call.send().await
    }
}

/// Routes that change who is in the chat, or whether there is one: each cell has its own.
const UNDOING: [&str; 10] = [
    "DELETE /v1/chats/{id}",
    "POST /v1/chats/{id}/leave",
    "POST /v1/chats/{id}/join",
    "POST /v1/chats/{id}/members",
    "POST /v1/chats/{id}/owner",
    "POST /v1/chats/{id}/invites",
    "DELETE /v1/chats/{id}/join-requests/me",
    "GET /v1/invites/{code}",
    "POST /v1/invites/{code}/accept",
    "POST /v1/invites/{code}/decline",
];

impl Row {
    /// Where the target of the act stands, when it has one.
    fn target(&self) -> Option<Who> {
        match self.about {
            "stranger" => Some(Who::Stranger),
            "member" => Some(Who::Member),
            "admin" => Some(Who::Admin),
            "pending" => Some(Who::Pending),
            "banned" => Some(Who::Banned),
            _ => None,
        }
    }

    /// Whether its path, or its body, names a chat one is in.
    fn is_below_a_chat(&self) -> bool {
        self.path.starts_with("/v1/chats/{id}") || self.path == "/v1/messages"
    }

    fn needs_own_chat(&self) -> bool {
        self.target().is_some() || UNDOING.contains(&self.route().as_str())
    }
}

impl Scene<'_> {
    /// A request that is good but for who sends it.
    pub(super) async fn request(&self, row: &Row, who: Who) -> Request {
        let chat = if who == Who::Blocked && row.is_below_a_chat() {
            self.direct.clone()
        } else if row.needs_own_chat() {
            self.own_chat(who, row.target()).await
        } else {
            self.chat.clone()
        };
        let mut path = row.path.replace("{id}", &chat);
        path = path.replace("{userId}", &self.target.id);
        path = path.replace("{emoji}", &percent_encoded("👍"));
        if path.contains("{messageId}") {
            let id = self.message_id(row, who, &chat).await;
            path = path.replace("{messageId}", &id);
        }
        if path.contains("{scheduledId}") {
            let id = self.scheduled_id(row, who, &chat).await;
            path = path.replace("{scheduledId}", &id);
        }
        if path.contains("{code}") {
            let chat = if chat == self.direct {
                &self.chat
            } else {
                &chat
            };
            let code = self.code_of(row, who, chat).await;
            path = path.replace("{code}", &code);
        }
        if row.path == "/v1/chats/discover" {
            path.push_str("?q=group");
        }
        Request {
            method: row.method.parse().unwrap(),
            path,
            body: self.body(row, &chat),
            chat,
        }
    }

    /// Who has written what a row is about: its column's person, if it is about their own and they
    /// can write.
    fn writer(&self, row: &Row, who: Who) -> &User {
        match row.about {
            "own" if who.is_inside() || who == Who::Blocked => self.somebody(who),
            _ => &self.author,
        }
    }

    async fn message_id(&self, row: &Row, who: Who, chat: &str) -> String {
        let options = json!([{"text": "yes"}, {"text": "no"}]);
        let body = match row.path.rsplit('/').next() {
            Some("vote" | "close") => {
                json!({"type": "poll", "poll": {"question": "?", "options": options}})
            }
            _ => json!({"type": "text", "text": "hello"}),
        };
        let sending = self.writer(row, who).send(chat, &body);
        let message = self.in_peace(sending).await;
        message["id"].as_str().unwrap().to_owned()
    }

    async fn scheduled_id(&self, row: &Row, who: Who, chat: &str) -> String {
        let mut body = text();
        body["sendAt"] = json!(in_seconds(3_600));
        let path = format!("/v1/chats/{chat}/messages");
        let scheduling = self.writer(row, who).post(&path, &body);
        let scheduled = self.in_peace(scheduling).await.expect(202);
        scheduled["id"].as_str().unwrap().to_owned()
    }

    /// An invitation: a link, or one for whose column it is, or for somebody else. Who is in
    /// already, or may not come in, has none of their own.
    async fn code_of(&self, row: &Row, who: Who, chat: &str) -> String {
        let can_be_invited = !who.is_inside() && ![Who::Banned, Who::Nobody].contains(&who);
        let invited = match row.about {
            "own" if can_be_invited => Some(self.somebody(who)),
            "own" | "another's" => Some(&self.target),
            _ => None,
        };
        let invited = invited.map(|user| user.id.as_str());
        self.code(chat, &json!({"userId": invited})).await
    }

    /// What a route takes.
    fn body(&self, row: &Row, chat: &str) -> Option<Value> {
        let target = json!(self.target.id);
        Some(match row.route().as_str() {
            "POST /v1/chats" => json!({"type": "group", "name": "mine", "memberIds": []}),
            "PATCH /v1/chats/{id}" => json!({"description": fresh()}),
            "PUT /v1/chats/{id}/settings" => json!({"pinned": true}),
            "POST /v1/chats/{id}/members" => json!({"userIds": [target]}),
            "PATCH /v1/chats/{id}/members/{userId}" => json!({"title": "a title"}),
            "POST /v1/chats/{id}/owner" => json!({"userId": target}),
            "PUT /v1/chats/{id}/bans/{userId}" => json!({"reason": "spam"}),
            "POST /v1/chats/{id}/invites" => match row.about {
                "stranger" => json!({"userId": target}),
                _ => json!({"maxUses": 1}),
            },
            "POST /v1/messages" => {
                let mut message = text();
                message["chatId"] = json!(chat);
                message
            }
            "POST /v1/chats/{id}/messages" => text(),
            "PATCH /v1/chats/{id}/messages/{messageId}" => json!({"text": "edited"}),
            "PUT /v1/chats/{id}/messages/{messageId}/vote" => json!({"optionIds": ["1"]}),
            "POST /v1/chats/{id}/messages/{messageId}/forward" => {
                json!({"chatIds": [chat], "clientMessageId": fresh()})
            }
            "POST /v1/chats/{id}/read" => json!({}),
            "POST /v1/chats/{id}/delivered" => json!({"seq": 1}),
            _ => return None,
        })
    }
}

fn text() -> Value {
    json!({"clientMessageId": fresh(), "type": "text", "text": "hello"})
}
