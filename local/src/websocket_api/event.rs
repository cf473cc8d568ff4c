//! Builds the events of a WebSocket API. All functions are pure.

use serde_json::{Map, Value, json};

use crate::front::stamp::Stamp;
use crate::stack::{ACCOUNT_ID, REGION};

/// What stays the same about a connection.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Facts {
    pub(super) api_id: String,
    pub(super) stage: String,
    /// Value of the client's `Host` header.
    pub(super) domain_name: String,
    pub(super) connection_id: String,
    /// Milliseconds since 1970.
    pub(super) connected_at: i64,
    pub(super) source_ip: String,
    pub(super) user_agent: Option<String>,
    /// Context of the authorizer, when there is one.
    pub(super) authorizer: Option<Map<String, Value>>,
}

/// The request that opens a socket, in the client's spelling and order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Opening {
    pub(super) headers: Vec<(String, String)>,
    /// Decoded query parameters.
    pub(super) query: Vec<(String, String)>,
}

/// Why a connection ended, as `$disconnect` is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ending {
    pub(super) code: u16,
    pub(super) reason: String,
}

impl Facts {
    /// The ARN an authorizer decides about.
    pub(super) fn method_arn(&self) -> String {
        format!(
            "arn:aws:execute-api:{REGION}:{ACCOUNT_ID}:{}/{}/$connect",
            self.api_id, self.stage
        )
    }
}

/// The authorizer's event: the whole request, also its `Connection` and `Upgrade`.
pub(super) fn authorizer(facts: &Facts, opening: &Opening, stamp: &Stamp) -> Value {
    let mut headers = opening.headers.clone();
    headers.push(("content-length".to_owned(), "0".to_owned()));
    let (single, multiple) = grouped(&headers, str::eq_ignore_ascii_case);
    let (query, multiple_query) = grouped(&opening.query, str::eq);
    json!({
        "type": "REQUEST",
        "methodArn": facts.method_arn(),
        "headers": single,
        "multiValueHeaders": multiple,
        "queryStringParameters": query,
        "multiValueQueryStringParameters": multiple_query,
        "stageVariables": {},
        "requestContext": connect_context(facts, stamp),
    })
}

/// The `$connect` event.
pub(super) fn connect(facts: &Facts, opening: &Opening, stamp: &Stamp) -> Value {
    let hop = |name: &str| ["connection", "upgrade"].contains(&name.to_ascii_lowercase().as_str());
    let headers: Vec<_> = opening
        .headers
        .iter()
        .filter(|(name, _)| !hop(name))
        .cloned()
        .collect();
    let (single, multiple) = grouped(&headers, str::eq_ignore_ascii_case);
    let mut event = Map::new();
    event.insert("headers".to_owned(), single);
    event.insert("multiValueHeaders".to_owned(), multiple);
    if !opening.query.is_empty() {
        let (single, multiple) = grouped(&opening.query, str::eq);
        event.insert("queryStringParameters".to_owned(), single);
        event.insert("multiValueQueryStringParameters".to_owned(), multiple);
    }
    event.insert("requestContext".to_owned(), connect_context(facts, stamp));
    event.insert("isBase64Encoded".to_owned(), json!(false));
    Value::Object(event)
}

/// The event of one message.
pub(super) fn message(
    facts: &Facts,
    route_key: &str,
    body: &str,
    message_id: &str,
    stamp: &Stamp,
) -> Value {
    let mut context = context(facts, route_key, "MESSAGE", stamp);
    context.insert("messageId".to_owned(), json!(message_id));
    json!({ "requestContext": context, "body": body, "isBase64Encoded": false })
}

