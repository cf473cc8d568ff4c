//! People: table `users`, key (`pk` = user, `sk` = `profile`).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::Result;
use crate::id::UserId;
use crate::table::item::{Item, from_item, key, to_item};
use crate::time::Time;
use crate::wire::{Audience, Me, Sender, Settings, User};

/// Sort key of a profile.
pub const SORT_KEY: &str = "profile";
/// Who is named when an account is gone.
const NOBODY: &str = "Deleted user";

/// An account.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// The person.
    #[serde(rename = "pk")]
    pub id: UserId,
    sk: String,
    /// Unique name as typed.
    pub username: String,
    /// E-mail address as typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whether the address was proven.
    #[serde(default)]
    pub email_verified: bool,
    /// The address that takes its place once it is proven.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending_email: Option<String>,
    /// Name to show.
    pub display_name: String,
    /// First name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Last name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// Picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    /// What they say of themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bio: Option<String>,
    /// Telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Password in PHC string form; none for who logs in elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_hash: Option<String>,
    /// Whether log-in asks for a code.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mfa_enabled: bool,
    /// They do not tell what they have read, and are not told.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub receipts_off: bool,
    /// What else they have set.
    #[serde(default)]
    pub settings: Settings,
    /// The account is gone; only what names its messages is left.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
    /// When the account was made.
    pub created_at: Time,
}

impl std::fmt::Debug for Profile {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Profile({})", self.id)
    }
}

impl Profile {
    /// A new account.
    #[must_use]
    pub fn new(id: UserId, username: &str, display_name: &str) -> Self {
        Self {
            id,
            sk: SORT_KEY.to_owned(),
            username: username.to_owned(),
            email: None,
            email_verified: false,
            pending_email: None,
            display_name: display_name.trim().to_owned(),
            first_name: None,
            last_name: None,
            avatar_url: None,
            bio: None,
            phone: None,
            password_hash: None,
            mfa_enabled: false,
            receipts_off: false,
            settings: Settings::default(),
            deleted: false,
            created_at: Time::now(),
        }
    }

    /// What is left of an account that was deleted.
    #[must_use]
    pub fn tombstone(&self) -> Self {
        Self {
            deleted: true,
            receipts_off: true,
            created_at: self.created_at,
            ..Self::new(self.id.clone(), "", NOBODY)
        }
    }

    /// The account as an item.
    ///
    /// # Errors
    /// Never for an account made here.
    pub fn to_item(&self) -> Result<Item> {
        to_item(self)
    }

    /// What people see who share a chat with them.
    #[must_use]
    pub fn to_user(&self) -> User {
        self.seen(self.settings.profile_visibility != Audience::Nobody)
    }

    /// What people see who may share no chat with them.
    #[must_use]
    pub fn to_stranger(&self) -> User {
        self.seen(self.settings.profile_visibility == Audience::Everyone)
    }

    /// What people see to whom they show themselves.
    #[must_use]
    pub fn to_known(&self) -> User {
        self.seen(true)
    }

    /// What people see to whom they do not.
    #[must_use]
    pub fn to_unknown(&self) -> User {
        self.seen(false)
    }

    fn seen(&self, whole: bool) -> User {
        let shown = |field: &Option<String>| field.clone().filter(|_| whole);
        User {
            id: self.id.clone(),
            username: self.username.clone(),
            display_name: self.display_name.clone(),
            first_name: shown(&self.first_name),
            last_name: shown(&self.last_name),
            avatar_url: shown(&self.avatar_url),
            bio: shown(&self.bio),
            email_verified: self.email_verified,
            presence: None,
            created_at: self.created_at,
        }
    }

    /// What the person sees.
    #[must_use]
    pub fn to_me(&self) -> Me {
        Me {
            user: self.seen(true),
            email: self.email.clone(),
            pending_email: self.pending_email.clone(),
            phone: self.phone.clone(),
            mfa_enabled: self.mfa_enabled,
        }
    }

    /// The name on a message.
    #[must_use]
    pub fn to_sender(&self) -> Sender {
        Sender {
            display_name: self.display_name.clone(),
            avatar_url: self.to_user().avatar_url,
        }
    }
}

/// Key of a profile.
#[must_use]
pub fn profile_key(user: &UserId) -> Item {
    key(("pk", user.as_str()), ("sk", SORT_KEY))
}

/// Reads the profile of somebody who is there, eventually consistent (0.5 read units).
///
/// # Errors
/// When DynamoDB refuses.
pub async fn get(app: &App, user: &UserId) -> Result<Option<Profile>> {
    let found = read(app, user, false).await?;
    Ok(found.filter(|profile| !profile.deleted))
}

/// The same, strongly consistent.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn get_strong(app: &App, user: &UserId) -> Result<Option<Profile>> {
    let found = read(app, user, true).await?;
    Ok(found.filter(|profile| !profile.deleted))
}

/// The same, whether the account is there or gone.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn get_even_gone(app: &App, user: &UserId) -> Result<Option<Profile>> {
    read(app, user, true).await
}

async fn read(app: &App, user: &UserId, strong: bool) -> Result<Option<Profile>> {
    let output = app
        .dynamodb
        .get_item()
        .table_name(app.config.users_table()?)
        .set_key(Some(profile_key(user)))
        .consistent_read(strong)
        .send()
        .await?;
    output.item.map(from_item).transpose()
}

/// Reads many profiles, of those who are gone as well; who never had one is left out.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn get_many(app: &App, mut ids: Vec<UserId>) -> Result<HashMap<UserId, Profile>> {
    ids.sort();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let keys = ids.iter().map(profile_key).collect();
    let items = super::batch_get(app, app.config.users_table()?, keys).await?;
    items
        .into_iter()
        .map(|item| from_item::<Profile>(item).map(|profile| (profile.id.clone(), profile)))
        .collect()
}
