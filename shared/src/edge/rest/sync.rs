//! `/v1/sync`: what was missed.

use crate::app::App;
use crate::chat;
use crate::edge::rest::{Reply, Request};
use crate::error::Result;
use crate::wire::{Problem, SyncReply, SyncRequest};

/// Catch up
///
/// Every change since the token, in order; without `since` a token to start from, to be taken
/// before the list of chats is loaded.
#[utoipa::path(get, operation_id = "sync", path = "/v1/sync", tag = "sync",
    security(("bearer" = [])),
    params(("since" = Option<String>, Query)),
    responses(
        (status = 200, body = SyncReply),
        (status = 400, body = Problem, description = "`validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
    ))]
pub async fn get(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let since = request.query("since").map(str::to_owned);
    let body = SyncRequest { since, chats: None };
    Reply::ok(&chat::sync(app, &identity, &body).await?)
}

/// Catch up with a long token
///
/// As `GET /v1/sync`, for tokens that do not fit into a URL, or for chosen chats by position.
#[utoipa::path(post, operation_id = "syncByBody", path = "/v1/sync", tag = "sync",
    security(("bearer" = [])),
    request_body = SyncRequest,
    responses(
        (status = 200, body = SyncReply),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
    ))]
pub async fn post(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.identity().await?;
    let body: SyncRequest = request.optional_body()?;
    Reply::ok(&chat::sync(app, &identity, &body).await?)
}
