//! Chats and who is in them, as somebody acts on them.

use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{Answer, DEADLINE, User, eventually};

impl User {
    /// `PATCH` with a JSON body.
    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.call(Method::PATCH, path).json(body).send().await
    }

    /// `POST` without a body.
    pub async fn post_empty(&self, path: &str) -> Answer {
        self.call(Method::POST, path).send().await
    }

    /// What the first page of a list holds.
    pub async fn listed(&self, path: &str) -> Vec<Value> {
        let page = self.get(path).await.expect(200);
        page["data"].as_array().expect("a list").clone()
    }

    /// Makes a chat: a group of this person alone, unless the fields say otherwise.
    pub async fn make_chat(&self, fields: &Value) -> String {
        self.make_with("group", &[], fields).await
    }

    /// Changes fields of a chat, and gives it as it is then.
    pub async fn change_chat(&self, chat: &str, changes: &Value) -> Value {
        self.patch_chat(chat, changes).await.expect(200)
    }

    /// Asks to come into a chat.
    pub async fn join(&self, chat: &str) -> Answer {
        self.post_empty(&format!("/v1/chats/{chat}/join")).await
    }

    /// Leaves a chat.
    pub async fn leave(&self, chat: &str) -> Answer {
        self.post_empty(&format!("/v1/chats/{chat}/leave")).await
    }

    /// Adds people to a chat, and gives what became of each.
    pub async fn add(&self, chat: &str, others: &[&User]) -> Vec<Value> {
        let page = self.add_members(chat, others).await.expect(200);
        page["data"].as_array().expect("a list").clone()
    }

    /// Changes somebody's membership.
    pub async fn change_member(&self, chat: &str, other: &User, changes: &Value) -> Answer {
        let path = format!("/v1/chats/{chat}/members/{}", other.id);
        self.patch(&path, changes).await
    }

    /// Gives somebody a role.
    pub async fn give_role(&self, chat: &str, other: &User, role: &str) {
        let member = self
            .change_member(chat, other, &json!({"role": role}))
            .await;
        assert_eq!(member.expect(200)["role"], role);
    }

    /// Removes somebody from a chat.
    pub async fn remove(&self, chat: &str, other: &User) -> Answer {
        let path = format!("/v1/chats/{chat}/members/{}", other.id);
        self.delete(&path).await
    }

    /// Bans somebody from a chat.
    pub async fn ban(&self, chat: &str, other: &User, body: &Value) -> Answer {
        let path = format!("/v1/chats/{chat}/bans/{}", other.id);
        self.put(&path, body).await
    }

    /// The events of a kind that `sync` brings beside the logs since a token.
    pub async fn privately(&self, since: &Value, kind: &str) -> Vec<Value> {
        let reply = self.sync_since(since).await;
        let mut events = reply["private"].as_array().expect("a list").clone();
        events.retain(|event| event["type"] == kind);
        events
    }

    /// Waits until `sync` brings an event of a kind beside the logs that fits.
    pub async fn expect_private(
        &self,
        since: &Value,
        kind: &str,
        fits: impl Fn(&Value) -> bool,
    ) -> Value {
        let look = async || {
            let events = self.privately(since, kind).await;
            events.into_iter().find(|event| fits(event))
        };
        eventually(kind, DEADLINE, look).await
    }
}

/// Calls again as long as the service says that it is too busy, as clients do: nothing was stored.
pub async fn insist(call: impl AsyncFn() -> Answer) -> Answer {
    loop {
        let answer = call().await;
        if answer.status != 503 {
            return answer;
        }
    }
}

/// Fields of a public chat that people come into this way: `open`, `approval` or `invite`.
#[must_use]
pub fn public(policy: &str) -> Value {
    json!({"visibility": "public", "joinPolicy": policy})
}

/// So many seconds from now, to the millisecond.
#[must_use]
pub fn in_seconds(seconds: i64) -> String {
    let at = Timestamp::now().as_millisecond() + seconds * 1_000;
    let at = Timestamp::from_millisecond(at).expect("a time");
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// Makes sure of what is shown of a member who has neither a title nor permissions of their own.
///
/// # Panics
/// When it is something else.
pub fn check_member(member: &Value, user: &User, role: &str, state: &str) {
    assert_eq!(member["userId"], user.id.as_str(), "{member}");
    assert_eq!(member["user"]["username"], user.username.as_str());
    assert!(member["user"].get("email").is_none(), "{member}");
    let stands = (&member["role"], &member["state"]);
    assert_eq!(stands, (&json!(role), &json!(state)), "{member}");
    for empty in ["title", "permissions"] {
        assert_eq!(member.get(empty), Some(&Value::Null), "{empty}: {member}");
    }
    assert!(member["joinedAt"].is_string(), "{member}");
    assert_eq!(member["leftAt"].is_null(), state == "active", "{member}");
}
