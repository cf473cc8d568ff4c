//! Settings: the only reader of the environment. Each is read once, when a function starts.

use crate::error::{Error, Result};
use crate::rules::limits::LIMITS;

/// The settings of one function. A function is given only what it uses, so a setting that is not
/// there is an error at its first use, not at start.
#[derive(Debug, Default)]
pub struct Config {
    /// Region, for request signatures.
    pub region: String,
    /// Overrides of AWS endpoints, as the SDKs define them
    /// (AWS SDKs and Tools Reference Guide, "Service-specific endpoints").
    pub endpoints: Endpoints,
    /// Credentials of the function's role.
    pub credentials: Credentials,
    /// Level of the log: `error`, `warn`, `info` (default), `debug`, `trace`.
    pub log_level: Option<String>,
    users_table: Option<String>,
    chats_table: Option<String>,
    messages_table: Option<String>,
    connections_table: Option<String>,
    presence_table: Option<String>,
    fan_out_queue_url: Option<String>,
    connections_endpoint: Option<String>,
    web_socket_url: Option<String>,
    jwt_secret: Option<String>,
    /// Seconds in which a message can be edited; `EDIT_WINDOW_SECONDS`.
    pub edit_window_seconds: u32,
    /// Days after which messages disappear; none keeps them; `CHAT_HISTORY_DAYS`.
    pub history_days: Option<u32>,
    /// Whether attachments may lie elsewhere; `ALLOW_ATTACHMENT_URLS`.
    pub allow_attachment_urls: bool,
}

/// Endpoint overrides; none means the service's own in the region.
#[derive(Debug, Default)]
pub struct Endpoints {
    /// `AWS_ENDPOINT_URL_DYNAMODB`
    pub dynamodb: Option<String>,
    /// `AWS_ENDPOINT_URL_SQS`
    pub sqs: Option<String>,
    /// `AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI`
    pub connections: Option<String>,
}

/// Credentials that Lambda puts into the environment (Lambda Developer Guide, "Defined runtime
/// environment variables").
#[derive(Default)]
pub struct Credentials {
    /// `AWS_ACCESS_KEY_ID`
    pub access_key_id: String,
    /// `AWS_SECRET_ACCESS_KEY`
    pub secret_access_key: String,
    /// `AWS_SESSION_TOKEN`
    pub session_token: Option<String>,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Credentials")
    }
}

macro_rules! required {
    ($($(#[$doc:meta])* $name:ident $variable:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// When the function was not given this setting.
        pub fn $name(&self) -> Result<&str> {
            self.$name.as_deref().ok_or_else(|| Error::internal(concat!($variable, " is not set")))
        }
    )*};
}

impl Config {
    /// Reads the environment.
    #[must_use]
    pub fn from_env() -> Self {
        Self {
            region: variable("AWS_REGION").unwrap_or_else(|| "us-east-1".to_owned()),
            endpoints: Endpoints {
                dynamodb: variable("AWS_ENDPOINT_URL_DYNAMODB"),
                sqs: variable("AWS_ENDPOINT_URL_SQS"),
                connections: variable("AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI"),
            },
            credentials: Credentials {
                access_key_id: variable("AWS_ACCESS_KEY_ID").unwrap_or_default(),
                secret_access_key: variable("AWS_SECRET_ACCESS_KEY").unwrap_or_default(),
                session_token: variable("AWS_SESSION_TOKEN"),
            },
            log_level: variable("LOG_LEVEL"),
            users_table: variable("USERS_TABLE"),
            chats_table: variable("CHATS_TABLE"),
            messages_table: variable("MESSAGES_TABLE"),
            connections_table: variable("CONNECTIONS_TABLE"),
            presence_table: variable("PRESENCE_TABLE"),
            fan_out_queue_url: variable("FAN_OUT_QUEUE_URL"),
            connections_endpoint: variable("CONNECTIONS_ENDPOINT"),
            web_socket_url: variable("WEB_SOCKET_URL"),
            jwt_secret: variable("JWT_SECRET"),
            edit_window_seconds: number("EDIT_WINDOW_SECONDS")
                .unwrap_or(LIMITS.edit_window_seconds),
            history_days: number("CHAT_HISTORY_DAYS").filter(|days| *days > 0),
            allow_attachment_urls: variable("ALLOW_ATTACHMENT_URLS").as_deref() != Some("false"),
        }
    }

    required! {
        /// Table of people, logins and names.
        users_table "USERS_TABLE";
        /// Table of chats and memberships.
        chats_table "CHATS_TABLE";
        /// Table of the chats' logs.
        messages_table "MESSAGES_TABLE";
        /// Table of live connections.
        connections_table "CONNECTIONS_TABLE";
        /// Table of each user's presence.
        presence_table "PRESENCE_TABLE";
        /// Queue of fan-out jobs.
        fan_out_queue_url "FAN_OUT_QUEUE_URL";
        /// Where clients open their socket.
        web_socket_url "WEB_SOCKET_URL";
        /// Key of access tokens, tickets and refresh tokens.
        jwt_secret "JWT_SECRET";
    }

    /// Base address of the `@connections` API: the override, or what the template says.
    ///
    /// # Errors
    /// When the function was given neither.
    pub fn connections_endpoint(&self) -> Result<&str> {
        self.endpoints
            .connections
            .as_deref()
            .or(self.connections_endpoint.as_deref())
            .ok_or_else(|| Error::internal("CONNECTIONS_ENDPOINT is not set"))
    }
}

fn number(name: &str) -> Option<u32> {
    variable(name)?.parse().ok()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the environment"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
