//! One message: its route, its function, and what goes back on the socket.

use bytes::Bytes;
use serde_json::Value;

use crate::front::invoke::invoke_within;
use crate::front::stamp::{Stamp, gateway_id};
use crate::lambda::{InvokeError, Lambda};
use crate::meter::Origin;
use crate::stack::WebSocketRoute;

use super::connections::Connection;
use super::session::MAX_MESSAGE;
use super::{Api, INTEGRATION_TIMEOUT, event};

/// Invokes the function a message selects and sends what the gateway owes the client.
pub(super) async fn handle(lambda: &Lambda, api: &Api, connection: &Connection, text: &str) {
    let stamp = Stamp::now();
    let id = &connection.facts.connection_id;
    let frame = match route_for(api, text) {
        None => Some(own_frame("Forbidden", id, &stamp.request_id)),
        Some((key, route)) => {
            let event = event::message(&connection.facts, key, text, &gateway_id(), &stamp);
            let limit = route.timeout.min(INTEGRATION_TIMEOUT);
            let trigger = (key.to_owned(), Origin::frame(id));
            let answer = invoke_within(lambda, limit, &route.function, trigger, &event).await;
            if let Err(error) = &answer {
                tracing::warn!("{key}: {error}");
            }
            match reply(route.two_way, answer) {
                Reply::Nothing => None,
                Reply::Body(body) => Some(body),
                Reply::Failed => Some(own_frame("Internal server error", id, &stamp.request_id)),
            }
        }
    };
    if let Some(frame) = frame
        && let Err(error) = connection.post(frame)
    {
        tracing::debug!("a reply to {id} was dropped: {error:?}");
    }
}

/// The route a message selects: an exact key, else `$default`. A message cannot name one of the
/// gateway's own routes.
fn route_for<'a>(api: &'a Api, text: &str) -> Option<(&'a str, &'a WebSocketRoute)> {
    let routes = &api.declared.routes;
    let selected = api
        .selection
        .route_key(text)
        .filter(|key| !key.starts_with('$'));
    let route = selected.and_then(|key| routes.get_key_value(&key));
    route
        .or_else(|| routes.get_key_value("$default"))
        .map(|(key, route)| (key.as_str(), route))
}

/// A frame the gateway sends by itself; the spacing is that of AWS.
pub(super) fn own_frame(message: &str, connection_id: &str, request_id: &str) -> String {
    format!(
        r#"{{"message": "{message}", "connectionId":"{connection_id}", "requestId":"{request_id}"}}"#
    )
}

/// What goes back on the socket.
#[derive(Debug, PartialEq, Eq)]
enum Reply {
    Nothing,
    Body(String),
    Failed,
}

fn reply(two_way: bool, answer: Result<Bytes, InvokeError>) -> Reply {
    let Ok(payload) = answer else {
        return Reply::Failed;
    };
    if !two_way {
        return Reply::Nothing;
    }
    match ProxyAnswer::parse(&payload) {
        Some(answer) if (200..300).contains(&answer.status) => match answer.body {
            Some(body) if body.len() > MAX_MESSAGE => Reply::Failed,
            Some(body) if !body.is_empty() => Reply::Body(body),
            _ => Reply::Nothing,
        },
        _ => Reply::Failed,
    }
}

/// What a function behind a Lambda proxy integration answered.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ProxyAnswer {
    pub(super) status: u16,
    pub(super) body: Option<String>,
    headers: Value,
}

