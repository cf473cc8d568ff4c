//! `/v1/config`: what a client must know of the deployment.

use crate::app::App;
use crate::edge::rest::Reply;
use crate::error::Result;
use crate::rules::limits::{LIMITS, Limits};
use crate::wire::{ChatType, ClientConfig, Features, SENDABLE};

/// Configuration
///
/// Needs no token.
#[utoipa::path(get, operation_id = "getConfig", path = "/v1/config", tag = "config",
    responses((status = 200, body = ClientConfig)))]
pub fn get(app: &App) -> Result<Reply> {
    Reply::ok(&ClientConfig {
        web_socket_url: app.config.web_socket_url()?.to_owned(),
        limits: Limits {
            edit_window_seconds: app.config.edit_window_seconds,
            ..LIMITS
        },
        features: Features {
            message_types: SENDABLE.to_vec(),
            chat_types: vec![ChatType::Direct, ChatType::Group],
        },
        vapid_public_key: None,
    })
}
