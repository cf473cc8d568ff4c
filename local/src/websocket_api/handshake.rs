//! Opens a socket: authorizer, `$connect`, and only then 101
//! (API Gateway developer guide, "Manage connected users and client apps: $connect and $disconnect
//! routes").

use std::sync::Arc;

use axum::body::Body;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header, request};
use hyper::body::Incoming;
use serde_json::{Map, Value};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::front::invoke::invoke_within;
use crate::front::stamp::{Stamp, gateway_id, now_milliseconds, trace_id};
use crate::front::{Client, percent, reply};
use crate::meter::Origin;

use super::connections::Connection;
use super::event::{self, Facts, Opening};
use super::message::{ProxyAnswer, own_frame};
use super::session::Session;
use super::{Api, Gateway, INTEGRATION_TIMEOUT, authorizer};

/// Why a socket is not opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    body: RefusalBody,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum RefusalBody {
    /// The gateway's own words.
    Gateway(&'static str),
    /// What `$connect` answered.
    Function(String),
}

impl Refusal {
    pub(super) fn of_gateway(status: StatusCode, message: &'static str) -> Self {
        Self {
            status,
            body: RefusalBody::Gateway(message),
        }
    }

    pub(super) fn unauthorized() -> Self {
        Self::of_gateway(StatusCode::UNAUTHORIZED, "Unauthorized")
    }

    pub(super) fn broken_authorizer() -> Self {
        Self::of_gateway(StatusCode::INTERNAL_SERVER_ERROR, "Internal server error")
    }

    fn into_response(self, facts: &Facts, request_id: &str) -> Response<Body> {
        match self.body {
            RefusalBody::Gateway(message) => reply::json(
                self.status,
                own_frame(message, &facts.connection_id, request_id),
            ),
            RefusalBody::Function(text) => reply::plain(self.status, text),
        }
    }
}

/// Answers a handshake. It runs to its end even when the client goes away meanwhile, so that
/// every `$connect` that was let in is followed by a `$disconnect`.
pub(crate) async fn answer(
    gateway: &Arc<Gateway>,
    api: Arc<Api>,
    request: Request<Incoming>,
    client: &Client,
) -> Response<Body> {
    let opening = tokio::spawn(open(Arc::clone(gateway), api, request, client.clone()));
    opening.await.unwrap_or_else(|error| {
        tracing::warn!("a handshake failed: {error}");
        reply::message(StatusCode::INTERNAL_SERVER_ERROR, "Internal server error")
    })
}

async fn open(
    gateway: Arc<Gateway>,
    api: Arc<Api>,
    mut request: Request<Incoming>,
    client: Client,
) -> Response<Body> {
    let upgrade = hyper::upgrade::on(&mut request);
    let (parts, _body) = request.into_parts();
    let Some(key) = websocket_key(&parts) else {
        return reply::message(StatusCode::BAD_REQUEST, "Bad Request");
    };
    let opening = opening(&parts, &client);
    let mut facts = facts(&api, &parts.headers, &client);
    let stamp = Stamp::now();
    match authorize(&gateway, &api, &facts, &opening).await {
        Ok(context) => facts.authorizer = context,
        Err(refusal) => return refusal.into_response(&facts, &stamp.request_id),
    }
    let protocol = match connect(&gateway, &api, &facts, &opening, &stamp).await {
        Ok(protocol) => protocol,
        Err(refusal) => return refusal.into_response(&facts, &stamp.request_id),
    };
    let (connection, frames) = Connection::new(facts);
    gateway.connections.add(&connection);
    let session = Session {
        gateway,
        api,
        connection,
    };
    tokio::spawn(session.run(frames, upgrade));
    switching_protocols(&key, protocol.as_deref())
}

/// Asks the authorizer, when there is one, what the connection carries from now on.
async fn authorize(
    gateway: &Gateway,
    api: &Api,
    facts: &Facts,
    opening: &Opening,
) -> Result<Option<Map<String, Value>>, Refusal> {
    let Some(authorizer) = &api.declared.authorizer else {
        return Ok(None);
    };
    let stamp = Stamp::now();
    let context = event::connect_context(facts, &stamp);
    if !authorizer::has_identity(&authorizer.identity_sources, opening, &context) {
        return Err(Refusal::unauthorized());
    }
    let event = event::authorizer(facts, opening, &stamp);
    let origin = Origin::handshake(&facts.connection_id);
    let (lambda, trigger) = (&gateway.lambda, ("authorizer".to_owned(), origin));
    let answer = invoke_within(
        lambda,
        INTEGRATION_TIMEOUT,
        &authorizer.function,
        trigger,
        &event,
    )
    .await;
    authorizer::decide(answer, &facts.method_arn()).map(Some)
}

/// Asks `$connect`, when there is one; gives back the subprotocol it chose.
async fn connect(
    gateway: &Gateway,
    api: &Api,
    facts: &Facts,
    opening: &Opening,
    stamp: &Stamp,
) -> Result<Option<String>, Refusal> {
    let Some(route) = api.declared.routes.get("$connect") else {
        return Ok(None);
    };
    let event = event::connect(facts, opening, stamp);
    let limit = route.timeout.min(INTEGRATION_TIMEOUT);
    let origin = Origin::handshake(&facts.connection_id);
    let trigger = ("$connect".to_owned(), origin);
    match invoke_within(&gateway.lambda, limit, &route.function, trigger, &event).await {
        Ok(payload) => admitted(&payload),
        Err(error) => {
            tracing::warn!("$connect: {error}");
            Err(Refusal::of_gateway(
                StatusCode::BAD_GATEWAY,
                "Internal server error",
            ))
        }
    }
}

