//! The Runtime API: where functions fetch their invocations and leave their answers.
//!
//! One port serves all environments; the first segment of the path names the environment, which
//! works because a runtime puts its own paths behind whatever `AWS_LAMBDA_RUNTIME_API` says.

use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, State};
use axum::http::{Request, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::serve::ListenerExt as _;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};

use super::InvokeError;
use crate::error::StartError;

/// Largest answer of a synchronous invocation: 6 MB and some room for the frame around it.
const LARGEST_ANSWER: usize = 6_291_556;

/// The server, and the desks of the environments that use it.
#[derive(Debug)]
pub(crate) struct RuntimeApi {
    port: u16,
    desks: Desks,
}

type Desks = Arc<Mutex<HashMap<String, Arc<Desk>>>>;

/// Where one environment and the stack meet.
#[derive(Debug)]
pub(crate) struct Desk {
    function_arn: String,
    work: mpsc::UnboundedSender<Work>,
    waiting: tokio::sync::Mutex<mpsc::UnboundedReceiver<Work>>,
    /// How often the environment has asked for work.
    asked: watch::Sender<u64>,
    pending: Mutex<Option<Pending>>,
    init_error: Mutex<Option<InvokeError>>,
}

/// An invocation on its way to the environment.
#[derive(Debug)]
struct Work {
    request_id: String,
    deadline: SystemTime,
    payload: Bytes,
}

#[derive(Debug)]
struct Pending {
    request_id: String,
    answer: oneshot::Sender<Result<Bytes, InvokeError>>,
}

/// The body of an error report.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ErrorReport {
    error_type: String,
    error_message: String,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl RuntimeApi {
    /// Opens the server on a free port.
    pub(crate) async fn start() -> Result<Self, StartError> {
        let cannot = |error| StartError(format!("The Runtime API cannot listen ({error})."));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .map_err(cannot)?;
        let port = listener.local_addr().map_err(cannot)?.port();
        let desks = Desks::default();
        let runtime = Router::new()
            .route("/invocation/next", get(next))
            .route("/invocation/{request}/response", post(response))
            .route("/invocation/{request}/error", post(error))
            .route("/init/error", post(init_error));
        let router = Router::new()
            .nest("/{environment}/2018-06-01/runtime", runtime)
            .with_state(Arc::clone(&desks));
        let listener = listener.tap_io(|stream| {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!("answers may be held back: {error}");
            }
        });
        tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!("the Runtime API has ended: {error}");
            }
        });
        Ok(Self { port, desks })
    }

    /// Makes a desk for a new environment.
    pub(crate) fn open(&self, environment: &str, function_arn: String) -> Arc<Desk> {
        let (work, waiting) = mpsc::unbounded_channel();
        let desk = Arc::new(Desk {
            function_arn,
            work,
            waiting: tokio::sync::Mutex::new(waiting),
            asked: watch::Sender::new(0),
            pending: Mutex::new(None),
            init_error: Mutex::new(None),
        });
        lock(&self.desks).insert(environment.to_owned(), Arc::clone(&desk));
        desk
    }

    /// Forgets the desk of an environment that has ended.
    pub(crate) fn close(&self, environment: &str) {
        lock(&self.desks).remove(environment);
    }

    /// The value of `AWS_LAMBDA_RUNTIME_API` for an environment. With a scheme: a host and a path
    /// alone are no URI.
    pub(crate) fn address(&self, environment: &str) -> String {
        format!("http://127.0.0.1:{}/{environment}", self.port)
    }
}

impl Desk {
    /// Hands over an invocation; the answer comes through the channel.
    pub(crate) fn submit(
        &self,
        request_id: &str,
        payload: Bytes,
        timeout: Duration,
    ) -> oneshot::Receiver<Result<Bytes, InvokeError>> {
        let (answer, receiver) = oneshot::channel();
        *lock(&self.pending) = Some(Pending {
            request_id: request_id.to_owned(),
            answer,
        });
        let deadline = SystemTime::now() + timeout;
        // The receiving half lies in the same desk, so this cannot fail.
        drop(self.work.send(Work {
            request_id: request_id.to_owned(),
            deadline,
            payload,
        }));
        receiver
    }

    /// Waits until the environment has asked for work this many times.
    pub(crate) async fn asked(&self, times: u64) {
        let mut asked = self.asked.subscribe();
        // The sending half lies in the same desk, so this cannot fail.
        drop(asked.wait_for(|count| *count >= times).await);
    }

    /// The error the environment reported while it was starting.
    pub(crate) fn init_error(&self) -> Option<InvokeError> {
        lock(&self.init_error).clone()
    }

