//! People.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{Addresses, Call, Stack, claims, fresh};

/// The password of every person of the tests.
pub const PASSWORD: &str = "correct horse battery staple";

/// A person with one login.
#[derive(Clone, Debug)]
pub struct User {
    /// Identifier.
    pub id: String,
    /// Unique name.
    pub username: String,
    /// E-mail address.
    pub email: String,
    /// Bearer token.
    pub access_token: String,
    /// Refresh token.
    pub refresh_token: String,
    /// Where their stack listens.
    pub addresses: Addresses,
    /// Connections belong to the runtime of one test, so everybody has a client of their own.
    pub(crate) http: reqwest::Client,
}

impl Stack {
    /// Registers somebody whose username begins with `name`.
    pub async fn register(&self, name: &str) -> User {
        let username = format!("{name}-{}", &fresh()[..12]);
        let email = format!("{username}@example.org");
        let body = json!({
            "username": username,
            "email": email,
            "password": PASSWORD,
            "displayName": name,
        });
        let http = reqwest::Client::new();
        let call = Call::new(&http, &self.addresses, Method::POST, "/v1/auth/register");
        let credentials = call.json(&body).send().await.expect(201);
        User::from_credentials(&credentials, self.addresses.clone(), http)
    }

    /// Registers several people, a few at a time.
    pub async fn register_many(&self, name: &str, count: usize) -> Vec<User> {
        use futures::StreamExt as _;
        let registering = (0..count).map(|_| self.register(name));
        futures::stream::iter(registering)
            .buffered(6)
            .collect()
            .await
    }
}

impl User {
    fn from_credentials(credentials: &Value, addresses: Addresses, http: reqwest::Client) -> Self {
        let text = |value: &Value| value.as_str().expect("a string").to_owned();
        let user = &credentials["user"];
        Self {
            id: text(&user["id"]),
            username: text(&user["username"]),
            email: text(&user["email"]),
            access_token: text(&credentials["accessToken"]),
            refresh_token: text(&credentials["refreshToken"]),
            addresses,
            http,
        }
    }

    /// Logs in once more, as on another device.
    pub async fn log_in_again(&self) -> Self {
        let body = json!({"identifier": self.username, "password": PASSWORD});
        let call = Call::new(&self.http, &self.addresses, Method::POST, "/v1/auth/login");
        let credentials = call.json(&body).send().await.expect(200);
        Self::from_credentials(&credentials, self.addresses.clone(), self.http.clone())
    }

    /// Presents a refresh token.
    pub async fn refresh(&self, token: &str) -> crate::Answer {
        let call = Call::new(
            &self.http,
            &self.addresses,
            Method::POST,
            "/v1/auth/refresh",
        );
        call.json(&json!({"refreshToken": token})).send().await
    }

    /// The login, as the access token names it.
    #[must_use]
    pub fn session_id(&self) -> String {
        claims(&self.access_token)["sid"]
            .as_str()
            .expect("a string")
            .to_owned()
    }

    /// The direct chat with somebody, made when needed.
    pub async fn direct_chat(&self, other: &Self) -> String {
        let answer = self.post("/v1/chats", &direct(other)).await;
        assert!([200, 201].contains(&answer.status), "{}", answer.text());
        answer.json()["id"].as_str().expect("a string").to_owned()
    }

    /// Makes a group.
    pub async fn group(&self, name: &str, others: &[User]) -> String {
        let members: Vec<&str> = others.iter().map(|user| user.id.as_str()).collect();
        let body = json!({"type": "group", "name": name, "memberIds": members});
        let chat = self.post("/v1/chats", &body).await.expect(201);
        chat["id"].as_str().expect("a string").to_owned()
    }

    /// Sends a text over REST and gives the message.
    pub async fn say(&self, chat: &str, text: &str) -> Value {
        let path = format!("/v1/chats/{chat}/messages");
        self.post(&path, &message(&fresh(), text)).await.expect(201)
    }

    /// Looks at a chat as this user sees it.
    pub async fn chat(&self, chat: &str) -> Value {
        self.get(&format!("/v1/chats/{chat}")).await.expect(200)
    }
}

/// Body of `POST /v1/chats` for a direct chat.
fn direct(other: &User) -> Value {
    json!({"type": "direct", "memberIds": [other.id]})
}

/// Body of a text message.
pub(crate) fn message(key: &str, text: &str) -> Value {
    json!({"clientMessageId": key, "type": "text", "text": text})
}
