//! Replies of the gateways themselves.

use axum::body::Body;
use http::{HeaderValue, Response, StatusCode, header};

/// A JSON reply.
pub(crate) fn json(status: StatusCode, body: String) -> Response<Body> {
    let mut response = plain(status, body);
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

/// `{"message":"…"}`, as HTTP APIs answer by themselves.
pub(crate) fn message(status: StatusCode, message: &str) -> Response<Body> {
    json(
        status,
        serde_json::json!({ "message": message }).to_string(),
    )
}

/// A reply without a content type.
pub(crate) fn plain(status: StatusCode, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response
}
