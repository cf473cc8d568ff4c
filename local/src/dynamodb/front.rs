//! What clients of DynamoDB speak to: a door before the engine that measures.
//!
//! A call of a function goes to the engine with the question what it consumes; the answer to that
//! is taken out again unless the function had asked itself. Everybody else's calls, and all
//! operations that consume no units, go to the engine's own server unread.

mod answer;
mod checksum;
mod engine;
mod refusal;
mod request;
mod size;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::response::{IntoResponse, Response};
use axum::serve::ListenerExt as _;
use bytes::Bytes;
use dynoxide::Database;
use http::request::Parts;
use http::response;
use http::uri::{Authority, Scheme};
use http::{HeaderValue, StatusCode, Uri, header};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::net::TcpListener;

use crate::faults::{Refusal, Refused};
use crate::meter::{Answered, Id, Meter, OpenCall, Written};
use crate::stack::Table;

use answer::Measured;
use engine::Reply;
use refusal::Worded;
use request::Ask;

/// The engine's own limit; it refuses what is longer.
const MAX_BODY: usize = 16 * 1024 * 1024;

/// What an item is called in the notes of who wrote it; none when its key is not all there.
pub(super) fn item_name(
    table: &str,
    key_names: &[String],
    attributes: &serde_json::Value,
) -> Option<String> {
    let mut name = table.to_owned();
    for key in key_names {
        name.push('\n');
        name.push_str(&attributes.get(key)?.to_string());
    }
    Some(name)
}

/// The names of a table's key attributes, partition key first.
pub(super) fn key_names(table: &Table) -> Vec<String> {
    let schema = table.create["KeySchema"].as_array();
    let names = schema.into_iter().flatten();
    names
        .filter_map(|key| key["AttributeName"].as_str().map(str::to_owned))
        .collect()
}

/// The keys of a table, and whether its writers are of interest.
#[derive(Debug)]
struct Keys {
    names: Vec<String>,
    streamed: bool,
}

struct Door {
    database: Database,
    client: Client<HttpConnector, Body>,
    /// Address of the engine's own server.
    engine: Authority,
    meter: Meter,
    tables: BTreeMap<String, Keys>,
}

/// Serves the door on `listener`; the engine's own server listens on `engine_port`.
pub(super) fn serve(
    listener: TcpListener,
    (database, engine_port): (Database, u16),
    tables: &[Table],
    meter: &Meter,
) {
    let Ok(engine) = Authority::try_from(format!("127.0.0.1:{engine_port}")) else {
        return;
    };
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    let keys = |table: &Table| Keys {
        names: key_names(table),
        streamed: table.streamed,
    };
    let door = Door {
        database,
        client: Client::builder(TokioExecutor::new()).build(connector),
        engine,
        meter: meter.clone(),
        tables: tables
            .iter()
            .map(|table| (table.name.clone(), keys(table)))
            .collect(),
    };
    let router = Router::new().fallback(answer).with_state(Arc::new(door));
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!("answers may be held back: {error}");
        }
    });
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::warn!(%error, "DynamoDB stopped");
        }
    });
}

/// A call that has its answer.
struct Done {
    measured: Measured,
    head: response::Parts,
    body: Bytes,
}

impl Done {
    /// An injected refusal; what was consumed behind it stays so.
    fn refused(ask: &Ask, refusal: Refusal, lost: Option<Result<Self, axum::Error>>) -> Self {
        let worded = Worded::of(ask, refusal);
        let consumed = match (lost.and_then(Result::ok), refusal.why) {
            (Some(lost), _) => lost.measured,
            (None, Refused::Conflict) => Measured::failure(ask, &worded.body),
            (None, _) => Measured::default(),
        };
        Self {
            measured: Measured {
                error: Some(worded.name.to_owned()),
                ..consumed
            },
            head: head(worded.status, &worded.body),
            body: Bytes::from(worded.body),
        }
    }
}

async fn answer(
    State(door): State<Arc<Door>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    match door.meter.call(request.headers(), "dynamodb", Some(peer)) {
        Some(call) => door.measure(call, request).await,
        None => {
            let (parts, body) = request.into_parts();
            door.forward(parts, body).await
        }
    }
}

