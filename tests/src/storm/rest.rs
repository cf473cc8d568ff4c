use reqwest::Method;
use serde_json::Value;

use super::ANSWER;
use super::link::Outcome;
use super::record::entries;
use crate::User;
use crate::check::Entry;

/// A user's REST calls; they may fail.
#[derive(Clone, Debug)]
pub(super) struct Rest {
    http: reqwest::Client,
    user: User,
}

impl Rest {
    pub(super) fn new(user: &User) -> Self {
        let http = reqwest::Client::builder().timeout(ANSWER).build();
        Self {
            http: http.expect("a client without TLS"),
            user: user.clone(),
        }
    }

    pub(super) async fn get(&self, path: &str) -> Outcome {
        self.call(Method::GET, path, None).await
    }

    pub(super) async fn post(&self, path: &str, body: &Value) -> Outcome {
        self.call(Method::POST, path, Some(body)).await
    }

    async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Outcome {
        let url = format!("{}{path}", self.user.addresses.http);
        let mut request = self.http.request(method, url);
        request = request.bearer_auth(&self.user.access_token);
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => return Outcome::Unknown(error.to_string()),
        };
        let is_success = response.status().is_success();
        match response.json::<Value>().await {
            Ok(body) if is_success => Outcome::Done(body),
            Ok(body) => Outcome::refused(&body),
            Err(error) => Outcome::Unknown(error.to_string()),
        }
    }

    /// The whole history of a chat, in the order in which its pages bring it.
    pub(super) async fn history(&self, chat: &str) -> Result<Vec<Entry>, Outcome> {
        let mut all = Vec::new();
        let mut position = "afterSeq=0".to_owned();
        loop {
            let path = format!("/v1/chats/{chat}/messages?limit=100&{position}");
            let page = match self.get(&path).await {
                Outcome::Done(page) => page,
                other => return Err(other),
            };
            let data = entries(&page["data"]);
            all.extend(data.ok_or_else(|| Outcome::Unknown(format!("no page: {page}")))?);
            match page["nextCursor"].as_str() {
                Some(cursor) => position = format!("cursor={cursor}"),
                None => return Ok(all),
            }
        }
    }
}
