//! The JSON protocol: every call is `POST /` with the operation in `x-amz-target`.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::SqsError;
use super::service::Service;
use super::{attributes, manage, metering, receive, send};
use crate::meter::{Id, Meter, OpenCall};

/// The media type of every request and reply.
pub(super) const JSON: HeaderValue = HeaderValue::from_static("application/x-amz-json-1.0");

/// Ten messages of a mebibyte, escaped, with room to be refused in words rather than by the server.
const MAX_REQUEST_BYTES: usize = 32 << 20;

pub(super) fn router(service: Arc<Service>, meter: Meter) -> Router {
    Router::new()
        .route("/", post(call))
        // Some clients post to the queue's own URL.
        .route("/{account}/{queue}", post(call))
        .layer(DefaultBodyLimit::max(MAX_REQUEST_BYTES))
        .with_state((service, meter))
}

async fn call(
    State((service, meter)): State<(Arc<Service>, Meter)>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut metered = meter.call(&headers, "sqs", Some(peer));
    let target = headers
        .get("x-amz-target")
        .and_then(|value| value.to_str().ok());
    let operation = target
        .and_then(|target| target.strip_prefix("AmazonSQS."))
        .unwrap_or_default();
    let course = metered.as_mut().map(|call| call.course(operation));
    let course = course.unwrap_or_default();
    let sender = metered.as_ref().and_then(OpenCall::invocation);
    let answer = async {
        let answered = dispatch(&service, operation, &body, sender).await;
        answered.unwrap_or_else(IntoResponse::into_response)
    };
    let mut response = course.carry_out(answer, metering::refused).await;
    if let Ok(id) = HeaderValue::from_str(&uuid::Uuid::new_v4().to_string()) {
        response.headers_mut().insert("x-amzn-requestid", id);
    }
    if let Some(metered) = metered {
        metered.finish(metering::answered(operation, &body, &response));
    }
    course.conclude().await;
    response
}

async fn dispatch(
    service: &Service,
    operation: &str,
    body: &[u8],
    sender: Option<&Id>,
) -> Result<Response, SqsError> {
    match operation {
        "SendMessage" => metering::count(1, reply(&send::one(service, parse(body)?, sender)?)),
        "SendMessageBatch" => {
            let sent = send::batch(service, parse(body)?, sender)?;
            metering::count(sent.accepted(), reply(&sent))
        }
        "ReceiveMessage" => reply(&receive::receive(service, parse(body)?).await?),
        "DeleteMessage" => reply(&receive::delete(service, &parse(body)?)?),
        "DeleteMessageBatch" => reply(&receive::delete_batch(service, parse(body)?)?),
        "ChangeMessageVisibility" => reply(&receive::change_visibility(service, &parse(body)?)?),
        "ChangeMessageVisibilityBatch" => {
            reply(&receive::change_visibility_batch(service, parse(body)?)?)
        }
        "GetQueueUrl" => reply(&manage::url(service, &parse(body)?)?),
        "ListQueues" => reply(&manage::list(service, &parse(body)?)),
        "PurgeQueue" => reply(&manage::purge(service, &parse(body)?)?),
        "GetQueueAttributes" => reply(&attributes::get(service, &parse(body)?)?),
        other => Err(SqsError::unsupported(other)),
    }
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, SqsError> {
    serde_json::from_slice(body).map_err(|cause| SqsError::unreadable(&cause))
}

fn reply(result: &impl Serialize) -> Result<Response, SqsError> {
    let body = serde_json::to_vec(result).map_err(|cause| SqsError::unreadable(&cause))?;
    Ok(([(header::CONTENT_TYPE, JSON)], body).into_response())
}
