//! `/v1/config`: what a client must know of the deployment.

use crate::app::App;
use crate::edge::rest::Reply;
use crate::error::Result;
use crate::rules::limits::{LIMITS, Limits};
use crate::wire::{ChatType, ClientConfig, Features, LoginIssuer, SENDABLE};

/// Configuration
///
/// Needs no token.
#[utoipa::path(get, operation_id = "getConfig", path = "/v1/config", tag = "config",
    responses((status = 200, body = ClientConfig)))]
pub fn get(app: &App) -> Result<Reply> {
    let most = |name: &str, default| app.config.rate_limits.most(name, default).unwrap_or(0);
    Reply::ok(&ClientConfig {
        web_socket_url: app.config.web_socket_url()?.to_owned(),
        limits: Limits {
            edit_window_seconds: app.config.edit_window_seconds,
            away_seconds: app.config.pace.away_seconds,
            silent_seconds: app.config.pace.silent_seconds,
            requests_per_minute: most("default", LIMITS.requests_per_minute),
            light_requests_per_minute: most("light", LIMITS.light_requests_per_minute),
            ..LIMITS
        },
        features: Features {
            message_types: SENDABLE.to_vec(),
            chat_types: vec![ChatType::Direct, ChatType::Group],
            email_verification_required: app.config.require_verified_email,
            external_login: app.config.external_login.as_ref().map(|login| LoginIssuer {
                issuer: login.issuer.clone(),
            }),
        },
        vapid_public_key: None,
    })
}
