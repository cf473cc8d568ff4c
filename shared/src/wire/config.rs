use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::rules::limits::Limits;

/// What a client must know of the deployment.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClientConfig {
    /// Where to open the socket.
    pub web_socket_url: String,
    /// Every number a client can run into.
    pub limits: Limits,
    /// What this deployment can do.
    pub features: Features,
    /// Public key for Web Push; null when push is off.
    pub vapid_public_key: Option<String>,
}

/// What a deployment can do.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Features {
    /// Message types that can be sent.
    pub message_types: Vec<crate::wire::MessageType>,
    /// Chat types that can be created.
    pub chat_types: Vec<crate::wire::ChatType>,
    /// An account has to confirm its e-mail address before it chats.
    pub email_verification_required: bool,
    /// Another issuer whose tokens are accepted; null when there is none.
    pub external_login: Option<LoginIssuer>,
}

/// Another issuer of tokens.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LoginIssuer {
    /// As its tokens name it (`iss`).
    pub issuer: String,
}
