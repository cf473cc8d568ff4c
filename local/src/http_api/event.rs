//! Builds the event of payload format 2.0
//! (API Gateway developer guide, "Working with AWS Lambda proxy integrations for HTTP APIs").

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, header, request};
use serde_json::{Map, Value, json};

use crate::front::percent;
use crate::front::stamp::Stamp;
use crate::stack::{ACCOUNT_ID, HttpApi};

use super::routes::Matched;

/// Headers that belong to one hop, not to the request.
const HOP_BY_HOP: [&str; 7] = [
    "connection",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Where the request came from, and the trace header it gets unless it brings one.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) address: IpAddr,
    pub(super) port: u16,
    pub(super) trace: String,
}

/// The event a function gets for a request.
pub(super) fn build(
    api: &HttpApi,
    matched: &Matched<'_>,
    parts: &request::Parts,
    body: &[u8],
    source: &Source,
    stamp: &Stamp,
) -> Value {
    let query = parts.uri.query().unwrap_or_default();
    let mut event = Map::new();
    event.insert("version".to_owned(), json!("2.0"));
    event.insert("routeKey".to_owned(), json!(matched.route.key));
    event.insert("rawPath".to_owned(), json!(parts.uri.path()));
    event.insert("rawQueryString".to_owned(), json!(query));
    let cookies = cookies(&parts.headers);
    if !cookies.is_empty() {
        event.insert("cookies".to_owned(), json!(cookies));
    }
    event.insert(
        "headers".to_owned(),
        headers(&parts.headers, body.len(), source),
    );
    let query = joined(percent::decode_query(query));
    if !query.is_empty() {
        event.insert("queryStringParameters".to_owned(), Value::Object(query));
    }
    if !matched.parameters.is_empty() {
        let parameters = joined(matched.parameters.iter().cloned());
        event.insert("pathParameters".to_owned(), Value::Object(parameters));
    }
    event.insert(
        "requestContext".to_owned(),
        context(api, matched, parts, source, stamp),
    );
    let (text, is_base64) = encoded_body(&parts.headers, body);
    if let Some(text) = text {
        event.insert("body".to_owned(), Value::String(text));
    }
    event.insert("isBase64Encoded".to_owned(), json!(is_base64));
    Value::Object(event)
}

fn context(
    api: &HttpApi,
    matched: &Matched<'_>,
    parts: &request::Parts,
    source: &Source,
    stamp: &Stamp,
) -> Value {
    let domain = text(&parts.headers, header::HOST.as_str());
    json!({
        "accountId": ACCOUNT_ID,
        "apiId": api.api_id,
        "domainName": domain,
        "domainPrefix": domain.split(['.', ':']).next().unwrap_or_default(),
        "http": {
            "method": parts.method.as_str(),
            "path": parts.uri.path(),
            "protocol": format!("{:?}", parts.version),
            "sourceIp": source.address.to_string(),
            "userAgent": text(&parts.headers, header::USER_AGENT.as_str()),
        },
        "requestId": stamp.request_id,
        "routeKey": matched.route.key,
        "stage": api.stage,
        "time": stamp.request_time(),
        "timeEpoch": stamp.at,
    })
}

/// Lower-case names, repeated ones joined by commas, cookies apart.
fn headers(headers: &HeaderMap, length: usize, source: &Source) -> Value {
    let mut sent: Vec<(String, String)> = headers
        .iter()
        .filter(|(name, _)| !HOP_BY_HOP.contains(&name.as_str()))
        .filter(|(name, _)| ![header::COOKIE, header::CONTENT_LENGTH].contains(*name))
        .map(|(name, value)| (name.to_string(), lossy(value)))
        .collect();
    sent.push(("content-length".to_owned(), length.to_string()));
    if !headers.contains_key("x-amzn-trace-id") {
        sent.push(("x-amzn-trace-id".to_owned(), source.trace.clone()));
    }
    sent.push(("x-forwarded-for".to_owned(), source.address.to_string()));
    let mut joined = joined(sent);
    // The gateway knows these two; what a client claims is not believed.
    joined.insert(
        "x-forwarded-port".to_owned(),
        json!(source.port.to_string()),
    );
    joined.insert("x-forwarded-proto".to_owned(), json!("http"));
    joined.sort_keys();
    Value::Object(joined)
}

