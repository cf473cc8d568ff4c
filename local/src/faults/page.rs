//! `/_local/faults`: the plan in force, replaced and ended while the stack runs.

use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::get;
use axum::{Router, body::Bytes};
use serde_json::{Value, json};

use super::{Faults, Names, Plan};

/// The longest plan, in bytes.
const MOST_BYTES: usize = 1 << 20;

/// GET, PUT and DELETE of the plan.
pub(crate) fn router(faults: Faults, names: Names) -> Router {
    Router::new()
        .route("/_local/faults", get(describe).put(replace).delete(clear))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .with_state((faults, names))
}

async fn describe(State((faults, _)): State<(Faults, Names)>) -> Json<Value> {
    Json(faults.describe())
}

async fn replace(State((faults, names)): State<(Faults, Names)>, body: Bytes) -> Response {
    match Plan::read(&String::from_utf8_lossy(&body), &names) {
        Ok(plan) => {
            faults.put(plan);
            Json(faults.describe()).into_response()
        }
        Err(what) => {
            let problem = json!({
                "type": "about:blank",
                "title": "The plan of faults cannot be used",
                "status": StatusCode::BAD_REQUEST.as_u16(),
                "detail": format!("{what}."),
            });
            let problem_json = [(header::CONTENT_TYPE, "application/problem+json")];
            (StatusCode::BAD_REQUEST, problem_json, problem.to_string()).into_response()
        }
    }
}

async fn clear(State((faults, _)): State<(Faults, Names)>) -> Json<Value> {
    Json(faults.clear())
}
