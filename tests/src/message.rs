//! Messages as somebody reads them.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{Answer, DEADLINE, Stack, User, eventually, fresh};

impl User {
    /// `PUT` with a JSON body.
    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.call(Method::PUT, path).json(body).send().await
    }

    /// `DELETE`
    pub async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path).send().await
    }

    /// Sends a message by REST; a body without a key gets one.
    pub async fn send(&self, chat: &str, body: &Value) -> Value {
        let mut body = body.clone();
        if body.get("clientMessageId").is_none() {
            body["clientMessageId"] = json!(fresh());
        }
        let path = format!("/v1/chats/{chat}/messages");
        self.post(&path, &body).await.expect(201)
    }

    /// Sends a text as an answer to a message.
    pub async fn reply(&self, message: &Value, text: &str) -> Value {
        let chat = message["chatId"].as_str().expect("a message has a chat");
        let body = json!({"type": "text", "text": text, "replyToId": message["id"]});
        self.send(chat, &body).await
    }

    /// A message as it is now.
    pub async fn message(&self, message: &Value) -> Value {
        self.get(&path_of(message)).await.expect(200)
    }

    /// A list that belongs to a message: `history`, `replies`, `reactions`, `reads`.
    pub async fn list(&self, message: &Value, name: &str) -> Vec<Value> {
        let path = format!("{}/{name}", path_of(message));
        list(&self.get(&path).await.expect(200))
    }

    /// The newest messages of a chat.
    pub async fn history(&self, chat: &str) -> Vec<Value> {
        let path = format!("/v1/chats/{chat}/messages?limit=100");
        list(&self.get(&path).await.expect(200))
    }

    /// The pins of a chat.
    pub async fn pins(&self, chat: &str) -> Vec<Value> {
        let path = format!("/v1/chats/{chat}/pins");
        list(&self.get(&path).await.expect(200))
    }

    /// All pages of a list, each with `limit` items at most.
    ///
    /// # Panics
    /// When a page is longer.
    pub async fn pages(&self, path: &str, limit: usize) -> Vec<Vec<Value>> {
        let mut pages = Vec::new();
        let mut cursor = String::new();
        loop {
            let path = format!("{path}?limit={limit}{cursor}");
            let page = self.get(&path).await.expect(200);
            pages.push(list(&page));
            assert!(pages.last().is_none_or(|page| page.len() <= limit));
            match page["nextCursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return pages,
            }
        }
    }

    /// A token to `sync` from.
    pub async fn sync_token(&self) -> Value {
        self.get("/v1/sync").await.expect(200)["nextToken"].clone()
    }

    /// What `sync` brings since a token, when it fits into one reply.
    ///
    /// # Panics
    /// When there is more.
    pub async fn sync_since(&self, token: &Value) -> Value {
        let reply = self.post("/v1/sync", &json!({"since": token})).await;
        let reply = reply.expect(200);
        assert_eq!(reply["hasMore"], false, "{reply}");
        assert_eq!(reply["reset"], false, "{reply}");
        reply
    }

    /// The events of one chat that `sync` brings since a token.
    ///
    /// # Panics
    /// When there are more than one reply holds.
    pub async fn synced(&self, token: &Value, chat: &str) -> Vec<Value> {
        let reply = self.sync_since(token).await;
        let chats = reply["chats"].as_array().expect("a list");
        let one = chats.iter().find(|one| one["chatId"] == chat);
        one.map_or_else(Vec::new, |one| {
            one["events"].as_array().expect("a list").clone()
        })
    }
}

impl Stack {
    /// Ann, Bob, and a group of both that Ann made.
    pub async fn group_of_two(&self) -> (User, User, String) {
        let (ann, bob) = (self.register("ann").await, self.register("bob").await);
        let chat = ann.group("two", std::slice::from_ref(&bob)).await;
        (ann, bob, chat)
    }

    /// Ann, Bob, Cay, and a group of all that Ann made.
    pub async fn group_of_three(&self) -> (User, User, User, String) {
        let (ann, bob) = (self.register("ann").await, self.register("bob").await);
        let cay = self.register("cay").await;
        let chat = ann.group("three", &[bob.clone(), cay.clone()]).await;
        (ann, bob, cay, chat)
    }

    /// Waits until everything of a chat up to `seq` was pushed: its head knows it then.
    pub async fn until_pushed(&self, chat: &str, seq: &Value) {
        let (dynamodb, seq) = (self.dynamodb(), seq.as_u64().expect("a number"));
        let pushed = async || (dynamodb.pushed_through(chat).await >= seq).then_some(());
        eventually(&format!("entry {seq} is pushed"), DEADLINE, pushed).await;
    }
}

/// The path of a message.
#[must_use]
pub fn path_of(message: &Value) -> String {
    let name = |field: &str| message[field].as_str().expect("a name").to_owned();
    format!("/v1/chats/{}/messages/{}", name("chatId"), name("id"))
}

/// The message as everyone in its chat may see it: without what depends on its reader.
#[must_use]
pub fn common(message: &Value) -> Value {
    let mut message = message.clone();
    let fields = message.as_object_mut().expect("a message");
    fields.remove("status");
    if let Some(poll) = fields["poll"].as_object_mut() {
        poll.remove("votes");
    }
    let reactions = fields["reactions"].as_object_mut().expect("reactions");
    for reaction in reactions.values_mut() {
        reaction.as_object_mut().expect("a reaction").remove("mine");
    }
    message
}

/// A text as a segment of a path (RFC 3986, section 2.1).
#[must_use]
pub fn percent_encoded(text: &str) -> String {
    let bytes = text.bytes().map(|byte| format!("%{byte:02X}"));
    bytes.collect()
}

fn list(page: &Value) -> Vec<Value> {
    page["data"].as_array().expect("a list").clone()
}
