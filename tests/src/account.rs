//! Accounts, as whoever has no token speaks to the service, and as they begin and end.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{Answer, CONFIRM_MAIL, DEADLINE, Socket, Stack, User, eventually};

impl Stack {
    /// `POST` with a JSON body and without a token.
    pub async fn post_openly(&self, path: &str, body: &Value) -> Answer {
        self.call(Method::POST, path).json(body).send().await
    }

    /// Logs in by e-mail address or username.
    pub async fn log_in(&self, identifier: &str, password: &str) -> Answer {
        let body = json!({"identifier": identifier, "password": password});
        self.post_openly("/v1/auth/login", &body).await
    }

    /// The person whom register, login or refresh has answered.
    ///
    /// # Panics
    /// When it is no such answer.
    #[must_use]
    pub fn person(&self, credentials: &Value) -> User {
        let text = |value: &Value| value.as_str().expect("a string").to_owned();
        let user = &credentials["user"];
        User {
            id: text(&user["id"]),
            username: text(&user["username"]),
            email: text(&user["email"]),
            access_token: text(&credentials["accessToken"]),
            refresh_token: text(&credentials["refreshToken"]),
            addresses: self.addresses.clone(),
            http: reqwest::Client::new(),
        }
    }

    /// Follows the link by which somebody proves the address they registered with.
    ///
    /// # Panics
    /// When it leads nowhere.
    pub async fn verify(&self, user: &User) {
        let mail = self.mail_to(&user.email, CONFIRM_MAIL).await;
        let body = json!({"token": mail.token("verify")});
        let verified = self.post_openly("/v1/auth/verify-email", &body).await;
        verified.expect(204);
    }

    /// Everything that the table of people holds, as DynamoDB writes it.
    ///
    /// # Panics
    /// When there is no such table.
    pub async fn stored_of_people(&self) -> String {
        let tables = self.dynamodb();
        let names = tables.call("ListTables", &json!({})).await;
        let mut names = names["TableNames"].as_array().expect("a list").iter();
        let is_it = |name: &&Value| name.as_str().is_some_and(|name| name.contains("Users"));
        let table = names.find(is_it).expect("a table of people");
        let mut body = json!({"TableName": table, "ConsistentRead": true});
        let mut stored = String::new();
        loop {
            let output = tables.call("Scan", &body).await;
            stored.push_str(&output["Items"].to_string());
            match output.get("LastEvaluatedKey") {
                Some(key) => body["ExclusiveStartKey"] = key.clone(),
                None => return stored,
            }
        }
    }
}

impl User {
    /// One's own account.
    pub async fn me(&self) -> Value {
        self.get("/v1/users/me").await.expect(200)
    }

    /// Somebody else, as this person sees them.
    pub async fn sees(&self, other: &Self) -> Value {
        let path = format!("/v1/users/{}", other.id);
        self.get(&path).await.expect(200)
    }

    /// Whether this person finds another by their username.
    pub async fn finds(&self, other: &Self) -> bool {
        let path = format!("/v1/users/search?q={}", other.username);
        let found = self.listed(&path).await;
        found.iter().any(|one| one["id"] == other.id.as_str())
    }

    /// Changes one's own account, and gives it as it is then.
    pub async fn change_me(&self, changes: &Value) -> Value {
        self.patch("/v1/users/me", changes).await.expect(200)
    }

    /// Changes one's own settings, and gives them as they are then.
    pub async fn change_settings(&self, changes: &Value) -> Value {
        self.put("/v1/users/me/settings", changes).await.expect(200)
    }

    /// The same login with new tokens.
    ///
    /// # Panics
    /// When it has ended.
    pub async fn refreshed(&self) -> Self {
        let credentials = self.refresh(&self.refresh_token).await.expect(200);
        let text = |value: &Value| value.as_str().expect("a string").to_owned();
        let mut user = self.clone();
        user.access_token = text(&credentials["accessToken"]);
        user.refresh_token = text(&credentials["refreshToken"]);
        user
    }

    /// Waits until the access token of a login that ended is good for nothing, and gives how it is
    /// refused; the refresh token is so at once.
    ///
    /// # Panics
    /// When the login goes on.
    pub async fn expect_logged_out(&self) -> Answer {
        let refreshed = self.refresh(&self.refresh_token).await;
        assert_eq!(refreshed.status, 401, "{}", refreshed.text());
        let refused = async || {
            let answer = self.get("/v1/users/me").await;
            (answer.status != 200).then_some(answer)
        };
        let answer = eventually("the end of the login", DEADLINE, refused).await;
        assert_eq!(answer.status, 401, "{}", answer.text());
        answer
    }
}

impl Socket {
    /// Waits until it is told that its login has ended, and is closed; gives the reason.
    ///
    /// # Panics
    /// When it is told of another login.
    pub async fn expect_farewell(&self, user: &User) -> String {
        let event = self.expect_event("session.revoked", |_| true).await;
        assert_eq!(event["data"]["sessionId"], user.session_id().as_str());
        self.expect_close(1000).await;
        let reason = event["data"]["reason"].as_str();
        reason.expect("a reason").to_owned()
    }
}
