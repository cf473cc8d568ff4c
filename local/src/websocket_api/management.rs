//! The management API of open connections
//! (API Gateway developer guide, "Use @connections commands in your backend service").

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::{Body, HttpBody as _};
use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Incoming;
use serde_json::json;

use crate::faults::{Refusal, Refused};
use crate::front::stamp::rfc3339;
use crate::front::{percent, reply};
use crate::meter::{Answered, CONNECTIONS, Meter};

use super::Gateway;
use super::connections::{Connection, PostError};
use super::session::{BY_REQUEST, MAX_MESSAGE};

/// The header that names an error.
const ERROR: &str = "x-amzn-errortype";

/// What a path names: `/{stage}/@connections/{id}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    stage: String,
    connection_id: String,
}

impl Target {
    /// Reads a path; the `@` and the id may be percent-encoded.
    pub(crate) fn of(path: &str) -> Option<Self> {
        let (stage, below) = path.strip_prefix('/')?.split_once('/')?;
        let (marker, id) = below.split_once('/')?;
        let matches = percent::decode(marker) == "@connections" && !id.is_empty();
        matches.then(|| Self {
            stage: percent::decode(stage),
            connection_id: percent::decode(id),
        })
    }
}

/// A refusal, as the SDKs read it: the error's name is in a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Gone,
    TooLarge,
    LimitExceeded,
    Forbidden,
    Failed,
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        match refusal.why {
            Refused::Throttled => Self::LimitExceeded,
            Refused::Gone => Self::Gone,
            Refused::Conflict | Refused::Failed => Self::Failed,
        }
    }
}

impl Fault {
    fn into_response(self) -> Response<Body> {
        let (status, name, message) = match self {
            Self::Gone => (StatusCode::GONE, "GoneException", "Gone"),
            Self::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "PayloadTooLargeException",
                "Payload too large",
            ),
            Self::LimitExceeded => (
                StatusCode::TOO_MANY_REQUESTS,
                "LimitExceededException",
                "Limit exceeded",
            ),
            Self::Forbidden => (StatusCode::FORBIDDEN, "ForbiddenException", "Forbidden"),
            Self::Failed => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "InternalServerErrorException",
                "Internal server error",
            ),
        };
        let mut response = reply::message(status, message);
        response
            .headers_mut()
            .insert(ERROR, HeaderValue::from_static(name));
        response
    }
}

/// Answers a call, and tells the meter when a function made it.
pub(crate) async fn answer(
    gateway: &Gateway,
    target: &Target,
    request: Request<Incoming>,
    (meter, peer): (&Meter, SocketAddr),
) -> Response<Body> {
    let Some(mut call) = meter.call(request.headers(), CONNECTIONS, Some(peer)) else {
        return carry_out(gateway, target, received(request).await);
    };
    let operation = match *request.method() {
        Method::POST => "PostToConnection",
        Method::GET => "GetConnection",
        Method::DELETE => "DeleteConnection",
        ref other => other.as_str(),
    };
    let operation = operation.to_owned();
    let size = |size: Option<u64>| size.and_then(|size| size.try_into().ok()).unwrap_or(0);
    let request_bytes = size(request.body().size_hint().exact());
    // The body first: only what is true after it has arrived counts.
    let request = received(request).await;
    let course = call.course(&operation);
    let act = async { carry_out(gateway, target, request) };
    let refuse = |refusal: Refusal, _lost| {
        if refusal.why == Refused::Gone {
            lose(gateway, target);
        }
        Fault::from(refusal).into_response()
    };
    let response = course.carry_out(act, refuse).await;
    let error = response.headers().get(ERROR);
    call.finish(Answered {
        operation,
        target: target.connection_id.clone(),
        request_bytes,
        response_bytes: size(response.body().size_hint().exact()),
        status: response.status().as_u16(),
        error: error.and_then(|error| Some(error.to_str().ok()?.to_owned())),
        ..Answered::default()
    });
    course.conclude().await;
    response
}

/// The method and the whole body, or why there is none.
async fn received(request: Request<Incoming>) -> Result<(Method, Bytes), Response<Body>> {
    let (parts, body) = request.into_parts();
    match Limited::new(body, MAX_MESSAGE).collect().await {
        Ok(body) => Ok((parts.method, body.to_bytes())),
        Err(error) if error.is::<LengthLimitError>() => Err(Fault::TooLarge.into_response()),
        Err(_broken) => Err(reply::message(StatusCode::BAD_REQUEST, "Bad Request")),
    }
}

