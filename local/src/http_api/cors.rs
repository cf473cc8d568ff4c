//! CORS as an HTTP API does it by configuration: the gateway answers preflights by itself and
//! ignores what functions say about CORS (API Gateway developer guide, "Configure CORS for HTTP
//! APIs").

use axum::body::Body;
use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, request};

use crate::front::reply;
use crate::stack::Cors;

const BY_GATEWAY: [HeaderName; 6] = [
    header::ACCESS_CONTROL_ALLOW_ORIGIN,
    header::ACCESS_CONTROL_ALLOW_METHODS,
    header::ACCESS_CONTROL_ALLOW_HEADERS,
    header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
    header::ACCESS_CONTROL_EXPOSE_HEADERS,
    header::ACCESS_CONTROL_MAX_AGE,
];

/// The answer to a preflight, when the request is one.
pub(super) fn preflight(cors: &Cors, parts: &request::Parts) -> Option<Response<Body>> {
    let asked = parts
        .headers
        .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
        && parts.headers.contains_key(header::ORIGIN);
    if parts.method != Method::OPTIONS || !asked {
        return None;
    }
    let mut response = reply::plain(StatusCode::NO_CONTENT, Body::empty());
    let headers = response.headers_mut();
    if allow_origin(cors, &parts.headers, headers) {
        insert_list(
            headers,
            header::ACCESS_CONTROL_ALLOW_METHODS,
            &cors.allow_methods,
        );
        insert_list(
            headers,
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            &cors.allow_headers,
        );
        if let Some(seconds) = cors.max_age_seconds {
            headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from(seconds));
        }
    }
    Some(response)
}

/// Replaces the CORS headers of a reply by the configured ones.
pub(super) fn apply(cors: &Cors, request: &HeaderMap, response: &mut HeaderMap) {
    for name in BY_GATEWAY {
        response.remove(name);
    }
    if allow_origin(cors, request, response) {
        insert_list(
            response,
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            &cors.expose_headers,
        );
    }
}

/// Names the request's origin when it is allowed.
fn allow_origin(cors: &Cors, request: &HeaderMap, response: &mut HeaderMap) -> bool {
    let Some(origin) = request.get(header::ORIGIN) else {
        return false;
    };
    let Ok(text) = origin.to_str() else {
        return false;
    };
    let Some(pattern) = cors
        .allow_origins
        .iter()
        .find(|pattern| allows(pattern, text))
    else {
        return false;
    };
    let named = if pattern == "*" {
        HeaderValue::from_static("*")
    } else {
        origin.clone()
    };
    response.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, named);
    if cors.allow_credentials {
        let name = header::ACCESS_CONTROL_ALLOW_CREDENTIALS;
        response.insert(name, HeaderValue::from_static("true"));
    }
    true
}

/// An origin, `*`, or all origins of a scheme (`https://*`).
fn allows(pattern: &str, origin: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some("") => true,
        Some(scheme @ ("http://" | "https://")) => origin.starts_with(scheme),
        _ => pattern == origin,
    }
}

fn insert_list(headers: &mut HeaderMap, name: HeaderName, values: &[String]) {
    if !values.is_empty()
        && let Ok(value) = HeaderValue::from_str(&values.join(","))
    {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cors() -> Cors {
        Cors {
            allow_origins: vec!["https://chat.example.com".to_owned(), "http://*".to_owned()],
            allow_methods: vec!["GET".to_owned(), "POST".to_owned()],
            allow_headers: vec!["authorization".to_owned(), "content-type".to_owned()],
            expose_headers: vec!["retry-after".to_owned()],
            allow_credentials: true,
            max_age_seconds: Some(600),
        }
    }

    fn parts(method: Method, origin: &str, asks: bool) -> request::Parts {
        let mut request = http::Request::builder()
            .method(method)
            .header("origin", origin);
        if asks {
            request = request.header("access-control-request-method", "POST");
        }
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn preflights_are_answered_without_a_route() {
        let asked = parts(Method::OPTIONS, "https://chat.example.com", true);
        let response = preflight(&cors(), &asked).unwrap();
        assert_eq!(response.status(), 204);
        let headers = response.headers();
        assert_eq!(
            headers["access-control-allow-origin"],
            "https://chat.example.com"
        );
        assert_eq!(headers["access-control-allow-methods"], "GET,POST");
        assert_eq!(
            headers["access-control-allow-headers"],
            "authorization,content-type"
        );
        assert_eq!(headers["access-control-allow-credentials"], "true");
        assert_eq!(headers["access-control-max-age"], "600");
    }

    #[test]
    fn strangers_get_no_cors_headers() {
        for origin in [
            "https://evil.example.com",
            "https://chat.example.com.evil.org",
            "null",
        ] {
            let response = preflight(&cors(), &parts(Method::OPTIONS, origin, true)).unwrap();
            assert!(response.headers().is_empty(), "{origin}");
        }
    }

    #[test]
    fn other_requests_are_no_preflights() {
        let origin = "https://chat.example.com";
        assert!(preflight(&cors(), &parts(Method::OPTIONS, origin, false)).is_none());
        assert!(preflight(&cors(), &parts(Method::GET, origin, true)).is_none());
    }

    #[test]
    fn headers_of_the_function_are_replaced() {
        let mut headers = HeaderMap::new();
        headers.insert("access-control-allow-origin", HeaderValue::from_static("*"));
        headers.insert(
            "access-control-allow-methods",
            HeaderValue::from_static("DELETE"),
        );
        let request = parts(Method::GET, "http://localhost:5173", false);
        apply(&cors(), &request.headers, &mut headers);
        assert_eq!(
            headers["access-control-allow-origin"],
            "http://localhost:5173"
        );
        assert_eq!(headers["access-control-expose-headers"], "retry-after");
        assert!(!headers.contains_key("access-control-allow-methods"));
    }

    #[test]
    fn a_star_is_answered_with_a_star() {
        let open = Cors {
            allow_origins: vec!["*".to_owned()],
            ..Cors::default()
        };
        let mut headers = HeaderMap::new();
        apply(
            &open,
            &parts(Method::GET, "https://any.example", false).headers,
            &mut headers,
        );
        assert_eq!(headers["access-control-allow-origin"], "*");
    }
}
