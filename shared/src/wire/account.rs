use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::UserId;
use crate::time::Time;

/// A person as others see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// Identifier.
    pub id: UserId,
    /// Unique name, compared without regard to case.
    pub username: String,
    /// Name to show.
    pub display_name: String,
    /// Picture.
    pub avatar_url: Option<String>,
    /// When the account was made.
    pub created_at: Time,
}

/// The caller's own account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Me {
    /// What others see.
    #[serde(flatten)]
    pub user: User,
    /// E-mail address; others never see it.
    pub email: String,
    /// The address was proven.
    pub email_verified: bool,
}

/// Somebody whom the caller has blocked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Blocked {
    /// Who.
    pub user_id: UserId,
    /// By name; null when the account is gone.
    pub user: Option<User>,
    /// Since when.
    pub blocked_at: Time,
}

/// Body of `POST /v1/auth/register`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Registration {
    /// 3 to 32 letters, digits, `.`, `_` or `-`.
    #[schema(min_length = 3, max_length = 32)]
    pub username: String,
    /// E-mail address.
    #[schema(max_length = 254)]
    pub email: String,
    /// 12 to 128 characters.
    #[schema(min_length = 12, max_length = 128)]
    pub password: String,
    /// Name to show; the username when absent.
    #[schema(max_length = 100)]
    pub display_name: Option<String>,
    /// The device that registers.
    pub device: Option<Device>,
}

/// Body of `POST /v1/auth/login`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Login {
    /// E-mail address or username.
    pub identifier: String,
    /// Password.
    pub password: String,
    /// The device that logs in.
    pub device: Option<Device>,
}

/// Body of `POST /v1/auth/refresh`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RefreshRequest {
    /// The refresh token last received.
    pub refresh_token: String,
}

/// A device that logs in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Device {
    /// Kind of device.
    #[serde(rename = "type", default)]
    pub kind: DeviceType,
    /// Name the user gave it.
    #[schema(max_length = 100)]
    pub name: Option<String>,
}

/// Kind of device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DeviceType {
    /// A browser.
    #[default]
    Web,
    /// A phone or tablet.
    Mobile,
    /// A desktop program.
    Desktop,
}

/// Answer to register, login and refresh.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    /// The account.
    pub user: Me,
    /// Bearer token for REST and for the handshake of the socket.
    pub access_token: String,
    /// Seconds until the access token expires.
    pub expires_in: u32,
    /// Token for `POST /v1/auth/refresh`, good for one use.
    pub refresh_token: String,
}

/// Answer of `POST /v1/auth/ws-ticket`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Ticket {
    /// Good for one handshake, as `?ticket=`.
    pub ticket: String,
    /// Seconds until it expires.
    pub expires_in: u32,
    /// The socket's address with the ticket in it.
    pub url: String,
}
