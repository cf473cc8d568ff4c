use http::{HeaderName, HeaderValue, StatusCode, header};
use lambda_http::{Body, Response};
use serde::Serialize;

use crate::error::{Error, Result};
use crate::limit::Allowance;

/// An answer on its way to the client.
#[derive(Debug)]
pub struct Reply {
    status: StatusCode,
    content_type: HeaderValue,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Vec<u8>,
}

/// For answers of an API: nothing may be framed, sniffed, cached or loaded from them.
const API_POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

impl Reply {
    fn new(status: StatusCode, content_type: &'static str, body: Vec<u8>) -> Self {
        Self {
            status,
            content_type: HeaderValue::from_static(content_type),
            headers: Vec::new(),
            body,
        }
    }

    /// 200 with a JSON body.
    ///
    /// # Errors
    /// When the value has no JSON form: a fault of ours.
    pub fn ok<T: Serialize>(value: &T) -> Result<Self> {
        let body = serde_json::to_vec(value).map_err(Error::internal)?;
        Ok(Self::new(StatusCode::OK, "application/json", body))
    }

    /// 201 with a JSON body.
    ///
    /// # Errors
    /// As [`Self::ok`].
    pub fn created<T: Serialize>(value: &T) -> Result<Self> {
        Ok(Self {
            status: StatusCode::CREATED,
            ..Self::ok(value)?
        })
    }

    /// 202 with a JSON body.
    ///
    /// # Errors
    /// As [`Self::ok`].
    pub fn accepted<T: Serialize>(value: &T) -> Result<Self> {
        Ok(Self {
            status: StatusCode::ACCEPTED,
            ..Self::ok(value)?
        })
    }

    /// 204.
    #[must_use]
    pub fn no_content() -> Self {
        Self::new(StatusCode::NO_CONTENT, "application/json", Vec::new())
    }

    /// 200 with a file that may be cached for an hour; `policy` is its Content-Security-Policy.
    #[must_use]
    pub fn file(content_type: &'static str, policy: &'static str, body: Vec<u8>) -> Self {
        let mut reply = Self::new(StatusCode::OK, content_type, body);
        reply.set(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(policy),
        );
        reply.set(
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=3600"),
        );
        reply
    }

    /// The problem document of an error.
    #[must_use]
    pub fn problem(error: &Error, request_id: &str) -> Self {
        let problem = error.to_problem(request_id);
        let status =
            StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut reply = Self::new(status, "application/problem+json", body);
        if status == StatusCode::UNAUTHORIZED {
            reply.set(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = error.retry_after_seconds() {
            reply.set(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        reply
    }

    /// The same with a cookie.
    ///
    /// # Errors
    /// When it is not fit for a header: a fault of ours.
    pub(super) fn with_cookie(mut self, cookie: &str) -> Result<Self> {
        let value = HeaderValue::from_str(cookie).map_err(Error::internal)?;
        self.set(header::SET_COOKIE, value);
        Ok(self)
    }

    /// The same with what is left to the caller (draft-ietf-httpapi-ratelimit-headers-10).
    #[must_use]
    pub(super) fn with_allowance(mut self, allowance: Option<Allowance>) -> Self {
        let Some(Allowance {
            name,
            most,
            left,
            seconds,
        }) = allowance
        else {
            return self;
        };
        for (header, value) in [
            ("ratelimit-policy", format!("\"{name}\";q={most};w=60")),
            ("ratelimit", format!("\"{name}\";r={left};t={seconds}")),
        ] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                self.set(HeaderName::from_static(header), value);
            }
        }
        self
    }

    fn set(&mut self, name: HeaderName, value: HeaderValue) {
        self.headers.push((name, value));
    }

    pub(super) fn into_response(self) -> Response<Body> {
        let body = match String::from_utf8(self.body) {
            Ok(text) if text.is_empty() => Body::Empty,
            Ok(text) => Body::Text(text),
            Err(error) => Body::Binary(error.into_bytes()),
        };
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, self.content_type);
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        headers.insert(
            header::REFERRER_POLICY,
            HeaderValue::from_static("no-referrer"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::CONTENT_SECURITY_POLICY, API_POLICY);
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=63072000; includeSubDomains"),
        );
        // Insert, for a second Content-Security-Policy would not replace the first.
        for (name, value) in self.headers {
            headers.insert(name, value);
        }
        response
    }
}