impl Door {
    async fn measure(&self, mut call: OpenCall, request: Request) -> Response {
        let (parts, body) = request.into_parts();
        let Ok(body) = to_bytes(body, MAX_BODY).await else {
            return StatusCode::PAYLOAD_TOO_LARGE.into_response();
        };
        let Some(ask) = Ask::read(&parts.headers, &body) else {
            return self.forward(parts, Body::from(body)).await;
        };
        let request_bytes = body.len();
        let course = call.course(&ask.operation);
        let by = call.invocation();
        let carried_out = course
            .carry_out(self.carry_out(&ask, (parts, body), by), |refusal, lost| {
                Ok(Done::refused(&ask, refusal, lost))
            })
            .await;
        let Ok(done) = carried_out else {
            return broken();
        };
        call.finish(Answered {
            target: ask.target(),
            detail: ask.detail(|table| self.tables.get(table).map(|keys| keys.names.as_slice())),
            operation: ask.operation,
            read_units: done.measured.read,
            write_units: done.measured.write,
            estimated: done.measured.estimated,
            request_bytes,
            response_bytes: done.body.len(),
            status: done.head.status.as_u16(),
            error: done.measured.error,
            messages: 0,
        });
        course.conclude().await;
        Response::from_parts(done.head, Body::from(done.body))
    }

    async fn carry_out(
        &self,
        ask: &Ask,
        (parts, body): (Parts, Bytes),
        by: Option<&Id>,
    ) -> Result<Done, axum::Error> {
        let written = self.written(ask, by);
        let done = match engine::run(&self.database, ask, &ask.with_question(&body)) {
            Some(Reply::Success { body, consumed }) => Done {
                measured: Measured::success(ask, &consumed),
                head: head(StatusCode::OK, &body),
                body: Bytes::from(body),
            },
            Some(Reply::Refusal { status, body }) => Done {
                measured: Measured::failure(ask, &body),
                head: head(
                    StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST),
                    &body,
                ),
                body: Bytes::from(body),
            },
            None => {
                let (head, body) = self.forward(parts, Body::from(body)).await.into_parts();
                let body = to_bytes(body, usize::MAX).await?;
                let measured = match head.status.is_success() {
                    true => Measured::default(),
                    false => Measured::failure(ask, &body),
                };
                Done {
                    measured,
                    head,
                    body,
                }
            }
        };
        if let Some(written) = written.filter(|_| done.measured.error.is_some()) {
            self.meter.unwrite(written);
        }
        Ok(done)
    }

    /// Notes the writer of every item about to be written: before the write, for the stream may be
    /// read before the answer is.
    fn written(&self, ask: &Ask, by: Option<&Id>) -> Option<Written> {
        let by = by?;
        let name = |(table, attributes): (&str, &serde_json::Value)| {
            let keys = self.tables.get(table).filter(|keys| keys.streamed)?;
            item_name(table, &keys.names, attributes)
        };
        let items: Vec<String> = ask.writes().into_iter().filter_map(name).collect();
        (!items.is_empty()).then(|| self.meter.write(items, by))
    }

    async fn forward(&self, mut parts: Parts, body: Body) -> Response {
        let mut address = std::mem::take(&mut parts.uri).into_parts();
        address.scheme = Some(Scheme::HTTP);
        address.authority = Some(self.engine.clone());
        if address.path_and_query.is_none() {
            address.path_and_query = Some(http::uri::PathAndQuery::from_static("/"));
        }
        let Ok(uri) = Uri::from_parts(address) else {
            return StatusCode::BAD_REQUEST.into_response();
        };
        parts.uri = uri;
        match self.client.request(Request::from_parts(parts, body)).await {
            Ok(response) => response.map(Body::new),
            Err(error) => {
                tracing::warn!(%error, "the DynamoDB engine did not answer");
                broken()
            }
        }
    }
}

/// Status and headers as DynamoDB sends them.
fn head(status: StatusCode, body: &[u8]) -> response::Parts {
    let (mut head, ()) = http::Response::new(()).into_parts();
    head.status = status;
    let json = HeaderValue::from_static("application/x-amz-json-1.0");
    head.headers.insert(header::CONTENT_TYPE, json);
    let sum = HeaderValue::from(checksum::crc32(body));
    head.headers.insert("x-amz-crc32", sum);
    let id = uuid::Uuid::new_v4().simple().to_string().to_uppercase();
    if let Ok(id) = HeaderValue::from_str(&id) {
        head.headers.insert("x-amzn-requestid", id);
    }
    head
}

fn broken() -> Response {
    let body = r#"{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError"}"#;
    (StatusCode::INTERNAL_SERVER_ERROR, body).into_response()
}

#[cfg(test)]
mod tests;
