//! `/v1/auth/mfa`: two-step login.

use crate::app::App;
use crate::edge::rest::{Reply, Request};
use crate::error::Result;
use crate::login;
use crate::wire::{DisableMfa, EnableMfa, MfaSetup, Problem, RecoveryCodes};

/// Begin to set up two-step login
///
/// A secret for an authenticator, the same again until it is used or ten minutes have passed.
#[utoipa::path(get, operation_id = "setUpMfa", path = "/v1/auth/mfa/setup", tag = "auth",
    security(("bearer" = [])),
    responses(
        (status = 200, body = MfaSetup),
        (status = 401, body = Problem, description = "`unauthenticated`, `token_expired`"),
        (status = 409, body = Problem, description = "`conflict`: it is on already"),
    ))]
pub async fn set_up(app: &App, request: &Request) -> Result<Reply> {
    Reply::ok(&login::set_up_mfa(app, &request.caller().await?.identity).await?)
}

/// Switch two-step login on
///
/// With a code of the authenticator. The recovery codes are shown this once.
#[utoipa::path(post, operation_id = "enableMfa", path = "/v1/auth/mfa/enable", tag = "auth",
    security(("bearer" = [])), request_body = EnableMfa,
    responses(
        (status = 200, body = RecoveryCodes),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem,
            description = "`invalid_credentials`, `unauthenticated`, `token_expired`"),
        (status = 409, body = Problem, description = "`conflict`: it is on, or no setup was begun"),
        (status = 429, body = Problem, description = "`rate_limited`"),
    ))]
pub async fn enable(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.caller().await?.identity;
    let body = request.body::<EnableMfa>()?;
    Reply::ok(&login::enable_mfa(app, &identity, &body.code).await?)
}

/// Switch two-step login off
///
/// With the password, and a code or a recovery code.
#[utoipa::path(post, operation_id = "disableMfa", path = "/v1/auth/mfa/disable", tag = "auth",
    security(("bearer" = [])), request_body = DisableMfa,
    responses(
        (status = 204),
        (status = 400, body = Problem, description = "`malformed_json`, `validation_failed`"),
        (status = 401, body = Problem,
            description = "`invalid_credentials`, `unauthenticated`, `token_expired`"),
        (status = 409, body = Problem, description = "`conflict`: it is off"),
        (status = 429, body = Problem, description = "`rate_limited`"),
    ))]
pub async fn disable(app: &App, request: &Request) -> Result<Reply> {
    let identity = request.caller().await?.identity;
    login::disable_mfa(app, &identity, &request.body()?).await?;
    Ok(Reply::no_content())
}
