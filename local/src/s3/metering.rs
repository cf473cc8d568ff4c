//! What the meter is told about a call.

use axum::body::HttpBody as _;
use axum::extract::Request;
use axum::http::Method;
use axum::response::Response;

use super::key::Target;
use crate::meter::Answered;

/// A call by its request.
pub(super) fn describe(target: &Target, request: &Request) -> Answered {
    Answered {
        operation: operation(target, request),
        target: target.bucket.clone(),
        detail: target.key.clone(),
        request_bytes: known_size(request.body().size_hint().exact()),
        ..Answered::default()
    }
}

/// The same call, answered.
pub(super) fn answered(described: Answered, response: &Response) -> Answered {
    let status = response.status();
    Answered {
        response_bytes: known_size(response.body().size_hint().exact()),
        status: status.as_u16(),
        // The name would be in the body, as XML.
        error: (!status.is_success()).then(|| status.to_string()),
        ..described
    }
}

fn known_size(size: Option<u64>) -> usize {
    size.and_then(|size| size.try_into().ok())
        .unwrap_or_default()
}

/// The operation of the S3 API a request stands for, as far as functions use them.
fn operation(target: &Target, request: &Request) -> String {
    let query = request.uri().query().unwrap_or_default();
    let has = |name: &str| {
        query
            .split('&')
            .any(|pair| pair.split('=').next() == Some(name))
    };
    let copies = request.headers().contains_key("x-amz-copy-source");
    let name = match (request.method(), target.key.is_empty()) {
        (&Method::GET, true) => "ListObjectsV2",
        (&Method::GET, false) => "GetObject",
        (&Method::HEAD, true) => "HeadBucket",
        (&Method::HEAD, false) => "HeadObject",
        (&Method::PUT, false) if has("partNumber") => "UploadPart",
        (&Method::PUT, false) if copies => "CopyObject",
        (&Method::PUT, false) => "PutObject",
        (&Method::POST, true) if has("delete") => "DeleteObjects",
        (&Method::POST, false) if has("uploads") => "CreateMultipartUpload",
        (&Method::POST, false) if has("uploadId") => "CompleteMultipartUpload",
        (&Method::DELETE, false) if has("uploadId") => "AbortMultipartUpload",
        (&Method::DELETE, false) => "DeleteObject",
        (other, _) => other.as_str(),
    };
    name.to_owned()
}