/// The `$disconnect` event.
pub(super) fn disconnect(facts: &Facts, ending: &Ending, stamp: &Stamp) -> Value {
    let headers = [
        ("Host", facts.domain_name.as_str()),
        ("x-api-key", ""),
        ("X-Forwarded-For", ""),
        ("x-restapi", ""),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let (single, multiple) = grouped(&headers, str::eq_ignore_ascii_case);
    let mut context = context(facts, "$disconnect", "DISCONNECT", stamp);
    context.insert("disconnectStatusCode".to_owned(), json!(ending.code));
    context.insert("disconnectReason".to_owned(), json!(ending.reason));
    json!({
        "headers": single,
        "multiValueHeaders": multiple,
        "requestContext": context,
        "isBase64Encoded": false,
    })
}

/// The context of `$connect`, which the authorizer gets too.
pub(super) fn connect_context(facts: &Facts, stamp: &Stamp) -> Value {
    Value::Object(context(facts, "$connect", "CONNECT", stamp))
}

fn context(facts: &Facts, route_key: &str, kind: &str, stamp: &Stamp) -> Map<String, Value> {
    let mut identity = Map::new();
    if let Some(agent) = &facts.user_agent {
        identity.insert("userAgent".to_owned(), json!(agent));
    }
    identity.insert("sourceIp".to_owned(), json!(facts.source_ip));
    let mut context = Map::new();
    let mut put = |name: &str, value: Value| context.insert(name.to_owned(), value);
    put("routeKey", json!(route_key));
    if let Some(authorizer) = &facts.authorizer {
        put("authorizer", json!(authorizer));
    }
    put("eventType", json!(kind));
    put("extendedRequestId", json!(stamp.request_id));
    put("requestTime", json!(stamp.request_time()));
    put("messageDirection", json!("IN"));
    put("stage", json!(facts.stage));
    put("connectedAt", json!(facts.connected_at));
    put("requestTimeEpoch", json!(stamp.at));
    put("identity", Value::Object(identity));
    put("requestId", json!(stamp.request_id));
    put("domainName", json!(facts.domain_name));
    put("connectionId", json!(facts.connection_id));
    put("apiId", json!(facts.api_id));
    context
}

/// Pairs as an object of last values and as an object of lists. Names that are the same are spelled
/// as first seen.
fn grouped(pairs: &[(String, String)], same: fn(&str, &str) -> bool) -> (Value, Value) {
    let mut single = Map::new();
    let mut multiple: Map<String, Value> = Map::new();
    for (name, value) in pairs {
        let known = multiple.keys().find(|known| same(known, name)).cloned();
        let name = known.unwrap_or_else(|| name.clone());
        single.insert(name.clone(), json!(value));
        match multiple.get_mut(&name) {
            Some(Value::Array(values)) => values.push(json!(value)),
            _ => {
                multiple.insert(name, json!([value]));
            }
        }
    }
    (Value::Object(single), Value::Object(multiple))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The captured event of the developer guide's shape, field for field.
    #[test]
    fn a_message_looks_as_captured() {
        let facts = Facts {
            api_id: "x".to_owned(),
            stage: "prod".to_owned(),
            domain_name: "x.execute-api.us-east-1.amazonaws.com".to_owned(),
            connection_id: "R1kmxc2VNjMCFIA=".to_owned(),
            connected_at: 1_705_751_697_419,
            source_ip: "203.0.113.7".to_owned(),
            user_agent: Some("agent".to_owned()),
            authorizer: None,
        };
        let stamp = Stamp {
            request_id: "R1knPH17NjMFftw=".to_owned(),
            at: 1_705_751_700_453,
        };
        assert_eq!(
            message(&facts, "$default", r#"{"a":1}"#, "R1knPc2ntjMCFIA=", &stamp),
            json!({
                "requestContext": {
                    "routeKey": "$default",
                    "messageId": "R1knPc2ntjMCFIA=",
                    "eventType": "MESSAGE",
                    "extendedRequestId": "R1knPH17NjMFftw=",
                    "requestTime": "20/Jan/2024:11:55:00 +0000",
                    "messageDirection": "IN",
                    "stage": "prod",
                    "connectedAt": 1_705_751_697_419_i64,
                    "requestTimeEpoch": 1_705_751_700_453_i64,
                    "identity": { "userAgent": "agent", "sourceIp": "203.0.113.7" },
                    "requestId": "R1knPH17NjMFftw=",
                    "domainName": "x.execute-api.us-east-1.amazonaws.com",
                    "connectionId": "R1kmxc2VNjMCFIA=",
                    "apiId": "x",
                },
                "body": "{\"a\":1}",
                "isBase64Encoded": false,
            })
        );
    }

    #[test]
    fn repeated_names_keep_the_last_value_and_the_list() {
        let pairs = [("Accept", "a"), ("accept", "b"), ("X", "1")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let (single, multiple) = grouped(&pairs, str::eq_ignore_ascii_case);
        assert_eq!(single, json!({ "Accept": "b", "X": "1" }));
        assert_eq!(multiple, json!({ "Accept": ["a", "b"], "X": ["1"] }));
    }
}
