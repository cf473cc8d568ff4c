//! The REQUEST authorizer of `$connect`
//! (API Gateway developer guide, "Control access to WebSocket APIs with Lambda authorizers").

use bytes::Bytes;
use http::StatusCode;
use serde_json::{Map, Value};

use crate::lambda::InvokeError;

use super::event::Opening;
use super::handshake::Refusal;
use super::policy::{self, Verdict};

/// The largest answer of an authorizer.
const MAX_ANSWER: usize = 8 * 1024;

/// Whether all identity sources are present and not empty. When one is not, the function is not
/// asked at all.
pub(super) fn has_identity(sources: &[String], opening: &Opening, context: &Value) -> bool {
    sources
        .iter()
        .all(|source| identity(source, opening, context).is_some_and(|it| !it.is_empty()))
}

fn identity(source: &str, opening: &Opening, context: &Value) -> Option<String> {
    let source = source.trim().trim_start_matches('$');
    if let Some(wanted) = source.strip_prefix("route.request.header.") {
        let header = |(name, _): &&(String, String)| name.eq_ignore_ascii_case(wanted);
        return opening
            .headers
            .iter()
            .find(header)
            .map(|(_, value)| value.clone());
    }
    if let Some(wanted) = source.strip_prefix("route.request.querystring.") {
        return opening
            .query
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, it)| it.clone());
    }
    let path = source.strip_prefix("context.")?;
    let value = path
        .split('.')
        .try_fold(context, |value, step| value.get(step))?;
    Some(
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned),
    )
}

/// What the connection carries as `requestContext.authorizer` from now on, or the refusal.
pub(super) fn decide(
    answer: Result<Bytes, InvokeError>,
    arn: &str,
) -> Result<Map<String, Value>, Refusal> {
    let payload = match answer {
        Ok(payload) => payload,
        // The one message that means "not logged in"; every other failure is the gateway's.
        Err(InvokeError::Unhandled { message, .. }) if message == "Unauthorized" => {
            return Err(Refusal::unauthorized());
        }
        Err(error) => {
            tracing::warn!("the authorizer failed: {error}");
            return Err(Refusal::broken_authorizer());
        }
    };
    let Some((document, context)) = parse(&payload) else {
        tracing::warn!("the authorizer's answer is malformed");
        return Err(Refusal::broken_authorizer());
    };
    match policy::evaluate(&document, arn) {
        Verdict::Allowed => Ok(context),
        Verdict::Denied => Err(Refusal::of_gateway(StatusCode::FORBIDDEN, "Forbidden")),
        Verdict::Malformed => {
            tracing::warn!("the authorizer's policy document is malformed");
            Err(Refusal::broken_authorizer())
        }
    }
}

/// The policy document, and the context with `principalId` in it, all values as text.
fn parse(payload: &[u8]) -> Option<(Value, Map<String, Value>)> {
    if payload.len() > MAX_ANSWER {
        return None;
    }
    let mut answer: Map<String, Value> = serde_json::from_slice(payload).ok()?;
    let principal = answer.get("principalId")?.as_str()?.to_owned();
    let document = answer.remove("policyDocument")?;
    let mut context = Map::new();
    match answer.remove("context") {
        None | Some(Value::Null) => {}
        Some(Value::Object(fields)) => {
            for (name, value) in fields {
                if let Some(text) = flat(&value)? {
                    context.insert(name, Value::String(text));
                }
            }
        }
        Some(_) => return None,
    }
    context.insert("principalId".to_owned(), Value::String(principal));
    Some((document, context))
}

/// A context value as text, nothing for null; objects and lists are refused.
fn flat(value: &Value) -> Option<Option<String>> {
    match value {
        Value::Null => Some(None),
        Value::String(text) => Some(Some(text.clone())),
        Value::Bool(_) | Value::Number(_) => Some(Some(value.to_string())),
        Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ARN: &str = "arn:aws:execute-api:us-east-1:000000000000:a1b2c3d4e5/dev/$connect";

    fn answer(effect: &str, context: &Value) -> Result<Bytes, InvokeError> {
        let answer = json!({
            "principalId": "u1",
            "policyDocument": {
                "Version": "2012-10-17",
                "Statement": [{ "Action": "execute-api:Invoke", "Effect": effect, "Resource": ARN }],
            },
            "context": context,
        });
        Ok(Bytes::from(answer.to_string()))
    }

    fn status(answer: Result<Bytes, InvokeError>) -> u16 {
        decide(answer, ARN).unwrap_err().status.as_u16()
    }

    fn opening() -> Opening {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        Opening {
            headers: vec![pair("Authorization", "Bearer x"), pair("X-Empty", "")],
            query: vec![pair("token", "t")],
        }
    }

    #[test]
    fn context_values_become_text() {
        let context = json!({ "userId": "u1", "admin": true, "level": 3, "nothing": null });
        let carried = decide(answer("Allow", &context), ARN).unwrap();
        assert_eq!(
            Value::Object(carried),
            json!({ "userId": "u1", "admin": "true", "level": "3", "principalId": "u1" })
        );
    }

    #[test]
    fn refusals_have_the_statuses_of_aws() {
        let failed = |message: &str| {
            Err(InvokeError::Unhandled {
                error_type: "E".to_owned(),
                message: message.to_owned(),
            })
        };
        assert_eq!(status(failed("Unauthorized")), 401);
        assert_eq!(status(failed("unauthorized")), 500);
        assert_eq!(status(Err(InvokeError::TimedOut)), 500);
        assert_eq!(status(answer("Deny", &Value::Null)), 403);
        assert_eq!(status(answer("Perhaps", &Value::Null)), 500);
        assert_eq!(status(answer("Allow", &json!({ "nested": {} }))), 500);
        assert_eq!(status(answer("Allow", &json!([]))), 500);
        assert_eq!(
            status(answer("Allow", &json!({ "big": "x".repeat(MAX_ANSWER) }))),
            500
        );
        assert_eq!(status(Ok(Bytes::from_static(b"null"))), 500);
        assert_eq!(
            status(Ok(Bytes::from_static(b"{\"isAuthorized\":true}"))),
            500
        );
        assert_eq!(
            status(Ok(Bytes::from_static(b"{\"principalId\":\"u1\"}"))),
            500
        );
    }

    #[test]
    fn every_identity_source_must_be_there() {
        let context = json!({ "identity": { "sourceIp": "127.0.0.1" } });
        let has = |sources: &[&str]| {
            let sources: Vec<String> = sources.iter().map(|it| (*it).to_owned()).collect();
            has_identity(&sources, &opening(), &context)
        };
        assert!(has(&[]));
        assert!(has(&[
            "route.request.header.authorization",
            "route.request.querystring.token"
        ]));
        assert!(has(&["context.identity.sourceIp"]));
        assert!(!has(&["route.request.header.X-Empty"]));
        assert!(!has(&[
            "route.request.querystring.token",
            "route.request.querystring.ticket"
        ]));
        assert!(!has(&["stageVariables.x"]));
    }
}
