//! Who is in a chat and what it says of itself, as somebody changes it.

use reqwest::Method;
use serde_json::{Value, json};

use crate::user::message;
use crate::{Answer, Socket, User, fresh, path_of, percent_encoded};

impl User {
    /// Makes a `group` or a `channel` with these fields, and gives its identifier.
    pub async fn make_with(&self, kind: &str, others: &[&Self], fields: &Value) -> String {
        let mut body = json!({"type": kind, "name": kind, "memberIds": ids(others)});
        let given = fields.as_object().expect("an object").clone();
        body.as_object_mut().expect("an object").extend(given);
        let chat = self.post("/v1/chats", &body).await.expect(201);
        chat["id"].as_str().expect("a string").to_owned()
    }

    /// Changes fields of a chat.
    pub async fn patch_chat(&self, chat: &str, fields: &Value) -> Answer {
        self.patch(&format!("/v1/chats/{chat}"), fields).await
    }

    /// Changes one's own settings of a chat.
    pub async fn set_in_chat(&self, chat: &str, settings: &Value) -> Answer {
        self.put(&format!("/v1/chats/{chat}/settings"), settings)
            .await
    }

    /// Adds people to a chat.
    pub async fn add_members(&self, chat: &str, people: &[&Self]) -> Answer {
        let body = json!({"userIds": ids(people)});
        self.post(&format!("/v1/chats/{chat}/members"), &body).await
    }

    /// Hands a chat over to another owner.
    pub async fn hand_over(&self, chat: &str, to: &Self) -> Answer {
        let path = format!("/v1/chats/{chat}/owner");
        self.post(&path, &json!({"userId": to.id})).await
    }

    /// The active members of a chat, a hundred at most.
    pub async fn members(&self, chat: &str) -> Vec<Value> {
        let path = format!("/v1/chats/{chat}/members?limit=100");
        let page = self.get(&path).await.expect(200);
        page["data"].as_array().expect("a list").clone()
    }

    /// Makes sure that a chat is none to this person: everything that can be read or done there is
    /// not found. `of` is one of its messages.
    pub async fn expect_closed(&self, of: &Value) {
        let id = of["chatId"].as_str().expect("a message has a chat");
        let (chat, one) = (format!("/v1/chats/{id}"), path_of(of));
        for list in ["", "/messages", "/members", "/pins", "/receipts"] {
            let answer = self.get(&format!("{chat}{list}")).await;
            answer.problem(404, "not_found");
        }
        for list in ["", "/history", "/reads", "/replies", "/reactions"] {
            let answer = self.get(&format!("{one}{list}")).await;
            answer.problem(404, "not_found");
        }
        let thumb = format!("{one}/reactions/{}", percent_encoded("👍"));
        let acts = [
            (
                Method::POST,
                format!("{chat}/messages"),
                message(&fresh(), "x"),
            ),
            (Method::POST, format!("{chat}/read"), json!({})),
            (Method::POST, format!("{chat}/leave"), json!({})),
            (
                Method::POST,
                format!("{chat}/members"),
                json!({"userIds": [self.id]}),
            ),
            (
                Method::PUT,
                format!("{chat}/settings"),
                json!({"pinned": true}),
            ),
            (Method::PATCH, chat.clone(), json!({"description": "x"})),
            (Method::PATCH, one.clone(), json!({"text": "x"})),
            (Method::PUT, format!("{one}/pin"), json!({})),
            (Method::PUT, thumb, json!({})),
        ];
        for (method, path, body) in acts {
            let answer = self.call(method, &path).json(&body).send().await;
            answer.problem(404, "not_found");
        }
        for path in [&chat, &one] {
            self.delete(path).await.problem(404, "not_found");
        }
        let listed = self.pages("/v1/chats", 100).await.concat();
        assert!(listed.iter().all(|chat| chat["id"] != id), "{listed:?}");
    }
}

impl Socket {
    /// Waits for the event of this entry of a chat's log.
    pub async fn expect_entry(&self, chat: &str, seq: u64) -> Value {
        let is_it = |frame: &Value| frame["chatId"] == chat && frame["seq"] == seq;
        self.expect(&format!("entry {seq} of {chat}"), is_it).await
    }

    /// Makes sure that nothing of a chat's log came that is newer than this entry. What could have
    /// come was pushed before.
    pub async fn expect_nothing_after(&self, chat: &str, seq: u64) {
        self.settle().await;
        let mut late = self.frames();
        late.retain(|frame| frame["chatId"] == chat && frame["seq"].as_u64() > Some(seq));
        assert!(late.is_empty(), "{late:?}");
    }
}

/// Makes sure that a message is the service's own, and says what happened, who did it, and to whom.
///
/// # Panics
/// When it is not.
pub fn assert_note(message: &Value, event: &str, actor: &User, targets: &[&User]) {
    assert_eq!(message["type"], "system", "{message}");
    assert_eq!(message.get("text"), Some(&Value::Null), "{message}");
    assert_eq!(message["senderId"], actor.id.as_str(), "{message}");
    let note = &message["system"];
    assert_eq!(note["event"], event, "{message}");
    assert_eq!(note["actorId"], actor.id.as_str(), "{message}");
    let told = note["targetIds"].as_array().expect("a list").iter();
    let mut told: Vec<&str> = told.filter_map(Value::as_str).collect();
    let mut expected = ids(targets);
    told.sort_unstable();
    expected.sort_unstable();
    assert_eq!(told, expected, "{message}");
}

fn ids<'a>(people: &[&'a User]) -> Vec<&'a str> {
    people.iter().map(|user| user.id.as_str()).collect()
}
