//! People: table `users`.
//!
//! - profile: (`pk` = user, `sk` = `profile`)
//! - unique names: (`pk` = `username#` or `email#` + folded name, `sk` = `unique`) → `userId`
//! - search: (`pk` = `search#` + first character, `sk` = folded term + `#` + user)

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::Result;
use crate::id::UserId;
use crate::rules::text::fold;
use crate::table::item::{Item, from_item, key, text, to_item};
use crate::time::Time;
use crate::wire::{Me, Sender, User};

/// Sort key of a profile.
pub const SORT_KEY: &str = "profile";

/// An account.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// The person.
    #[serde(rename = "pk")]
    pub id: UserId,
    sk: String,
    /// Unique name as typed.
    pub username: String,
    /// E-mail address as typed.
    pub email: String,
    /// Whether the address was proven.
    #[serde(default)]
    pub email_verified: bool,
    /// Name to show.
    pub display_name: String,
    /// Picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    /// Password in PHC string form.
    pub password_hash: String,
    /// They do not tell what they have read, and are not told.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub receipts_off: bool,
    /// When the account was made.
    pub created_at: Time,
}

impl Profile {
    /// A new account.
    #[must_use]
    pub fn new(id: UserId, username: &str, email: &str, display_name: &str, hash: String) -> Self {
        Self {
            id,
            sk: SORT_KEY.to_owned(),
            username: username.to_owned(),
            email: email.to_owned(),
            email_verified: false,
            display_name: display_name.trim().to_owned(),
            avatar_url: None,
            password_hash: hash,
            receipts_off: false,
            created_at: Time::now(),
        }
    }

    /// The account as an item.
    ///
    /// # Errors
    /// Never for an account made here.
    pub fn to_item(&self) -> Result<Item> {
        to_item(self)
    }

    /// What others see.
    #[must_use]
    pub fn to_user(&self) -> User {
        User {
            id: self.id.clone(),
            username: self.username.clone(),
            display_name: self.display_name.clone(),
            avatar_url: self.avatar_url.clone(),
            created_at: self.created_at,
        }
    }

    /// What the person sees.
    #[must_use]
    pub fn to_me(&self) -> Me {
        Me {
            user: self.to_user(),
            email: self.email.clone(),
            email_verified: self.email_verified,
        }
    }

    /// The name on a message.
    #[must_use]
    pub fn to_sender(&self) -> Sender {
        Sender {
            display_name: self.display_name.clone(),
            avatar_url: self.avatar_url.clone(),
        }
    }
}

/// Key of a profile.
#[must_use]
pub fn profile_key(user: &UserId) -> Item {
    key(("pk", user.as_str()), ("sk", SORT_KEY))
}

/// Key of a name that may be taken once.
#[must_use]
pub fn unique_key(kind: Unique, name: &str) -> Item {
    let prefix = match kind {
        Unique::Username => "username#",
        Unique::Email => "email#",
    };
    key(("pk", &format!("{prefix}{}", fold(name))), ("sk", "unique"))
}

/// Names that may be taken once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unique {
    /// A username.
    Username,
    /// An e-mail address.
    Email,
}

/// Row under which a person is found by `term` (folded, not empty).
#[must_use]
pub fn search_item(term: &str, user: &UserId) -> Item {
    let mut item = key(
        ("pk", &search_partition(term)),
        ("sk", &format!("{term}#{user}")),
    );
    item.insert("userId".to_owned(), text(user.as_str()));
    item
}

fn search_partition(term: &str) -> String {
    format!("search#{}", term.chars().take(1).collect::<String>())
}

/// Reads a profile, eventually consistent (0.5 read units).
///
/// # Errors
/// When DynamoDB refuses.
pub async fn get(app: &App, user: &UserId) -> Result<Option<Profile>> {
    let output = app
        .dynamodb
        .get_item()
        .table_name(app.config.users_table()?)
        .set_key(Some(profile_key(user)))
        .send()
        .await?;
    output.item.map(from_item).transpose()
}

/// Reads many profiles; who has none is left out.
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

/// Who has this name, strongly consistent.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn find_unique(app: &App, kind: Unique, name: &str) -> Result<Option<UserId>> {
    let output = app
        .dynamodb
        .get_item()
        .table_name(app.config.users_table()?)
        .set_key(Some(unique_key(kind, name)))
        .consistent_read(true)
        .send()
        .await?;
    Ok(output
        .item
        .and_then(|item| item.get("userId").and_then(|id| id.as_s().ok().cloned()))
        .map(UserId::from))
}

/// A row of the search: somebody, and the term that begins as asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The person.
    pub user_id: UserId,
    /// One of their [`crate::rules::text::search_terms`].
    pub term: String,
}

impl Hit {
    fn from_item(item: &Item) -> Option<Self> {
        let user = item.get("userId")?.as_s().ok()?;
        let sort = item.get("sk")?.as_s().ok()?;
        let term = sort.strip_suffix(user.as_str())?.strip_suffix('#')?;
        Some(Self {
            user_id: UserId::from(user.as_str()),
            term: term.to_owned(),
        })
    }
}

/// Rows with a term that begins with `prefix` (folded, not empty), up to `limit` from behind
/// `after` on; with the sort key to go on from. A person has a row for each of their terms.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn search(
    app: &App,
    prefix: &str,
    after: Option<&str>,
    limit: u32,
) -> Result<(Vec<Hit>, Option<String>)> {
    let partition = search_partition(prefix);
    let output = app
        .dynamodb
        .query()
        .table_name(app.config.users_table()?)
        .key_condition_expression("pk = :partition AND begins_with(sk, :prefix)")
        .expression_attribute_values(":partition", text(&partition))
        .expression_attribute_values(":prefix", text(prefix))
        .set_exclusive_start_key(after.map(|sort| key(("pk", &partition), ("sk", sort))))
        .limit(i32::try_from(limit).unwrap_or(i32::MAX))
        .send()
        .await?;
    let next = output
        .last_evaluated_key
        .and_then(|key| key.get("sk").and_then(|sort| sort.as_s().ok().cloned()));
    let items = output.items.unwrap_or_default();
    Ok((items.iter().filter_map(Hit::from_item).collect(), next))
}
