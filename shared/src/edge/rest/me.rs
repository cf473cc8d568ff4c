//! `/v1/users/me`: the caller's own account. An account that has yet to confirm its address may do
//! all of this.

use crate::account;
use crate::app::App;
use crate::edge::rest::{Reply, Request};
use crate::error::Result;
use crate::wire::{ChangePassword, DeleteMe, EditMe, EditSettings, Export, Me, Problem, Settings};

/// My account
#[utoipa::path(get, operation_id = "getMe", path = "/v1/users/me", tag = "users",
    security(("bearer" = [])),
    responses(
        (status = 200, body = Me),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
    ))]
pub async fn get(app: &App, request: &Request) -> Result<Reply> {
    Reply::ok(&account::get_me(app, &request.caller().await?.identity).await?)
}

/// Change my account
///
/// A new e-mail address needs the password, and takes the old one's place once it is confirmed.
#[utoipa::path(patch, operation_id = "updateMe", path = "/v1/users/me", tag = "users",
    security(("bearer" = [])), request_body = EditMe,
    responses(
        (status = 200, body = Me),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem,
            description = "`invalid_credentials`, `unauthenticated`, `token_expired`"),
        (status = 409, body = Problem, description = "`name_taken`"),
    ))]
pub async fn update(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.caller().await?.identity;
    Reply::ok(&account::update_me(app, &identity, request.body::<EditMe>()?).await?)
}

/// Delete my account
///
/// With the password. What was written stays, under "Deleted user".
#[utoipa::path(delete, operation_id = "deleteMe", path = "/v1/users/me", tag = "users",
    security(("bearer" = [])), request_body = Option<DeleteMe>,
    responses(
        (status = 204),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem,
            description = "`invalid_credentials`, `unauthenticated`, `token_expired`"),
    ))]
pub async fn delete(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.caller().await?.identity;
    account::delete_me(app, &identity, &request.optional_body::<DeleteMe>()?).await?;
    Ok(Reply::no_content())
}

/// Change my password
///
/// Other logins end; this one stays.
#[utoipa::path(put, operation_id = "changePassword", path = "/v1/users/me/password", tag = "users",
    security(("bearer" = [])), request_body = ChangePassword,
    responses(
        (status = 204),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem,
            description = "`invalid_credentials`, `unauthenticated`, `token_expired`"),
        (status = 409, body = Problem, description = "`conflict`: the account logs in elsewhere"),
        (status = 429, body = Problem, description = "`rate_limited`"),
    ))]
pub async fn change_password(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.caller().await?.identity;
    account::change_password(app, &identity, &request.body::<ChangePassword>()?).await?;
    Ok(Reply::no_content())
}

/// My settings
#[utoipa::path(get, operation_id = "getSettings", path = "/v1/users/me/settings", tag = "users",
    security(("bearer" = [])),
    responses(
        (status = 200, body = Settings),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
    ))]
pub async fn get_settings(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.caller().await?.identity;
    Reply::ok(&account::get_settings(app, &identity).await?)
}

/// Change my settings
///
/// What is absent stays as it is.
#[utoipa::path(put, operation_id = "updateSettings", path = "/v1/users/me/settings", tag = "users",
    security(("bearer" = [])), request_body = EditSettings,
    responses(
        (status = 200, body = Settings),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
    ))]
pub async fn update_settings(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.caller().await?.identity;
    Reply::ok(&account::update_settings(app, &identity, request.body::<EditSettings>()?).await?)
}

/// Export what is kept of me
///
/// Page by page: the first has all but messages whole, each a part of what I wrote.
#[utoipa::path(get, operation_id = "exportMe", path = "/v1/users/me/export", tag = "users",
    security(("bearer" = [])),
    params(("cursor" = Option<String>, Query)),
    responses(
        (status = 200, body = Export),
        (status = 400, body = Problem, description = "`validation_failed`"),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
    ))]
pub async fn export(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.caller().await?.identity;
    Reply::ok(&account::export_me(app, &identity, request.query("cursor")).await?)
}
