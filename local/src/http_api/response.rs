//! Turns what a function answered into the reply to the client
//! (API Gateway developer guide, "Lambda function response for format 2.0").

use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use serde_json::{Map, Value};

use crate::front::reply;

/// Headers the gateway sets by itself; what a function says about them is dropped.
const OWN: [HeaderName; 4] = [
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// The reply, or nothing when the answer is malformed.
pub(super) fn decode(payload: &[u8]) -> Option<Response<Body>> {
    let answer: Value = serde_json::from_slice(payload).ok()?;
    match answer {
        Value::Object(fields) if fields.contains_key("statusCode") => complete(&fields),
        // Without a status the whole answer is the body.
        Value::String(text) => Some(reply::json(StatusCode::OK, text)),
        other => Some(reply::json(StatusCode::OK, other.to_string())),
    }
}

fn complete(fields: &Map<String, Value>) -> Option<Response<Body>> {
    let mut response = Response::new(Body::from(body(fields)?));
    *response.status_mut() = status(fields.get("statusCode")?)?;
    let headers = response.headers_mut();
    match fields.get("headers") {
        None | Some(Value::Null) => {}
        Some(Value::Object(declared)) => copy(declared, headers)?,
        Some(_) => return None,
    }
    if let Some(Value::Array(cookies)) = fields.get("cookies") {
        for cookie in cookies {
            headers.append(
                header::SET_COOKIE,
                HeaderValue::from_str(cookie.as_str()?).ok()?,
            );
        }
    }
    headers
        .entry(header::CONTENT_TYPE)
        .or_insert(HeaderValue::from_static("text/plain; charset=utf-8"));
    Some(response)
}

fn status(value: &Value) -> Option<StatusCode> {
    let number = match value {
        Value::Number(number) => number.as_u64()?,
        Value::String(digits) => digits.parse().ok()?,
        _ => return None,
    };
    let status = StatusCode::from_u16(u16::try_from(number).ok()?).ok()?;
    // A 1xx would never end the request.
    (200..600).contains(&status.as_u16()).then_some(status)
}

fn body(fields: &Map<String, Value>) -> Option<Vec<u8>> {
    let text = match fields.get("body") {
        None | Some(Value::Null) => "",
        Some(Value::String(text)) => text,
        Some(_) => return None,
    };
    match fields.get("isBase64Encoded") {
        Some(Value::Bool(true)) => STANDARD.decode(text).ok(),
        _ => Some(text.as_bytes().to_vec()),
    }
}

fn copy(declared: &Map<String, Value>, headers: &mut HeaderMap) -> Option<()> {
    for (name, value) in declared {
        let value = match value {
            Value::String(text) => text.clone(),
            Value::Number(_) | Value::Bool(_) => value.to_string(),
            Value::Null => continue,
            Value::Array(_) | Value::Object(_) => return None,
        };
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        if !OWN.contains(&name) {
            headers.append(name, HeaderValue::from_bytes(value.as_bytes()).ok()?);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    async fn decoded(payload: &str) -> (u16, HeaderMap, String) {
        let (parts, body) = decode(payload.as_bytes()).unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        (
            parts.status.as_u16(),
            parts.headers,
            String::from_utf8(body.to_vec()).unwrap(),
        )
    }

    #[tokio::test]
    async fn answers_without_a_status_are_the_body() {
        let (status, headers, body) = decoded(r#"{"a":[1]}"#).await;
        assert_eq!((status, body.as_str()), (200, r#"{"a":[1]}"#));
        assert_eq!(headers["content-type"], "application/json");
        let (status, _, body) = decoded(r#""plain words""#).await;
        assert_eq!((status, body.as_str()), (200, "plain words"));
    }

    #[tokio::test]
    async fn status_headers_cookies_and_body_are_taken_over() {
        let (status, headers, body) = decoded(
            r#"{"statusCode":201,"headers":{"Content-Type":"image/png","X-N":5,"Content-Length":9},
                "cookies":["a=1; HttpOnly","b=2"],"body":"aGk=","isBase64Encoded":true}"#,
        )
        .await;
        assert_eq!((status, body.as_str()), (201, "hi"));
        assert_eq!(headers["content-type"], "image/png");
        assert_eq!(headers["x-n"], "5");
        assert!(!headers.contains_key("content-length"));
        let cookies: Vec<_> = headers.get_all("set-cookie").iter().collect();
        assert_eq!(cookies, ["a=1; HttpOnly", "b=2"]);
    }

    #[tokio::test]
    async fn a_status_alone_is_enough() {
        let (status, headers, body) = decoded(r#"{"statusCode":"204","body":null}"#).await;
        assert_eq!((status, body.as_str()), (204, ""));
        assert_eq!(headers["content-type"], "text/plain; charset=utf-8");
    }

    #[test]
    fn malformed_answers_are_refused() {
        for payload in [
            "",
            "{",
            r#"{"statusCode":"ok"}"#,
            r#"{"statusCode":99}"#,
            r#"{"statusCode":101}"#,
            r#"{"statusCode":600}"#,
            r#"{"statusCode":200,"body":{}}"#,
            r#"{"statusCode":200,"body":"%","isBase64Encoded":true}"#,
            r#"{"statusCode":200,"headers":[]}"#,
            r#"{"statusCode":200,"headers":{"x":[]}}"#,
            r#"{"statusCode":200,"headers":{"a b":"x"}}"#,
            r#"{"statusCode":200,"headers":{"x":"a\nb"}}"#,
            r#"{"statusCode":200,"cookies":[1]}"#,
        ] {
            assert!(decode(payload.as_bytes()).is_none(), "{payload}");
        }
    }
}
