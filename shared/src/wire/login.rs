use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::SessionId;
use crate::time::Time;
use crate::wire::Me;
use crate::wire::secretive::secretive;

secretive!(
    ChangePassword,
    Credentials,
    DisableMfa,
    EnableMfa,
    ForgotPassword,
    Login,
    MfaSetup,
    RecoveryCodes,
    RefreshRequest,
    Registration,
    ResetPassword,
    Ticket,
    VerifyEmail,
);

/// Body of `POST /v1/auth/register`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
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
    /// Where the refresh token goes.
    #[serde(default)]
    pub refresh_mode: RefreshMode,
}

/// Body of `POST /v1/auth/login`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Login {
    /// E-mail address or username.
    pub identifier: String,
    /// Password.
    pub password: String,
    /// Code of the authenticator, where the account asks for one.
    pub mfa_code: Option<String>,
    /// In its place, one of the recovery codes.
    pub recovery_code: Option<String>,
    /// The device that logs in.
    pub device: Option<Device>,
    /// Where the refresh token goes.
    #[serde(default)]
    pub refresh_mode: RefreshMode,
}

/// Where the refresh token goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum RefreshMode {
    /// Into the answer.
    #[default]
    Body,
    /// Into a cookie that scripts cannot read.
    Cookie,
}

/// Body of `POST /v1/auth/refresh`.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RefreshRequest {
    /// The refresh token last received; absent when it is in the cookie.
    pub refresh_token: Option<String>,
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
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    /// The account.
    pub user: Me,
    /// Bearer token for REST and for the handshake of the socket.
    pub access_token: String,
    /// Seconds until the access token expires.
    pub expires_in: u32,
    /// Token for `POST /v1/auth/refresh`, good for one use; absent when it is in the cookie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
}

/// A login on one device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Identifier.
    pub id: SessionId,
    /// The device.
    pub device: Device,
    /// When it was opened.
    pub created_at: Time,
    /// When it last got an access token.
    pub last_used_at: Time,
    /// When it ends unless it is used.
    pub expires_at: Time,
    /// It is the one that asks.
    pub current: bool,
}

/// Answer of `GET /v1/auth/mfa/setup`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MfaSetup {
    /// Secret for an authenticator, in base 32.
    pub secret: String,
    /// The same as a key URI.
    pub otpauth_uri: String,
    /// The key URI as a QR code: an SVG document.
    pub qr_svg: String,
}

/// Answer of `POST /v1/auth/mfa/enable`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecoveryCodes {
    /// Each logs in once, in place of a code. They are not shown again.
    pub recovery_codes: Vec<String>,
}

/// Body of `POST /v1/auth/mfa/enable`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EnableMfa {
    /// What the authenticator shows.
    pub code: String,
}

/// Body of `POST /v1/auth/mfa/disable`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DisableMfa {
    /// Password.
    pub password: String,
    /// What the authenticator shows.
    pub code: Option<String>,
    /// In its place, one of the recovery codes.
    pub recovery_code: Option<String>,
}

/// Body of `POST /v1/auth/verify-email`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VerifyEmail {
    /// The token out of the mail.
    pub token: String,
}

/// Body of `POST /v1/auth/forgot-password`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ForgotPassword {
    /// Address of the account.
    #[schema(max_length = 254)]
    pub email: String,
}

/// Body of `POST /v1/auth/reset-password`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResetPassword {
    /// The token out of the mail.
    pub token: String,
    /// 12 to 128 characters, not a common one.
    #[schema(min_length = 12, max_length = 128)]
    pub new_password: String,
}

/// Body of `PUT /v1/users/me/password`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangePassword {
    /// The password so far.
    pub current_password: String,
    /// 12 to 128 characters, not a common one.
    #[schema(min_length = 12, max_length = 128)]
    pub new_password: String,
}

/// Answer of `POST /v1/auth/ws-ticket`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Ticket {
    /// Good for one handshake, as `?ticket=`.
    pub ticket: String,
    /// Seconds until it expires.
    pub expires_in: u32,
    /// The socket's address with the ticket in it.
    pub url: String,
}
