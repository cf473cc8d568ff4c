//! Settings: the only reader of the environment. Each is read once, when a function starts.

use crate::error::{Error, Result};
use crate::limit::Policy;
use crate::rules::limits::LIMITS;
use crate::rules::presence::Pace;

/// Seconds for which keys are remembered, unless told otherwise.
const KEYS_SECONDS: u32 = 300;

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
    limits_table: Option<String>,
    secrets_path: Option<String>,
    mail_from: Option<String>,
    web_url: Option<String>,
    /// Seconds after which signing keys are read again; `KEYS_SECONDS`.
    pub keys_seconds: u32,
    /// Logins of another issuer; none accepts this deployment's alone.
    pub external_login: Option<ExternalLogin>,
    /// Whether accounts have to confirm their address before they chat; `REQUIRE_VERIFIED_EMAIL`.
    pub require_verified_email: bool,
    /// Pages that may send cookies; `ALLOWED_ORIGINS`, separated by commas.
    pub allowed_origins: Vec<String>,
    /// Limits that differ from the defaults; `RATE_LIMITS`.
    pub rate_limits: Policy,
    /// When people count as away and gone; `AWAY_SECONDS`, `SILENT_SECONDS`.
    pub pace: Pace,
    /// Seconds in which a message can be edited; `EDIT_WINDOW_SECONDS`.
    pub edit_window_seconds: u32,
    /// Days after which messages disappear; none keeps them; `CHAT_HISTORY_DAYS`.
    pub history_days: Option<u32>,
    /// Whether attachments may lie elsewhere; `ALLOW_ATTACHMENT_URLS`.
    pub allow_attachment_urls: bool,
}

/// Another issuer whose tokens are accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalLogin {
    /// Its name, as its tokens say it (`iss`); `LOGIN_ISSUER`.
    pub issuer: String,
    /// Whom its tokens have to be for (`aud`); `LOGIN_AUDIENCE`.
    pub audience: String,
    /// Where its public keys are (RFC 7517); `LOGIN_JWKS_URL`. Without one, a shared secret lies
    /// beside the signing keys.
    pub jwks_url: Option<String>,
    /// Seconds after which its keys are fetched again; `LOGIN_KEYS_SECONDS`.
    pub keys_seconds: u32,
}

/// Endpoint overrides; none means the service's own in the region.
#[derive(Debug, Default)]
pub struct Endpoints {
    /// `AWS_ENDPOINT_URL_DYNAMODB`
    pub dynamodb: Option<String>,
    /// `AWS_ENDPOINT_URL_SQS`
    pub sqs: Option<String>,
    /// `AWS_ENDPOINT_URL_SSM`
    pub ssm: Option<String>,
    /// `AWS_ENDPOINT_URL_SESV2`
    pub ses: Option<String>,
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
                ssm: variable("AWS_ENDPOINT_URL_SSM"),
                ses: variable("AWS_ENDPOINT_URL_SESV2"),
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
            limits_table: variable("LIMITS_TABLE"),
            secrets_path: variable("SECRETS_PATH"),
            mail_from: variable("MAIL_FROM"),
            web_url: variable("WEB_URL"),
            keys_seconds: number("KEYS_SECONDS").unwrap_or(KEYS_SECONDS),
            external_login: external_login(),
            require_verified_email: variable("REQUIRE_VERIFIED_EMAIL").as_deref() == Some("true"),
            allowed_origins: list("ALLOWED_ORIGINS"),
            rate_limits: Policy::read(&list("RATE_LIMITS")),
            pace: Pace {
                away_seconds: number("AWAY_SECONDS").unwrap_or(LIMITS.away_seconds),
                silent_seconds: number("SILENT_SECONDS").unwrap_or(LIMITS.silent_seconds),
            },
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
        /// Table of requests counted.
        limits_table "LIMITS_TABLE";
        /// Where the secrets of the deployment lie in Parameter Store.
        secrets_path "SECRETS_PATH";
        /// Who writes the service's mails.
        mail_from "MAIL_FROM";
        /// Where the web client is, for links in mails.
        web_url "WEB_URL";
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

fn external_login() -> Option<ExternalLogin> {
    Some(ExternalLogin {
        issuer: variable("LOGIN_ISSUER")?,
        audience: variable("LOGIN_AUDIENCE").unwrap_or_default(),
        jwks_url: variable("LOGIN_JWKS_URL"),
        keys_seconds: number("LOGIN_KEYS_SECONDS").unwrap_or(KEYS_SECONDS),
    })
}

fn list(name: &str) -> Vec<String> {
    let text = variable(name).unwrap_or_default();
    let words = text
        .split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
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
