//! The JSON protocol: every call is `POST /` with the operation in `x-amz-target`.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::SsmError;
use super::store::Store;
use super::{delete, get, list, metering, put};
use crate::meter::Meter;

/// The media type of every request and reply.
pub(super) const JSON: HeaderValue = HeaderValue::from_static("application/x-amz-json-1.1");

/// Far above the largest value, so that one that is too long is refused in words rather than by
/// the server.
const MAX_REQUEST_BYTES: usize = 1 << 20;

pub(super) fn router(store: Arc<Store>, meter: Meter) -> Router {
    Router::new()
        .route("/", post(call))
        .layer(DefaultBodyLimit::max(MAX_REQUEST_BYTES))
        .with_state((store, meter))
}

async fn call(
    State((store, meter)): State<(Arc<Store>, Meter)>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut metered = meter.call(&headers, "ssm", Some(peer));
    let target = headers
        .get("x-amz-target")
        .and_then(|value| value.to_str().ok());
    let operation = target
        .and_then(|target| target.strip_prefix("AmazonSSM."))
        .unwrap_or_default();
    let course = metered.as_mut().map(|call| call.course(operation));
    let course = course.unwrap_or_default();
    let answer = async {
        let answered = dispatch(&store, operation, &body);
        answered.map_or_else(IntoResponse::into_response, |answer| reply(&answer))
    };
    let refuse = |refusal, _lost| metering::refused(refusal);
    let mut response = course.carry_out(answer, refuse).await;
    if let Ok(id) = HeaderValue::from_str(&uuid::Uuid::new_v4().to_string()) {
        response.headers_mut().insert("x-amzn-requestid", id);
    }
    if let Some(metered) = metered {
        metered.finish(metering::answered(operation, &body, &response));
    }
    course.conclude().await;
    response
}

fn dispatch(store: &Store, operation: &str, body: &[u8]) -> Result<Value, SsmError> {
    match operation {
        "PutParameter" => put::one(store, parse(body)?),
        "GetParameter" => get::one(store, &parse(body)?),
        "GetParameters" => get::several(store, &parse(body)?),
        "GetParametersByPath" => list::by_path(store, &parse(body)?),
        "DeleteParameter" => delete::one(store, &parse(body)?),
        "DeleteParameters" => delete::several(store, &parse(body)?),
        other => Err(SsmError::unknown_operation(other)),
    }
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, SsmError> {
    serde_json::from_slice(body).map_err(|cause| SsmError::unreadable(&cause))
}

fn reply(answer: &Value) -> Response {
    ([(header::CONTENT_TYPE, JSON)], answer.to_string()).into_response()
}