    /// Gives the answer to whoever waits, when it is for the invocation under way.
    fn answer(&self, request_id: &str, result: Result<Bytes, InvokeError>) -> Response {
        let mut pending = lock(&self.pending);
        match pending.take_if(|pending| pending.request_id == request_id) {
            Some(pending) => {
                // The invocation may have timed out in this very moment.
                drop(pending.answer.send(result));
                (StatusCode::ACCEPTED, json!({"status": "OK"}).to_string()).into_response()
            }
            None => refusal(
                StatusCode::BAD_REQUEST,
                "InvalidRequestID",
                "Invalid request ID",
            ),
        }
    }
}

fn refusal(status: StatusCode, error_type: &str, message: &str) -> Response {
    let body = json!({"errorType": error_type, "errorMessage": message}).to_string();
    (status, [("content-type", "application/json")], body).into_response()
}

fn desk(desks: &Desks, environment: &str) -> Result<Arc<Desk>, Box<Response>> {
    lock(desks).get(environment).cloned().ok_or_else(|| {
        Box::new(refusal(
            StatusCode::FORBIDDEN,
            "InvalidEnvironment",
            "Unknown environment",
        ))
    })
}

/// Waits for work, however long it takes: AWS freezes the environment meanwhile.
async fn next(State(desks): State<Desks>, Path(environment): Path<String>) -> Response {
    let desk = match desk(&desks, &environment) {
        Ok(desk) => desk,
        Err(refused) => return *refused,
    };
    desk.asked.send_modify(|count| *count += 1);
    let Some(work) = desk.waiting.lock().await.recv().await else {
        return refusal(StatusCode::GONE, "Closed", "The environment is closed");
    };
    let deadline = work
        .deadline
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    Response::builder()
        .header("content-type", "application/json")
        .header("lambda-runtime-aws-request-id", &work.request_id)
        .header(
            "lambda-runtime-deadline-ms",
            deadline.as_millis().to_string(),
        )
        .header("lambda-runtime-invoked-function-arn", &desk.function_arn)
        .header("lambda-runtime-trace-id", trace_id())
        .body(Body::from(work.payload))
        .unwrap_or_else(|_invalid| {
            refusal(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Header",
                "A header cannot be written",
            )
        })
}

/// A trace id in X-Ray's form, not sampled.
fn trace_id() -> String {
    let now = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    let (root, parent): (u128, u64) = (rand::random(), rand::random());
    format!(
        "Root=1-{:08x}-{:024x};Parent={parent:016x};Sampled=0",
        now.as_secs(),
        root >> 32
    )
}

async fn response(
    State(desks): State<Desks>,
    Path((environment, request)): Path<(String, String)>,
    body: Request<Body>,
) -> Response {
    let desk = match desk(&desks, &environment) {
        Ok(desk) => desk,
        Err(refused) => return *refused,
    };
    match to_bytes(body.into_body(), LARGEST_ANSWER).await {
        Ok(body) => desk.answer(&request, Ok(body)),
        Err(_too_large) => {
            let kind = "Function.ResponseSizeTooLarge";
            let message = format!(
                "Response payload size exceeded maximum allowed payload size ({LARGEST_ANSWER} bytes)."
            );
            desk.answer(&request, Err(InvokeError::unhandled(kind, message.clone())));
            refusal(StatusCode::PAYLOAD_TOO_LARGE, kind, &message)
        }
    }
}

async fn error(
    State(desks): State<Desks>,
    Path((environment, request)): Path<(String, String)>,
    body: Request<Body>,
) -> Response {
    let desk = match desk(&desks, &environment) {
        Ok(desk) => desk,
        Err(refused) => return *refused,
    };
    let reported = reported(body).await;
    desk.answer(&request, Err(reported))
}

async fn init_error(
    State(desks): State<Desks>,
    Path(environment): Path<String>,
    body: Request<Body>,
) -> Response {
    let desk = match desk(&desks, &environment) {
        Ok(desk) => desk,
        Err(refused) => return *refused,
    };
    let reported = reported(body).await;
    *lock(&desk.init_error) = Some(reported);
    (StatusCode::ACCEPTED, json!({"status": "OK"}).to_string()).into_response()
}

/// The error a runtime reports: the body says it, the header stands in when the body does not.
async fn reported(request: Request<Body>) -> InvokeError {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LARGEST_ANSWER).await.unwrap_or_default();
    let report: ErrorReport = serde_json::from_slice(&body).unwrap_or_default();
    let header = parts.headers.get("lambda-runtime-function-error-type");
    let kind = match header.and_then(|value| value.to_str().ok()) {
        _ if !report.error_type.is_empty() => report.error_type,
        Some(kind) => kind.to_owned(),
        None => "Unhandled".to_owned(),
    };
    InvokeError::Unhandled {
        error_type: kind,
        message: report.error_message,
    }
}