/// Whether `$connect` lets the client in: every status that is no 2xx is passed on.
fn admitted(payload: &[u8]) -> Result<Option<String>, Refusal> {
    let broken = || Refusal::of_gateway(StatusCode::BAD_GATEWAY, "Internal server error");
    let answer = ProxyAnswer::parse(payload).ok_or_else(broken)?;
    match answer.status {
        200..300 => Ok(answer.header("Sec-WebSocket-Protocol").map(str::to_owned)),
        // A 1xx would leave the client waiting.
        300..600 => Err(Refusal {
            status: StatusCode::from_u16(answer.status).map_err(|_invalid| broken())?,
            body: RefusalBody::Function(answer.body.unwrap_or_default()),
        }),
        _ => Err(broken()),
    }
}

/// The client's key, when the handshake is right (RFC 6455, section 4.2.1).
fn websocket_key(parts: &request::Parts) -> Option<HeaderValue> {
    let version = parts.headers.get(header::SEC_WEBSOCKET_VERSION)?;
    let key = parts.headers.get(header::SEC_WEBSOCKET_KEY)?;
    (parts.method == Method::GET && version == "13" && key.len() == 24).then(|| key.clone())
}

fn switching_protocols(key: &HeaderValue, protocol: Option<&str>) -> Response<Body> {
    let mut response = reply::plain(StatusCode::SWITCHING_PROTOCOLS, Body::empty());
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    if let Ok(accept) = HeaderValue::from_str(&derive_accept_key(key.as_bytes())) {
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    }
    if let Some(Ok(protocol)) = protocol.map(HeaderValue::from_str) {
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, protocol);
    }
    response
}

fn facts(api: &Api, headers: &HeaderMap, client: &Client) -> Facts {
    let text = |name| headers.get(name).map(lossy);
    Facts {
        api_id: api.declared.api_id.clone(),
        stage: api.declared.stage.clone(),
        domain_name: text(header::HOST).unwrap_or_default(),
        connection_id: gateway_id(),
        connected_at: now_milliseconds(),
        source_ip: client.address.ip().to_string(),
        user_agent: text(header::USER_AGENT),
        authorizer: None,
    }
}

/// The request as the client spelled it, and what the gateway adds.
fn opening(parts: &request::Parts, client: &Client) -> Opening {
    let spellings = client.head.spellings();
    let gateways_own = ["x-forwarded-port", "x-forwarded-proto", "content-length"];
    let mut forwarded = Vec::new();
    let mut headers = Vec::new();
    for (name, value) in &parts.headers {
        if name == "x-forwarded-for" {
            forwarded.push(lossy(value));
        } else if !gateways_own.contains(&name.as_str()) {
            let spelled = spellings
                .get(name.as_str())
                .map_or(name.as_str(), String::as_str);
            headers.push((spelled.to_owned(), lossy(value)));
        }
    }
    forwarded.push(client.address.ip().to_string());
    if !parts.headers.contains_key("x-amzn-trace-id") {
        headers.push(("X-Amzn-Trace-Id".to_owned(), trace_id()));
    }
    headers.push(("X-Forwarded-For".to_owned(), forwarded.join(", ")));
    headers.push(("X-Forwarded-Port".to_owned(), client.port.to_string()));
    headers.push(("X-Forwarded-Proto".to_owned(), "http".to_owned()));
    Opening {
        headers,
        query: percent::decode_query(parts.uri.query().unwrap_or_default()),
    }
}

fn lossy(value: &HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(payload: &str) -> u16 {
        admitted(payload.as_bytes()).unwrap_err().status.as_u16()
    }

    #[test]
    fn connect_lets_in_with_2xx_only() {
        assert_eq!(admitted(br#"{"statusCode":200}"#), Ok(None));
        let chosen = br#"{"statusCode":204,"headers":{"Sec-WebSocket-Protocol":"banter.v1"}}"#;
        assert_eq!(admitted(chosen), Ok(Some("banter.v1".to_owned())));
        for code in [301, 400, 401, 403, 501] {
            assert_eq!(
                status(&format!(r#"{{"statusCode":{code},"body":"no"}}"#)),
                code
            );
        }
        for payload in [
            "null",
            "{}",
            r#"{"statusCode":101}"#,
            r#"{"statusCode":700}"#,
        ] {
            assert_eq!(status(payload), 502, "{payload}");
        }
    }

    #[test]
    fn handshakes_must_be_complete() {
        let parts = |version: &str, key: &str, method: Method| {
            let request = Request::builder()
                .method(method)
                .header("sec-websocket-version", version)
                .header("sec-websocket-key", key);
            request.body(()).unwrap().into_parts().0
        };
        let key = "dGhlIHNhbXBsZSBub25jZQ==";
        assert!(websocket_key(&parts("13", key, Method::GET)).is_some());
        assert!(websocket_key(&parts("8", key, Method::GET)).is_none());
        assert!(websocket_key(&parts("13", "short", Method::GET)).is_none());
        assert!(websocket_key(&parts("13", key, Method::POST)).is_none());
    }

    #[test]
    fn only_the_chosen_subprotocol_is_named() {
        let key = HeaderValue::from_static("dGhlIHNhbXBsZSBub25jZQ==");
        let plain = switching_protocols(&key, None);
        assert_eq!(plain.status(), 101);
        assert_eq!(
            plain.headers()["sec-websocket-accept"],
            "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
        );
        assert!(!plain.headers().contains_key("sec-websocket-protocol"));
        let chosen = switching_protocols(&key, Some("banter.v1"));
        assert_eq!(chosen.headers()["sec-websocket-protocol"], "banter.v1");
    }
}