impl ProxyAnswer {
    /// Nothing when the answer has not the shape of a proxy integration.
    pub(super) fn parse(payload: &[u8]) -> Option<Self> {
        use base64::Engine as _;
        use base64::engine::general_purpose::STANDARD;

        let mut answer: Value = serde_json::from_slice(payload).ok()?;
        let status = match answer.get("statusCode")? {
            Value::Number(number) => u16::try_from(number.as_u64()?).ok()?,
            Value::String(digits) => digits.parse().ok()?,
            _ => return None,
        };
        let encoded = answer.get("isBase64Encoded") == Some(&Value::Bool(true));
        let body = match answer.get("body") {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) if encoded => {
                let bytes = STANDARD.decode(text).ok()?;
                Some(String::from_utf8_lossy(&bytes).into_owned())
            }
            Some(Value::String(text)) => Some(text.clone()),
            Some(_) => return None,
        };
        let headers = answer
            .get_mut("headers")
            .map(Value::take)
            .unwrap_or_default();
        Some(Self {
            status,
            body,
            headers,
        })
    }

    /// A header, whatever its spelling.
    pub(super) fn header(&self, wanted: &str) -> Option<&str> {
        let headers = self.headers.as_object()?;
        let header = headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        header.and_then(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::{samples, selection::Selection};
    use super::*;

    fn replied(two_way: bool, payload: &'static str) -> Reply {
        reply(two_way, Ok(Bytes::from_static(payload.as_bytes())))
    }

    #[test]
    fn bodies_go_back_on_two_way_routes_only() {
        let ack = r#"{"statusCode":200,"body":"{\"type\":\"ack\"}"}"#;
        assert_eq!(
            replied(true, ack),
            Reply::Body(r#"{"type":"ack"}"#.to_owned())
        );
        assert_eq!(replied(false, ack), Reply::Nothing);
        assert_eq!(replied(true, r#"{"statusCode":200}"#), Reply::Nothing);
        assert_eq!(
            replied(true, r#"{"statusCode":200,"body":""}"#),
            Reply::Nothing
        );
        let encoded = r#"{"statusCode":200,"body":"aGk=","isBase64Encoded":true}"#;
        assert_eq!(replied(true, encoded), Reply::Body("hi".to_owned()));
    }

    #[test]
    fn failures_are_told_in_a_frame_of_the_gateway() {
        assert_eq!(reply(true, Err(InvokeError::TimedOut)), Reply::Failed);
        assert_eq!(reply(false, Err(InvokeError::TimedOut)), Reply::Failed);
        for payload in [
            "null",
            "{}",
            r#"{"statusCode":500}"#,
            r#"{"statusCode":200,"body":{}}"#,
        ] {
            assert_eq!(replied(true, payload), Reply::Failed, "{payload}");
            assert_eq!(replied(false, payload), Reply::Nothing, "{payload}");
        }
        let huge = format!(
            r#"{{"statusCode":200,"body":"{}"}}"#,
            "x".repeat(MAX_MESSAGE + 1)
        );
        assert_eq!(reply(true, Ok(Bytes::from(huge))), Reply::Failed);
        assert_eq!(
            own_frame("Forbidden", "C=", "R="),
            r#"{"message": "Forbidden", "connectionId":"C=", "requestId":"R="}"#
        );
    }

    #[test]
    fn routes_are_selected_by_the_message() {
        let mut declared = samples::api();
        let selection = Selection::parse(&declared.route_selection_expression);
        let api = Arc::new(Api {
            declared: declared.clone(),
            selection: selection.clone(),
        });
        let key = |text: &str| {
            route_for(&api, text)
                .map(|(key, _)| key.to_owned())
                .unwrap()
        };
        assert_eq!(key(r#"{"action":"sendMessage"}"#), "sendMessage");
        for other in [
            "hello",
            "{}",
            r#"{"action":"sendmessage"}"#,
            r#"{"action":"$connect"}"#,
        ] {
            assert_eq!(key(other), "$default", "{other}");
        }
        declared.routes.remove("$default");
        let api = Api {
            declared,
            selection,
        };
        assert!(route_for(&api, "hello").is_none());
        assert!(route_for(&api, r#"{"action":"$disconnect"}"#).is_none());
    }

    #[test]
    fn headers_of_an_answer_are_found_in_any_spelling() {
        let payload = br#"{"statusCode":200,"headers":{"sec-websocket-PROTOCOL":"banter.v1"}}"#;
        let answer = ProxyAnswer::parse(payload).unwrap();
        assert_eq!(answer.header("Sec-WebSocket-Protocol"), Some("banter.v1"));
        assert_eq!(answer.header("x"), None);
    }
}