/// An open connection of the API at a target's stage.
fn find(gateway: &Gateway, target: &Target) -> Result<Arc<Connection>, Fault> {
    let api = gateway.api_of_stage(&target.stage);
    let api = api.ok_or(Fault::Forbidden)?;
    let connections = &gateway.connections;
    let found = connections.get(&api.declared.api_id, &target.connection_id);
    found.ok_or(Fault::Gone)
}

/// Loses a client on purpose: whatever is posted to it from now on finds it gone.
fn lose(gateway: &Gateway, target: &Target) {
    if let Ok(connection) = find(gateway, target) {
        connection.cut();
    }
}

fn carry_out(
    gateway: &Gateway,
    target: &Target,
    request: Result<(Method, Bytes), Response<Body>>,
) -> Response<Body> {
    let (method, body) = match request {
        Ok(request) => request,
        Err(refusal) => return refusal,
    };
    let connection = match find(gateway, target) {
        Ok(connection) => connection,
        Err(fault) => return fault.into_response(),
    };
    match method {
        Method::POST => {
            // Whatever the bytes are, they travel as a text frame.
            match connection.post(String::from_utf8_lossy(&body).into_owned()) {
                Ok(()) => reply::plain(StatusCode::OK, Body::empty()),
                Err(PostError::Gone) => Fault::Gone.into_response(),
                Err(PostError::Full) => Fault::LimitExceeded.into_response(),
            }
        }
        Method::GET => reply::json(StatusCode::OK, description(&connection)),
        Method::DELETE => {
            connection.close(BY_REQUEST);
            reply::plain(StatusCode::NO_CONTENT, Body::empty())
        }
        _ => Fault::Forbidden.into_response(),
    }
}

fn description(connection: &Connection) -> String {
    let facts = &connection.facts;
    let mut identity = json!({ "sourceIp": facts.source_ip });
    if let (Some(agent), Some(fields)) = (&facts.user_agent, identity.as_object_mut()) {
        fields.insert("userAgent".to_owned(), json!(agent));
    }
    let description = json!({
        "connectedAt": rfc3339(facts.connected_at),
        "identity": identity,
        "lastActiveAt": rfc3339(connection.last_active_at()),
    });
    description.to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::samples;
    use super::*;

    #[test]
    fn ids_are_decoded() {
        let target = Some(Target {
            stage: "dev".to_owned(),
            connection_id: "R1kmxc2VNjMCFIA=".to_owned(),
        });
        assert_eq!(Target::of("/dev/@connections/R1kmxc2VNjMCFIA%3D"), target);
        assert_eq!(Target::of("/dev/%40connections/R1kmxc2VNjMCFIA="), target);
        assert_eq!(Target::of("/@connections/x"), None);
        assert_eq!(Target::of("/dev/@connections/"), None);
        assert_eq!(Target::of("/dev/connections/x"), None);
        assert_eq!(Target::of("/v1/chats/1"), None);
    }

    #[test]
    fn faults_carry_their_name_in_a_header() {
        for (fault, status, name) in [
            (Fault::Gone, 410, "GoneException"),
            (Fault::TooLarge, 413, "PayloadTooLargeException"),
            (Fault::LimitExceeded, 429, "LimitExceededException"),
            (Fault::Forbidden, 403, "ForbiddenException"),
            (Fault::Failed, 500, "InternalServerErrorException"),
        ] {
            let response = fault.into_response();
            assert_eq!(response.status(), status);
            assert_eq!(response.headers()["x-amzn-errortype"], name);
        }
    }

    #[test]
    fn descriptions_have_the_three_fields() {
        let (connection, _frames) = Connection::new(samples::facts());
        let description: Value = serde_json::from_str(&description(&connection)).unwrap();
        assert_eq!(
            description["connectedAt"],
            rfc3339(samples::facts().connected_at)
        );
        assert_eq!(description["identity"]["sourceIp"], "127.0.0.1");
        assert!(description["lastActiveAt"].is_string());
    }
}
