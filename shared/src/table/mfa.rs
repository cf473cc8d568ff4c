//! Two-step login of a person: table `users`, key (`pk` = user, `sk` = `mfa`). Each recovery code
//! that is left is an attribute `r#` + digest.

use aws_sdk_dynamodb::types::{AttributeValue, Update};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::table::item::{Item, from_item, key, number, to_item};
use crate::table::profile::profile_key;
use crate::table::{EXPIRES_AT, Transaction, applied};
use crate::time::Time;

const SORT_KEY: &str = "mfa";
/// Seconds a setup may take.
const SETUP_SECONDS: i64 = 10 * 60;

/// The second step of a person's login.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mfa {
    /// The person.
    #[serde(rename = "pk")]
    pub user_id: UserId,
    sk: String,
    /// Secret of the codes, in base 32.
    pub secret: String,
    /// Whether the codes are asked for.
    pub enabled: bool,
    /// The newest step of which a code was used.
    pub last_step: u64,
    /// Epoch seconds after which a setup that was not finished is forgotten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
}

impl std::fmt::Debug for Mfa {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Mfa(enabled: {})", self.enabled)
    }
}

impl Mfa {
    /// Whether it is a setup that can be finished.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        let now = Time::now().seconds();
        !self.enabled && self.expires_at.is_none_or(|at| at > now)
    }
}

/// Key of the record.
#[must_use]
pub fn mfa_key(user: &UserId) -> Item {
    key(("pk", user.as_str()), ("sk", SORT_KEY))
}

fn recovery_attribute(digest: &str) -> String {
    format!("r#{digest}")
}

/// Reads the record, strongly consistent.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn get(app: &App, user: &UserId) -> Result<Option<Mfa>> {
    let output = app
        .dynamodb
        .get_item()
        .table_name(app.config.users_table()?)
        .set_key(Some(mfa_key(user)))
        .consistent_read(true)
        .send()
        .await?;
    output.item.map(from_item).transpose()
}

/// Begins a setup with this secret, or goes on with one that was begun; gives the secret.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn begin(app: &App, user: &UserId, secret: String) -> Result<String> {
    if let Some(pending) = get(app, user).await?.filter(Mfa::is_pending) {
        return Ok(pending.secret);
    }
    let record = Mfa {
        user_id: user.clone(),
        sk: SORT_KEY.to_owned(),
        secret: secret.clone(),
        enabled: false,
        last_step: 0,
        expires_at: Some(Time::now().seconds() + SETUP_SECONDS),
    };
    let put = app
        .dynamodb
        .put_item()
        .table_name(app.config.users_table()?)
        .set_item(Some(to_item(&record)?))
        .condition_expression("attribute_not_exists(pk) OR #expires < :now")
        .expression_attribute_names("#expires", EXPIRES_AT)
        .expression_attribute_values(":now", number(Time::now().seconds()));
    if applied(put.send().await)? {
        return Ok(secret);
    }
    // Another device of the same person was quicker.
    let other = get(app, user).await?.filter(Mfa::is_pending);
    let other = other.ok_or_else(|| Error::unavailable("the setup was finished elsewhere"))?;
    Ok(other.secret)
}

/// Finishes a setup: codes are asked for from now on. False when it is not the setup that stands.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn enable(app: &App, pending: &Mfa, step: u64, digests: &[String]) -> Result<bool> {
    let table = app.config.users_table()?;
    let yes = || AttributeValue::Bool(true);
    let mut update = Update::builder()
        .table_name(table)
        .set_key(Some(mfa_key(&pending.user_id)))
        .condition_expression("enabled = :no AND secret = :secret")
        .expression_attribute_names("#expires", EXPIRES_AT)
        .expression_attribute_values(":no", AttributeValue::Bool(false))
        .expression_attribute_values(":secret", AttributeValue::S(pending.secret.clone()))
        .expression_attribute_values(":yes", yes())
        .expression_attribute_values(":step", number(step));
    let mut words = vec!["enabled = :yes".to_owned(), "lastStep = :step".to_owned()];
    for (place, digest) in digests.iter().enumerate() {
        words.push(format!("#r{place} = :yes"));
        update =
            update.expression_attribute_names(format!("#r{place}"), recovery_attribute(digest));
    }
    let update = update
        .update_expression(format!("SET {} REMOVE #expires", words.join(", ")))
        .build()?;
    let mark = mark(table, &pending.user_id, true)?;
    let done = Transaction::default()
        .update(update)
        .update(mark)
        .commit(app);
    match done.await? {
        Ok(()) => Ok(true),
        Err(cancelled) if cancelled.failed() => Ok(false),
        Err(cancelled) => Err(cancelled.into_error()),
    }
}

/// Uses up a step, and all before it; false when that was done.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn use_step(app: &App, user: &UserId, step: u64) -> Result<bool> {
    let update = app
        .dynamodb
        .update_item()
        .table_name(app.config.users_table()?)
        .set_key(Some(mfa_key(user)))
        .update_expression("SET lastStep = :step")
        .condition_expression("lastStep < :step AND enabled = :yes")
        .expression_attribute_values(":step", number(step))
        .expression_attribute_values(":yes", AttributeValue::Bool(true));
    applied(update.send().await)
}

/// Uses up a recovery code; false when there is none of this digest.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn use_recovery(app: &App, user: &UserId, digest: &str) -> Result<bool> {
    let update = app
        .dynamodb
        .update_item()
        .table_name(app.config.users_table()?)
        .set_key(Some(mfa_key(user)))
        .update_expression("REMOVE #code")
        .condition_expression("attribute_exists(#code) AND enabled = :yes")
        .expression_attribute_names("#code", recovery_attribute(digest))
        .expression_attribute_values(":yes", AttributeValue::Bool(true));
    applied(update.send().await)
}

/// Removes the second step.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn disable(app: &App, user: &UserId) -> Result<()> {
    let table = app.config.users_table()?;
    let done = Transaction::default()
        .delete_if_there(table, mfa_key(user))?
        .update(mark(table, user, false)?)
        .commit(app);
    done.await?.map_err(crate::table::Cancelled::into_error)
}

/// Notes at the account whether codes are asked for.
fn mark(table: &str, user: &UserId, enabled: bool) -> Result<Update> {
    Ok(Update::builder()
        .table_name(table)
        .set_key(Some(profile_key(user)))
        .update_expression("SET mfaEnabled = :enabled")
        .condition_expression("attribute_exists(pk)")
        .expression_attribute_values(":enabled", AttributeValue::Bool(enabled))
        .build()?)
}
