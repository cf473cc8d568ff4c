//! What the meter is told about a call.

use axum::body::HttpBody as _;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::error::{ERROR_TYPE, SsmError};
use crate::faults::{Refusal, Refused};
use crate::meter::Answered;

/// What a request is about; never its value.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Addressed {
    name: String,
    names: Vec<String>,
    path: String,
}

impl Addressed {
    fn target(self) -> String {
        match (self.name.is_empty(), self.path.is_empty()) {
            (false, _) => self.name,
            (true, false) => self.path,
            (true, true) => self.names.join(", "),
        }
    }
}

/// An injected refusal.
pub(super) fn refused(refusal: Refusal) -> Response {
    let error = match refusal.why {
        Refused::Throttled => SsmError::throttled(),
        _ => SsmError::failed(),
    };
    error.into_response()
}

/// A call by its request and response.
pub(super) fn answered(operation: &str, request: &[u8], response: &Response) -> Answered {
    let addressed: Addressed = serde_json::from_slice(request).unwrap_or_default();
    let error = response.headers().get(ERROR_TYPE);
    let error = error.and_then(|error| error.to_str().ok());
    let size = response.body().size_hint().exact();
    Answered {
        operation: operation.to_owned(),
        target: addressed.target(),
        request_bytes: request.len(),
        response_bytes: size.and_then(|size| size.try_into().ok()).unwrap_or(0),
        status: response.status().as_u16(),
        error: error.map(str::to_owned),
        ..Answered::default()
    }
}
