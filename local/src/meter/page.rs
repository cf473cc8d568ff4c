//! The page `/_local` and its JSON.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Json, Redirect, Response};
use axum::routing::get;
use axum::{Router, http::Uri};
use serde_json::json;

use super::query::{Filter, Summary};
use super::{Meter, live};

/// The page brings all it needs and asks nobody but this stack.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
                      connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// Path, media type and content of each file.
const FILES: [(&str, &str, &str); 6] = [
    ("/_local", HTML, include_str!("page/index.html")),
    ("/_local/style.css", CSS, include_str!("page/style.css")),
    ("/_local/page.js", SCRIPT, include_str!("page/page.js")),
    ("/_local/list.js", SCRIPT, include_str!("page/list.js")),
    ("/_local/detail.js", SCRIPT, include_str!("page/detail.js")),
    ("/_local/format.js", SCRIPT, include_str!("page/format.js")),
];

/// Everything below `/_local` that belongs to the meter.
pub(crate) fn router(meter: Meter) -> Router {
    let mut router = Router::new()
        .route("/_local/", get(async || Redirect::permanent("/_local")))
        .route("/_local/invocations", get(list))
        .route("/_local/invocations/{id}", get(detail))
        .route("/_local/traces/{trace}", get(trace))
        .route(
            "/_local/live",
            get(async |State(meter)| live::stream(meter)),
        );
    for (path, _, _) in FILES {
        router = router.route(path, get(file));
    }
    router.with_state(meter)
}

async fn file(uri: Uri) -> Response {
    let Some((_, media_type, content)) = FILES.iter().find(|(path, ..)| *path == uri.path()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers: [(HeaderName, &str); 4] = [
        (header::CONTENT_TYPE, media_type),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, *content).into_response()
}

async fn list(State(meter): State<Meter>, Query(filter): Query<Filter>) -> Json<Vec<Summary>> {
    Json(meter.list(&filter))
}

async fn detail(State(meter): State<Meter>, Path(id): Path<String>) -> Response {
    match meter.detail(&id) {
        Some(detail) => Json(detail).into_response(),
        None => unknown("invocation"),
    }
}

async fn trace(State(meter): State<Meter>, Path(trace): Path<String>) -> Response {
    match meter.trace(&trace) {
        Some(trace) => Json(trace).into_response(),
        None => unknown("trace"),
    }
}

fn unknown(what: &str) -> Response {
    let message = format!("There is no such {what}, or it is too long ago.");
    (StatusCode::NOT_FOUND, Json(json!({ "message": message }))).into_response()
}
