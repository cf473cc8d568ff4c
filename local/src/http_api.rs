//! The HTTP API gateway, payload format 2.0
//! (API Gateway developer guide, "Working with AWS Lambda proxy integrations for HTTP APIs").

mod cors;
mod event;
mod response;
mod routes;
#[cfg(test)]
mod samples;

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, request};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Incoming;

use crate::front::invoke::invoke_within;
use crate::front::stamp::{Stamp, trace_id};
use crate::front::{Client, reply};
use crate::lambda::{InvokeError, Lambda};
use crate::meter::{self, Origin};
use crate::stack::{HttpApi, Stack};

use event::Source;
use routes::Matched;

/// The longest a gateway waits for a function (Amazon API Gateway quotas for HTTP APIs).
const INTEGRATION_TIMEOUT: Duration = Duration::from_secs(30);
/// The largest body the gateway takes.
const MAX_BODY: usize = 10 * 1024 * 1024;
/// The largest event and the largest answer of a synchronous invocation (AWS Lambda quotas).
const MAX_INVOCATION: usize = 6 * 1024 * 1024;

/// The HTTP APIs of the stack.
#[derive(Debug)]
pub(crate) struct HttpApis {
    stack: Arc<Stack>,
    lambda: Lambda,
}

impl HttpApis {
    pub(crate) fn new(stack: Arc<Stack>, lambda: Lambda) -> Self {
        Self { stack, lambda }
    }

    /// Answers one request.
    pub(crate) async fn answer(
        &self,
        request: Request<Incoming>,
        client: &Client,
    ) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let Some((api, path)) = api_for(&self.stack.http_apis, parts.uri.path()) else {
            return not_found();
        };
        let mut response = match api
            .cors
            .as_ref()
            .and_then(|cors| cors::preflight(cors, &parts))
        {
            Some(preflight) => return preflight,
            None => self.route(api, path, &parts, body, client).await,
        };
        if let Some(cors) = &api.cors {
            cors::apply(cors, &parts.headers, response.headers_mut());
        }
        response
    }

    async fn route(
        &self,
        api: &HttpApi,
        path: &str,
        parts: &request::Parts,
        body: Incoming,
        client: &Client,
    ) -> Response<Body> {
        let Some(matched) = routes::find(&api.routes, &parts.method, path) else {
            return not_found();
        };
        match Limited::new(body, MAX_BODY).collect().await {
            Ok(body) => {
                self.invoke(api, &matched, parts, &body.to_bytes(), client)
                    .await
            }
            Err(error) if error.is::<LengthLimitError>() => too_large(),
            Err(_broken) => reply::message(StatusCode::BAD_REQUEST, "Bad Request"),
        }
    }

    async fn invoke(
        &self,
        api: &HttpApi,
        matched: &Matched<'_>,
        parts: &request::Parts,
        body: &Bytes,
        client: &Client,
    ) -> Response<Body> {
        let stamp = Stamp::now();
        let source = Source {
            address: client.address.ip(),
            port: client.port,
            trace: trace_id(),
        };
        let event = event::build(api, matched, parts, body, &source, &stamp);
        // Base64 and escapes make the event larger than the body.
        if body.len() > MAX_INVOCATION / 2 && event.to_string().len() > MAX_INVOCATION {
            return too_large();
        }
        let function = &matched.route.function;
        let trigger = format!("{} {}", parts.method, parts.uri.path());
        let trigger = (trigger, Origin::new(meter::Source::Http));
        let invoked =
            invoke_within(&self.lambda, INTEGRATION_TIMEOUT, function, trigger, &event).await;
        let mut response = answered(invoked);
        if let Ok(id) = HeaderValue::from_str(&stamp.request_id) {
            response.headers_mut().insert("apigw-requestid", id);
        }
        response
    }
}

/// The reply to the client for what a function answered.
fn answered(invoked: Result<Bytes, InvokeError>) -> Response<Body> {
    let decoded = match invoked {
        Ok(payload) if payload.len() > MAX_INVOCATION => None,
        Ok(payload) => response::decode(&payload),
        Err(InvokeError::Unhandled { .. }) => None,
        Err(InvokeError::TimedOut | InvokeError::Unavailable(_)) => {
            return reply::message(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable");
        }
    };
    decoded.unwrap_or_else(|| {
        reply::message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
    })
}

fn not_found() -> Response<Body> {
    reply::message(StatusCode::NOT_FOUND, "Not Found")
}

fn too_large() -> Response<Body> {
    reply::message(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large")
}

/// The API a path belongs to, and the path its routes see: a named stage is the first segment.
fn api_for<'a, 'p>(apis: &'a [HttpApi], path: &'p str) -> Option<(&'a HttpApi, &'p str)> {
    let named = apis.iter().find_map(|api| {
        let below = path.strip_prefix('/')?.strip_prefix(api.stage.as_str())?;
        match below {
            "" => Some((api, "/")),
            below if below.starts_with('/') => Some((api, below)),
            _ => None,
        }
    });
    let default = || {
        apis.iter()
            .find(|api| api.stage == "$default")
            .map(|api| (api, path))
    };
    named.or_else(default)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api(stage: &str) -> HttpApi {
        HttpApi {
            logical_id: stage.to_owned(),
            api_id: "a1b2c3d4e5".to_owned(),
            stage: stage.to_owned(),
            routes: Vec::new(),
            cors: None,
        }
    }

    #[test]
    fn named_stages_are_found_by_their_first_segment() {
        let apis = [api("$default"), api("prod")];
        let found =
            |path: &'static str| api_for(&apis, path).map(|(api, path)| (api.stage.as_str(), path));
        assert_eq!(found("/v1/chats"), Some(("$default", "/v1/chats")));
        assert_eq!(found("/prod/v1/chats"), Some(("prod", "/v1/chats")));
        assert_eq!(found("/prod"), Some(("prod", "/")));
        assert_eq!(found("/production"), Some(("$default", "/production")));
        assert!(api_for(&apis[1..], "/v1").is_none());
    }

    #[test]
    fn failures_of_a_function_say_nothing_about_it() {
        let unhandled = InvokeError::Unhandled {
            error_type: "Runtime.ExitError".to_owned(),
            message: "secret".to_owned(),
        };
        assert_eq!(answered(Err(unhandled)).status(), 500);
        assert_eq!(answered(Err(InvokeError::TimedOut)).status(), 503);
        assert_eq!(
            answered(Err(InvokeError::Unavailable("x".to_owned()))).status(),
            503
        );
        assert_eq!(
            answered(Ok(Bytes::from_static(b"{\"statusCode\":\"x\"}"))).status(),
            500
        );
        assert_eq!(
            answered(Ok(Bytes::from(vec![b' '; MAX_INVOCATION + 1]))).status(),
            500
        );
    }
}
