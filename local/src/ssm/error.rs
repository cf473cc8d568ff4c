//! Refusals, in the JSON protocol's shape.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Where a refusal is named beside its body.
pub(super) const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");
/// The one error that is the service's fault.
const FAILED: &str = "InternalServerError";

/// A refusal, named as the SDKs know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SsmError {
    name: &'static str,
    pub(super) message: String,
}

impl SsmError {
    fn new(name: &'static str, message: impl Into<String>) -> Self {
        Self {
            name,
            message: message.into(),
        }
    }

    pub(super) fn not_found() -> Self {
        Self::new("ParameterNotFound", "The parameter could not be found")
    }

    pub(super) fn already_exists() -> Self {
        Self::new(
            "ParameterAlreadyExists",
            "The parameter already exists; set Overwrite to replace its value",
        )
    }

    /// A parameter keeps the type it was made with.
    pub(super) fn other_type() -> Self {
        Self::new(
            "HierarchyTypeMismatchException",
            "The type of a parameter cannot be changed; make a new parameter",
        )
    }

    pub(super) fn too_deep() -> Self {
        Self::new(
            "HierarchyLevelLimitExceededException",
            "A hierarchy can have a maximum of 15 levels",
        )
    }

    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new("ValidationException", message)
    }

    pub(super) fn missing(field: &str) -> Self {
        Self::invalid(format!("{field} is required"))
    }

    pub(super) fn invalid_token() -> Self {
        Self::new("InvalidNextToken", "The specified token is not valid")
    }

    pub(super) fn unknown_operation(operation: &str) -> Self {
        Self::new(
            "UnknownOperationException",
            format!("The operation {operation} is not available in the local stack"),
        )
    }

    /// As the service throttles ("Common Errors", AWS Systems Manager API Reference).
    pub(super) fn throttled() -> Self {
        Self::new("ThrottlingException", "Rate exceeded")
    }

    /// A failure of the service itself.
    pub(super) fn failed() -> Self {
        Self::new(FAILED, "An error occurred on the server side")
    }

    pub(super) fn unreadable(cause: &serde_json::Error) -> Self {
        Self::new(
            "SerializationException",
            format!("The request could not be read: {cause}"),
        )
    }
}

impl IntoResponse for SsmError {
    fn into_response(self) -> Response {
        let status = match self.name {
            FAILED => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        };
        let body = json!({"__type": self.name, "message": self.message});
        let headers = [
            (header::CONTENT_TYPE, super::protocol::JSON),
            (ERROR_TYPE, HeaderValue::from_static(self.name)),
        ];
        (status, headers, body.to_string()).into_response()
    }
}