fn cookies(headers: &HeaderMap) -> Vec<String> {
    headers
        .get_all(header::COOKIE)
        .into_iter()
        .flat_map(|value| {
            lossy(value)
                .split(';')
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .map(|cookie| cookie.trim().to_owned())
        .filter(|cookie| !cookie.is_empty())
        .collect()
}

/// The body as the event carries it, and whether that is base64: only text, JSON, XML and
/// JavaScript travel as they are, everything else (also a body without a type) is encoded.
fn encoded_body(headers: &HeaderMap, body: &[u8]) -> (Option<String>, bool) {
    if body.is_empty() {
        return (None, false);
    }
    let content_type = text(headers, header::CONTENT_TYPE.as_str()).to_ascii_lowercase();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    let plain = essence.starts_with("text/")
        || [
            "application/json",
            "application/xml",
            "application/javascript",
        ]
        .contains(&essence);
    match std::str::from_utf8(body) {
        Ok(text) if plain => (Some(text.to_owned()), false),
        _ => (Some(STANDARD.encode(body)), true),
    }
}

/// An object of strings; a repeated name has its values joined by commas.
fn joined(pairs: impl IntoIterator<Item = (String, String)>) -> Map<String, Value> {
    let mut joined = Map::new();
    for (name, value) in pairs {
        match joined.get_mut(&name) {
            Some(Value::String(present)) => {
                present.push(',');
                present.push_str(&value);
            }
            _ => {
                joined.insert(name, Value::String(value));
            }
        }
    }
    joined
}

fn text(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).map(lossy).unwrap_or_default()
}

fn lossy(value: &http::HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_type(content_type: Option<&'static str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if let Some(content_type) = content_type {
            headers.insert("content-type", http::HeaderValue::from_static(content_type));
        }
        headers
    }

    #[test]
    fn only_text_travels_as_it_is() {
        let encoded = |content_type| encoded_body(&with_type(content_type), b"{}");
        for plain in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "text/csv",
            "application/xml",
            "application/javascript",
        ] {
            assert_eq!(
                encoded(Some(plain)),
                (Some("{}".to_owned()), false),
                "{plain}"
            );
        }
        for other in [
            None,
            Some("application/x-www-form-urlencoded"),
            Some("multipart/form-data; boundary=x"),
            Some("application/problem+json"),
            Some("image/png"),
        ] {
            assert_eq!(encoded(other), (Some("e30=".to_owned()), true), "{other:?}");
        }
        assert_eq!(
            encoded_body(&with_type(Some("text/plain")), b""),
            (None, false)
        );
        assert_eq!(
            encoded_body(&with_type(Some("text/plain")), b"\xff"),
            (Some("/w==".to_owned()), true)
        );
    }

    #[test]
    fn repeated_headers_are_joined_and_hops_left_out() {
        let mut sent = HeaderMap::new();
        for (name, value) in [
            ("accept", "a"),
            ("accept", "b"),
            ("connection", "keep-alive"),
            ("cookie", "x=1; y=2"),
            ("cookie", "z=3"),
            ("x-forwarded-for", "203.0.113.9"),
            ("x-forwarded-proto", "https"),
        ] {
            sent.append(name, http::HeaderValue::from_static(value));
        }
        let source = Source {
            address: IpAddr::from([127, 0, 0, 1]),
            port: 3000,
            trace: "Root=1-0-0".to_owned(),
        };
        assert_eq!(
            headers(&sent, 2, &source),
            json!({
                "accept": "a,b",
                "content-length": "2",
                "x-amzn-trace-id": "Root=1-0-0",
                "x-forwarded-for": "203.0.113.9,127.0.0.1",
                "x-forwarded-port": "3000",
                "x-forwarded-proto": "http",
            })
        );
        assert_eq!(cookies(&sent), ["x=1", "y=2", "z=3"]);
    }
}
