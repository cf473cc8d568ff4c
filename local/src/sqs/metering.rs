//! What the meter is told about a call.

use axum::body::HttpBody as _;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::error::SqsError;
use crate::faults::{Refusal, Refused};
use crate::meter::Answered;

/// Messages a call has put into a queue; travels with its response.
#[derive(Debug, Clone, Copy)]
struct Accepted(usize);

/// The only field every request has.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Addressed {
    queue_url: String,
}

/// Notes on a response how many messages were taken in.
pub(super) fn count(
    accepted: usize,
    response: Result<Response, SqsError>,
) -> Result<Response, SqsError> {
    response.map(|mut response| {
        response.extensions_mut().insert(Accepted(accepted));
        response
    })
}

/// An injected refusal; messages taken in behind it are there all the same.
pub(super) fn refused(refusal: Refusal, lost: Option<Response>) -> Response {
    let error = match refusal.why {
        Refused::Throttled => SqsError::throttled(),
        _ => SqsError::failed(),
    };
    let mut response = error.into_response();
    if let Some(accepted) = lost.and_then(|lost| lost.extensions().get::<Accepted>().copied()) {
        response.extensions_mut().insert(accepted);
    }
    response
}

/// A call by its request and response.
pub(super) fn answered(operation: &str, request: &[u8], response: &Response) -> Answered {
    let addressed: Addressed = serde_json::from_slice(request).unwrap_or_default();
    let queue = addressed.queue_url.rsplit('/').next().unwrap_or_default();
    let accepted = response.extensions().get::<Accepted>();
    let messages = accepted.map_or(0, |accepted| accepted.0);
    let detail = match messages {
        0 => String::new(),
        1 => "1 message".to_owned(),
        more => format!("{more} messages"),
    };
    let error = response.headers().get("x-amzn-query-error");
    let error = error.and_then(|error| error.to_str().ok()?.split(';').next());
    let size = response.body().size_hint().exact();
    Answered {
        operation: operation.to_owned(),
        target: queue.to_owned(),
        detail,
        request_bytes: request.len(),
        response_bytes: size.and_then(|size| size.try_into().ok()).unwrap_or(0),
        status: response.status().as_u16(),
        error: error.map(str::to_owned),
        messages,
        ..Answered::default()
    }
}
