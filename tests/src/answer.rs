//! REST calls and their answers.

use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use crate::{Addresses, Stack, User};

/// A request in the making.
#[derive(Debug)]
pub struct Call {
    request: RequestBuilder,
}

impl Call {
    /// A request without a token.
    pub(crate) fn new(
        http: &reqwest::Client,
        addresses: &Addresses,
        method: Method,
        path: &str,
    ) -> Self {
        Self {
            request: http.request(method, format!("{}{path}", addresses.http)),
        }
    }

    /// Sends a bearer token along.
    #[must_use]
    pub fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// Sends a header along.
    #[must_use]
    pub fn header(self, name: &str, value: &str) -> Self {
        Self {
            request: self.request.header(name, value),
        }
    }

    /// Sends a JSON body.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        Self {
            request: self.request.json(body),
        }
    }

    /// Sends a body as it is, said to be JSON.
    #[must_use]
    pub fn body(self, body: impl Into<String>) -> Self {
        Self {
            request: self
                .request
                .header("content-type", "application/json")
                .body(body.into()),
        }
    }

    /// Sends the request.
    ///
    /// # Panics
    /// When no answer comes back.
    pub async fn send(self) -> Answer {
        let response = self.request.send().await.expect("the front door answers");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response
            .bytes()
            .await
            .expect("the answer has an end")
            .to_vec();
        Answer {
            status,
            headers,
            body,
        }
    }
}

impl Stack {
    /// A request without a token.
    #[must_use]
    pub fn call(&self, method: Method, path: &str) -> Call {
        Call::new(&reqwest::Client::new(), &self.addresses, method, path)
    }
}

impl User {
    /// A request of this user.
    #[must_use]
    pub fn call(&self, method: Method, path: &str) -> Call {
        Call::new(&self.http, &self.addresses, method, path).token(&self.access_token)
    }

    /// `GET`
    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path).send().await
    }

    /// `POST` with a JSON body.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.call(Method::POST, path).json(body).send().await
    }
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("no JSON ({error}): {}", self.text()))
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header, empty when it is not there.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The body of an answer with this status.
    ///
    /// # Panics
    /// When it is another one.
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        self.check_security_headers();
        if self.body.is_empty() {
            Value::Null
        } else {
            self.json()
        }
    }

    /// The problem document (RFC 9457) of a refusal with this status and code.
    ///
    /// # Panics
    /// When it is another answer, or not a whole problem document.
    pub fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{}",
            self.text()
        );
        self.check_security_headers();
        let problem = self.json();
        check_problem(&problem, status, code);
        assert_eq!(
            problem["requestId"],
            self.header("apigw-requestid"),
            "{problem}"
        );
        if status == 401 {
            assert_eq!(
                self.header("www-authenticate"),
                "Bearer",
                "RFC 9110, section 11.6.1"
            );
        }
        problem
    }

    /// Every answer of ours carries them.
    fn check_security_headers(&self) {
        assert_eq!(self.header("x-content-type-options"), "nosniff");
        assert_eq!(self.header("referrer-policy"), "no-referrer");
        assert!(
            self.header("strict-transport-security")
                .contains("max-age=")
        );
        assert!(
            self.header("content-security-policy")
                .contains("default-src")
        );
    }
}

/// Checks what REST and the socket have in common.
pub(crate) fn check_problem(problem: &Value, status: u16, code: &str) {
    assert_eq!(problem["code"], code, "{problem}");
    assert_eq!(problem["status"], status, "{problem}");
    for text in ["type", "title", "requestId"] {
        assert!(
            problem[text].as_str().is_some_and(|text| !text.is_empty()),
            "{problem}"
        );
    }
    assert!(problem["errors"].is_array(), "{problem}");
    if status >= 500 {
        assert!(
            problem["detail"].is_null(),
            "a 5xx says nothing about the inside: {problem}"
        );
    } else {
        assert!(problem["detail"].is_string(), "{problem}");
    }
}
