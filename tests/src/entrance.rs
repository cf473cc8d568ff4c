//! Every way in: by REST, and by the handshakes of the socket.

use reqwest::Method;
use serde_json::json;

use crate::{Answer, Handshake, Stack};

/// What comes of an access token that is let in.
pub const ADMITTED: [&str; 4] = ["REST 200", "header 101", "subprotocol 101", "query 101"];

/// What comes of an access token that is refused with a code.
#[must_use]
pub fn refused_with(code: &str) -> [String; 4] {
    let handshake = |way: &str| format!("{way} 401");
    [
        format!("REST 401 {code}"),
        handshake("header"),
        handshake("subprotocol"),
        handshake("query"),
    ]
}

impl Stack {
    /// What comes of an access token in each way it can be presented.
    pub async fn outcomes(&self, token: &str) -> [String; 4] {
        let call = self.call(Method::GET, "/v1/users/me").token(token);
        let by_rest = call.send().await;
        let plain = || Handshake::new(&self.addresses, "");
        let query = format!("?token={}", in_query(token));
        [
            format!("REST {}", said(&by_rest)),
            opened("header", plain().token(token)).await,
            opened(
                "subprotocol",
                plain().protocols(&format!("banter.v1, bearer.{token}")),
            )
            .await,
            opened("query", Handshake::new(&self.addresses, &query)).await,
        ]
    }

    /// What comes of a ticket: `ticket 101` when it opens a socket.
    pub async fn outcome_of_ticket(&self, ticket: &str) -> String {
        let query = format!("?ticket={}", in_query(ticket));
        opened("ticket", Handshake::new(&self.addresses, &query)).await
    }

    /// What comes of a refresh token: `refresh 200` when it is exchanged.
    pub async fn outcome_of_refresh(&self, token: &str) -> String {
        let call = self.call(Method::POST, "/v1/auth/refresh");
        let answer = call.json(&json!({"refreshToken": token})).send().await;
        format!("refresh {}", said(&answer))
    }
}

/// The status, and of a refusal the code.
fn said(answer: &Answer) -> String {
    if answer.status == 200 {
        return answer.status.to_string();
    }
    if answer.header("content-type") != "application/problem+json" {
        return format!("{} of the gateway", answer.status);
    }
    let problem = answer.json();
    let code = problem["code"].as_str().unwrap_or_default();
    answer.problem(answer.status, code);
    format!("{} {code}", answer.status)
}

async fn opened(way: &str, handshake: Handshake) -> String {
    match handshake.open().await {
        Ok(_) => format!("{way} 101"),
        Err(refusal) => format!("{way} {}", refusal.status),
    }
}

/// A text as a value of a query (RFC 3986, section 2.3).
fn in_query(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let letters = text.bytes().map(|byte| match is_plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    });
    letters.collect()
}
