//! Names under which people are found: table `users`.
//!
//! - unique names: (`pk` = `username#` or `email#` + folded name, `sk` = `unique`) → `userId`
//! - search: (`pk` = `search#` + first character, `sk` = folded term + `#` + user)

use crate::app::App;
use crate::error::Result;
use crate::id::UserId;
use crate::rules::text::fold;
use crate::table::item::{Item, key, text};

/// Key of a name that may be taken once.
#[must_use]
pub fn unique_key(kind: Unique, name: &str) -> Item {
    let prefix = match kind {
        Unique::Username => "username#",
        Unique::Email => "email#",
    };
    key(("pk", &format!("{prefix}{}", fold(name))), ("sk", "unique"))
}

/// The record that somebody has this name.
#[must_use]
pub fn unique_item(kind: Unique, name: &str, user: &UserId) -> Item {
    let mut item = unique_key(kind, name);
    item.insert("userId".to_owned(), text(user.as_str()));
    item
}

/// Names that may be taken once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unique {
    /// A username.
    Username,
    /// An e-mail address.
    Email,
}

/// Key of the row under which a person is found by `term` (folded, not empty).
#[must_use]
pub fn search_key(term: &str, user: &UserId) -> Item {
    let sort = format!("{term}#{user}");
    key(("pk", &search_partition(term)), ("sk", &sort))
}

/// The row itself.
#[must_use]
pub fn search_item(term: &str, user: &UserId) -> Item {
    let mut item = search_key(term, user);
    item.insert("userId".to_owned(), text(user.as_str()));
    item
}

fn search_partition(term: &str) -> String {
    format!("search#{}", term.chars().take(1).collect::<String>())
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
