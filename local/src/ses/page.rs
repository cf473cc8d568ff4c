//! The mailbox page and its JSON.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Json, Response};
use axum::routing::get;
use serde::Deserialize;

use super::mailbox::{Mail, Mailbox};

const PAGE: &str = include_str!("page.html");
/// The page brings all it needs; mails are shown in a frame that runs nothing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; \
                      connect-src 'self'; img-src * data:; frame-src 'self'";

#[derive(Debug, Deserialize)]
struct Filter {
    to: Option<String>,
}

pub(super) fn router(mailbox: Arc<Mailbox>) -> Router {
    Router::new()
        .route("/", get(page))
        .route("/messages", get(list).delete(clear))
        .with_state(mailbox)
}

async fn page() -> Response {
    ([(header::CONTENT_SECURITY_POLICY, POLICY)], Html(PAGE)).into_response()
}

async fn list(
    State(mailbox): State<Arc<Mailbox>>,
    Query(filter): Query<Filter>,
) -> Json<Vec<Mail>> {
    Json(mailbox.list(filter.to.as_deref()))
}

async fn clear(State(mailbox): State<Arc<Mailbox>>) -> StatusCode {
    mailbox.clear();
    StatusCode::NO_CONTENT
}
