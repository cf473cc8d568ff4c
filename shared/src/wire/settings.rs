use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::request::given;

/// Settings of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Who sees names, picture and bio, and finds the person by search.
    pub profile_visibility: Audience,
    /// Who sees whether they are there, and when they last were.
    pub last_seen_visibility: Audience,
    /// Whether others are told what I have read, and I what they have.
    pub read_receipts_enabled: bool,
    /// Whether invitations and the like come by mail.
    pub email_notifications: bool,
    /// Whether devices are notified.
    pub push_notifications: bool,
    /// When nothing notifies.
    pub quiet_hours: Option<QuietHours>,
    /// Colours of the client.
    pub theme: Theme,
    /// Language of the client (BCP 47).
    pub language: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            profile_visibility: Audience::Everyone,
            last_seen_visibility: Audience::Everyone,
            read_receipts_enabled: true,
            email_notifications: true,
            push_notifications: true,
            quiet_hours: None,
            theme: Theme::System,
            language: "en".to_owned(),
        }
    }
}

/// Who sees something of a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// Everybody with an account.
    #[default]
    Everyone,
    /// Who shares a chat with them.
    Contacts,
    /// Nobody else.
    Nobody,
}

/// Colours of the client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the device has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// A part of each day; over midnight when it ends earlier than it begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QuietHours {
    /// `HH:MM`
    #[schema(examples("22:00"))]
    pub from: String,
    /// `HH:MM`
    #[schema(examples("07:00"))]
    pub to: String,
    /// Name in the IANA time zone database.
    #[schema(examples("Europe/Berlin"))]
    pub time_zone: String,
}

/// Body of `PUT /v1/users/me/settings`: what is absent stays as it is.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EditSettings {
    /// See [`Settings`], as all.
    pub profile_visibility: Option<Audience>,
    /// Who sees whether they are there.
    pub last_seen_visibility: Option<Audience>,
    /// Whether others are told what I have read, and I what they have.
    pub read_receipts_enabled: Option<bool>,
    /// Whether invitations and the like come by mail.
    pub email_notifications: Option<bool>,
    /// Whether devices are notified.
    pub push_notifications: Option<bool>,
    /// When nothing notifies; null for never.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<QuietHours>)]
    pub quiet_hours: Option<Option<QuietHours>>,
    /// Colours of the client.
    pub theme: Option<Theme>,
    /// Language of the client (BCP 47).
    pub language: Option<String>,
}

impl EditSettings {
    /// The settings with these changes.
    #[must_use]
    pub fn over(self, settings: Settings) -> Settings {
        Settings {
            profile_visibility: self
                .profile_visibility
                .unwrap_or(settings.profile_visibility),
            last_seen_visibility: self
                .last_seen_visibility
                .unwrap_or(settings.last_seen_visibility),
            read_receipts_enabled: self
                .read_receipts_enabled
                .unwrap_or(settings.read_receipts_enabled),
            email_notifications: self
                .email_notifications
                .unwrap_or(settings.email_notifications),
            push_notifications: self
                .push_notifications
                .unwrap_or(settings.push_notifications),
            quiet_hours: self.quiet_hours.unwrap_or(settings.quiet_hours),
            theme: self.theme.unwrap_or(settings.theme),
            language: self.language.unwrap_or(settings.language),
        }
    }
}
