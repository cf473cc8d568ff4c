//! CORS rules of a bucket.
//!
//! Facts: "Testing CORS" and "Elements of a CORS configuration", Amazon S3 User Guide.

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::error::S3Refusal;
use crate::stack::BucketCors;

/// What a matching rule adds to a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Granted {
    headers: Vec<(HeaderName, String)>,
}

/// Answers an `OPTIONS` request.
pub(super) fn preflight(rules: &[BucketCors], request: &HeaderMap) -> Response {
    let text = |name: HeaderName| request.get(name).and_then(|value| value.to_str().ok());
    let Some(origin) = text(header::ORIGIN) else {
        return S3Refusal::not_a_preflight().into_response();
    };
    if rules.is_empty() {
        return S3Refusal::cors_not_enabled().into_response();
    }
    let method = text(header::ACCESS_CONTROL_REQUEST_METHOD).unwrap_or_default();
    let asked = text(header::ACCESS_CONTROL_REQUEST_HEADERS).unwrap_or_default();
    let asked: Vec<&str> = asked
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect();
    let rule = rules
        .iter()
        .find(|rule| admits(rule, origin, method) && asked.iter().all(|name| allows(rule, name)));
    let Some(rule) = rule else {
        return S3Refusal::cors_not_allowed().into_response();
    };
    let mut granted = Granted::by(rule, origin);
    if !asked.is_empty() {
        granted.set(header::ACCESS_CONTROL_ALLOW_HEADERS, asked.join(", "));
    }
    if let Some(seconds) = rule.max_age_seconds {
        granted.set(header::ACCESS_CONTROL_MAX_AGE, seconds.to_string());
    }
    let mut response = StatusCode::OK.into_response();
    granted.add_to(response.headers_mut());
    response
}

impl Granted {
    /// What an actual request from another origin is granted; none without `Origin` or rule.
    pub(super) fn of(rules: &[BucketCors], method: &Method, request: &HeaderMap) -> Option<Self> {
        let origin = request.get(header::ORIGIN)?.to_str().ok()?;
        let rule = rules
            .iter()
            .find(|rule| admits(rule, origin, method.as_str()))?;
        Some(Self::by(rule, origin))
    }

    fn by(rule: &BucketCors, origin: &str) -> Self {
        let mut granted = Self {
            headers: Vec::new(),
        };
        if rule.allowed_origins.iter().any(|allowed| allowed == "*") {
            granted.set(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*".to_owned());
        } else {
            granted.set(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.to_owned());
            granted.set(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, "true".to_owned());
        }
        granted.set(
            header::ACCESS_CONTROL_ALLOW_METHODS,
            rule.allowed_methods.join(", "),
        );
        if !rule.exposed_headers.is_empty() {
            granted.set(
                header::ACCESS_CONTROL_EXPOSE_HEADERS,
                rule.exposed_headers.join(", "),
            );
        }
        let vary = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";
        granted.set(header::VARY, vary.to_owned());
        granted
    }

    fn set(&mut self, name: HeaderName, value: String) {
        self.headers.push((name, value));
    }

    pub(super) fn add_to(self, headers: &mut HeaderMap) {
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
    }
}

fn admits(rule: &BucketCors, origin: &str, method: &str) -> bool {
    rule.allowed_origins
        .iter()
        .any(|allowed| wildcard(allowed, origin))
        && rule.allowed_methods.iter().any(|allowed| allowed == method)
}

fn allows(rule: &BucketCors, name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    rule.allowed_headers
        .iter()
        .any(|allowed| wildcard(&allowed.to_ascii_lowercase(), &name))
}

/// Matches a text against a pattern with at most one `*`.
fn wildcard(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => {
            text.len() >= start.len() + end.len() && text.starts_with(start) && text.ends_with(end)
        }
        None => pattern == text,
    }
}
