//! `response-content-type` and its kin: a signed GET may choose headers of its reply.

use axum::extract::{Query, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};

const OVERRIDES: [(&str, HeaderName); 6] = [
    ("response-cache-control", header::CACHE_CONTROL),
    ("response-content-disposition", header::CONTENT_DISPOSITION),
    ("response-content-encoding", header::CONTENT_ENCODING),
    ("response-content-language", header::CONTENT_LANGUAGE),
    ("response-content-type", header::CONTENT_TYPE),
    ("response-expires", header::EXPIRES),
];

/// The headers a request asks for. Whether it may is settled by its signature, which covers them.
pub(super) fn wanted(request: &Request) -> Vec<(HeaderName, HeaderValue)> {
    if request.method() != Method::GET {
        return Vec::new();
    }
    let parameters = Query::<Vec<(String, String)>>::try_from_uri(request.uri());
    let Ok(Query(parameters)) = parameters else {
        return Vec::new();
    };
    parameters
        .into_iter()
        .filter_map(|(name, value)| {
            let (_, header) = OVERRIDES.iter().find(|(parameter, _)| *parameter == name)?;
            Some((header.clone(), HeaderValue::from_str(&value).ok()?))
        })
        .collect()
}

/// Sets them on a reply.
pub(super) fn apply(wanted: Vec<(HeaderName, HeaderValue)>, headers: &mut HeaderMap) {
    for (name, value) in wanted {
        headers.insert(name, value);
    }
}
