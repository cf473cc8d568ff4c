//! Tokens out of mails: table `users`, key (`pk` = `link#` + digest, `sk` = `link`). The token itself
//! is in the mail alone.

use aws_sdk_dynamodb::types::Delete;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::error::Result;
use crate::id::UserId;
use crate::table::item::{Item, from_item, key, to_item};
use crate::table::profile::Profile;
use crate::time::Time;

/// More characters than any token has.
const MOST_CHARACTERS: usize = 128;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// To prove an e-mail address.
    Verify,
    /// To choose a new password.
    Reset,
}

/// What a token out of a mail stands for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// What it is for.
    pub purpose: Purpose,
    /// Whose account it is about.
    pub person_id: UserId,
    /// The address the mail went to.
    pub email: String,
    /// Digest of the password that it replaces: it is no good once there is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// Epoch seconds after which it is no good.
    pub expires_at: i64,
}

impl Link {
    /// A link that is good for so many seconds, for an account as it is now.
    #[must_use]
    pub fn new(purpose: Purpose, profile: &Profile, email: &str, seconds: u32) -> Self {
        Self {
            purpose,
            person_id: profile.id.clone(),
            email: email.to_owned(),
            password: password_digest(profile),
            expires_at: Time::now().seconds() + i64::from(seconds),
        }
    }

    /// Whether the account still has the address and the password that it had.
    #[must_use]
    pub fn fits(&self, profile: &Profile) -> bool {
        profile.email.as_deref() == Some(&self.email) && self.password == password_digest(profile)
    }

    /// Stores what a fresh token stands for, and gives the token.
    ///
    /// # Errors
    /// When DynamoDB refuses.
    pub async fn make(&self, app: &App) -> Result<String> {
        let token = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
        let mut item = to_item(self)?;
        item.extend(link_key(&token));
        let put = app.dynamodb.put_item();
        put.table_name(app.config.users_table()?)
            .set_item(Some(item))
            .send()
            .await?;
        Ok(token)
    }
}

fn password_digest(profile: &Profile) -> Option<String> {
    let hash = profile.password_hash.as_ref()?;
    Some(format!("{:x}", Sha256::digest(hash.as_bytes())))
}

fn link_key(token: &str) -> Item {
    let digest = Sha256::digest(token.as_bytes());
    key(("pk", &format!("link#{digest:x}")), ("sk", "link"))
}

/// What a token stands for, if it is good.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn find(app: &App, token: &str, purpose: Purpose) -> Result<Option<Link>> {
    if token.is_empty() || token.len() > MOST_CHARACTERS {
        return Ok(None);
    }
    let output = app
        .dynamodb
        .get_item()
        .table_name(app.config.users_table()?)
        .set_key(Some(link_key(token)))
        .consistent_read(true)
        .send()
        .await?;
    let link: Option<Link> = output.item.map(from_item).transpose()?;
    let now = Time::now().seconds();
    Ok(link.filter(|link| link.purpose == purpose && link.expires_at > now))
}

/// Uses up a token, once.
///
/// # Errors
/// Never: the key is given.
pub fn use_up(table: &str, token: &str) -> Result<Delete> {
    Ok(Delete::builder()
        .table_name(table)
        .set_key(Some(link_key(token)))
        .condition_expression("attribute_exists(pk)")
        .build()?)
}
