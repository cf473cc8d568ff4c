//! Somebody who acts on messages by REST or by the socket: what both promise is tested in the same
//! lines for both.

use std::ops::Deref;
use std::sync::Arc;

use reqwest::Method;
use serde_json::{Value, json};

use crate::model::Refused;
use crate::{Answer, Call, Reply, Socket, User, fresh, path_of, percent_encoded};

/// How somebody speaks to the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By HTTP calls.
    Rest,
    /// By frames of a socket.
    Socket,
}

impl Way {
    /// Each in turn.
    pub const BOTH: [Self; 2] = [Self::Rest, Self::Socket];
}

/// A person who acts one way.
#[derive(Debug)]
pub struct Actor {
    user: User,
    socket: Option<Arc<Socket>>,
}

impl User {
    /// Lets this person act one way; by the socket they have a connection of its own for it.
    pub async fn acting(&self, way: Way) -> Actor {
        let socket = match way {
            Way::Rest => None,
            Way::Socket => Some(Arc::new(self.connect().await)),
        };
        let user = self.clone();
        Actor { user, socket }
    }

    /// Lets this person act by an open connection of theirs.
    #[must_use]
    pub fn acting_by(&self, socket: Arc<Socket>) -> Actor {
        Actor {
            user: self.clone(),
            socket: Some(socket),
        }
    }
}

impl Deref for Actor {
    type Target = User;

    fn deref(&self) -> &User {
        &self.user
    }
}

impl Actor {
    /// The connection it acts by, when it acts by one.
    #[must_use]
    pub fn socket(&self) -> Option<&Socket> {
        self.socket.as_deref()
    }

    /// Sends a message; a body without a key gets one.
    pub async fn send_body(&self, chat: &str, body: &Value) -> Acted {
        let mut body = body.clone();
        if body.get("clientMessageId").is_none() {
            body["clientMessageId"] = json!(fresh());
        }
        let path = format!("/v1/chats/{chat}/messages");
        let call = self.call(Method::POST, &path).json(&body);
        let data = joined(json!({"chatId": chat}), &body);
        self.act(call, "sendMessage", data).await
    }

    /// Edits a message.
    pub async fn edit(&self, message: &Value, body: &Value) -> Acted {
        let call = self.call(Method::PATCH, &path_of(message)).json(body);
        let data = joined(names(message), body);
        self.act(call, "editMessage", data).await
    }

    /// Deletes a message for `everyone` or for `me`.
    pub async fn delete_for(&self, message: &Value, whom: &str) -> Acted {
        let path = format!("{}?for={whom}", path_of(message));
        let data = joined(names(message), &json!({"for": whom}));
        let call = self.call(Method::DELETE, &path);
        self.act(call, "deleteMessage", data).await
    }

    /// Reacts to a message.
    pub async fn react(&self, message: &Value, emoji: &str) -> Acted {
        let call = self.reaction(Method::PUT, message, emoji);
        let data = joined(names(message), &json!({"emoji": emoji}));
        self.act(call, "addReaction", data).await
    }

    /// Takes a reaction back.
    pub async fn unreact(&self, message: &Value, emoji: &str) -> Acted {
        let call = self.reaction(Method::DELETE, message, emoji);
        let data = joined(names(message), &json!({"emoji": emoji}));
        self.act(call, "removeReaction", data).await
    }

    fn reaction(&self, method: Method, message: &Value, emoji: &str) -> Call {
        let emoji = percent_encoded(emoji);
        let path = format!("{}/reactions/{emoji}", path_of(message));
        self.call(method, &path)
    }

    /// Votes for these options of a poll.
    pub async fn vote(&self, message: &Value, options: &Value) -> Acted {
        let body = json!({"optionIds": options});
        let path = format!("{}/vote", path_of(message));
        let call = self.call(Method::PUT, &path).json(&body);
        self.act(call, "vote", joined(names(message), &body)).await
    }

    /// Marks a chat as read.
    pub async fn mark_read(&self, chat: &str, body: &Value) -> Acted {
        self.mark("read", "markRead", chat, body).await
    }

    /// Marks a chat as delivered.
    pub async fn mark_delivered(&self, chat: &str, body: &Value) -> Acted {
        self.mark("delivered", "markDelivered", chat, body).await
    }

    async fn mark(&self, route: &str, action: &str, chat: &str, body: &Value) -> Acted {
        let path = format!("/v1/chats/{chat}/{route}");
        let call = self.call(Method::POST, &path).json(body);
        let data = joined(json!({"chatId": chat}), body);
        self.act(call, action, data).await
    }

    /// Acts one way or the other.
    pub(crate) async fn act(&self, call: Call, action: &str, data: Value) -> Acted {
        match &self.socket {
            Some(socket) => Acted::Socket(socket.send(action, data).await),
            None => Acted::Rest(call.send().await),
        }
    }
}

/// What was answered to an act.
#[derive(Debug)]
pub enum Acted {
    /// By REST.
    Rest(Answer),
    /// By the socket.
    Socket(Reply),
}

impl Acted {
    /// What a success brings, or how it was refused.
    ///
    /// # Panics
    /// When it is neither: an answer of the gateway's own.
    pub fn outcome(&self) -> Result<Value, Refused> {
        let (is_done, body) = match self {
            Self::Rest(answer) if answer.body.is_empty() => (answer.status < 300, Value::Null),
            Self::Rest(answer) => (answer.status < 300, answer.json()),
            Self::Socket(reply) if reply.frame["type"] == "ack" => (true, reply.ack()),
            Self::Socket(reply) => (false, reply.frame["error"].clone()),
        };
        if is_done {
            return Ok(body);
        }
        Err(Refused::of(&body))
    }

    /// What a success brings.
    ///
    /// # Panics
    /// When it is a refusal.
    pub fn done(&self) -> Value {
        match self {
            Self::Rest(answer) => {
                let is_good = (200..300).contains(&answer.status);
                assert!(is_good, "{}: {}", answer.status, answer.text());
                answer.expect(answer.status)
            }
            Self::Socket(reply) => reply.ack(),
        }
    }

    /// The problem of a refusal with this status and code.
    ///
    /// # Panics
    /// When it is a success, or another refusal.
    pub fn problem(&self, status: u16, code: &str) -> Value {
        match self {
            Self::Rest(answer) => answer.problem(status, code),
            Self::Socket(reply) => reply.problem(status, code),
        }
    }

    /// Makes sure that exactly this field is refused, for this reason.
    ///
    /// # Panics
    /// When it is not.
    pub fn refuses(&self, field: &str, code: &str) {
        let problem = self.problem(400, "validation_failed");
        let errors = problem["errors"].as_array().expect("a list");
        let found: Vec<(&Value, &Value)> = errors
            .iter()
            .map(|error| (&error["field"], &error["code"]))
            .collect();
        assert_eq!(found, [(&json!(field), &json!(code))], "{problem}");
        let detail = problem["detail"].as_str().expect("a sentence");
        assert!(detail.contains(field), "it names the field: {problem}");
    }
}

/// The names an action gives to a message.
fn names(message: &Value) -> Value {
    json!({"chatId": message["chatId"], "messageId": message["id"]})
}

fn joined(mut names: Value, body: &Value) -> Value {
    let names_of = names.as_object_mut().expect("an object");
    names_of.extend(body.as_object().expect("an object").clone());
    names
}
