//! Refusals of the layer in front of the store, in S3's XML.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::faults::{Refusal, Refused};

/// A refusal with S3's code and words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct S3Refusal {
    status: StatusCode,
    pub(super) code: &'static str,
    message: &'static str,
}

impl S3Refusal {
    fn new(status: StatusCode, code: &'static str, message: &'static str) -> Self {
        Self {
            status,
            code,
            message,
        }
    }

    /// A key that would leave its bucket.
    pub(super) fn invalid_uri() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "InvalidURI",
            "Couldn't parse the specified URI.",
        )
    }

    pub(super) fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "InternalError",
            "We encountered an internal error. Please try again.",
        )
    }

    /// An injected refusal (Amazon S3 API Reference, "List of error codes").
    pub(super) fn injected(refusal: Refusal, _lost: Option<Response>) -> Response {
        let refusal = match refusal.why {
            Refused::Throttled => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "SlowDown",
                "Please reduce your request rate.",
            ),
            _ => Self::internal(),
        };
        refusal.into_response()
    }

    /// A preflight of a bucket without rules.
    pub(super) fn cors_not_enabled() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "AccessForbidden",
            "CORSResponse: CORS is not enabled for this bucket.",
        )
    }

    /// A preflight no rule admits.
    pub(super) fn cors_not_allowed() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "AccessForbidden",
            "CORSResponse: This CORS request is not allowed. This is usually because the \
             evalution of Origin, request method / Access-Control-Request-Method or \
             Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
        )
    }

    /// A preflight without what makes it one.
    pub(super) fn not_a_preflight() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "BadRequest",
            "Insufficient information. Origin request header needed.",
        )
    }
}

impl IntoResponse for S3Refusal {
    fn into_response(self) -> Response {
        let request_id = uuid::Uuid::new_v4().simple().to_string();
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{}</Code><Message>{}</Message>\
             <RequestId>{request_id}</RequestId></Error>",
            self.code, self.message
        );
        (
            self.status,
            [(header::CONTENT_TYPE, "application/xml")],
            body,
        )
            .into_response()
    }
}
