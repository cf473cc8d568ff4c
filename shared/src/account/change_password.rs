use aws_sdk_dynamodb::types::Update;

use crate::account::{Identity, password};
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::id::UserId;
use crate::login::{confirm_password, revoke_others};
use crate::rules::person;
use crate::table::profile::Profile;
use crate::table::{Item, Transaction, outbox, profile_key, text};
use crate::time::Time;
use crate::wire::{ChangePassword, Letter};

/// Why other logins end.
const REASON: &str = "password_changed";

/// Gives the caller another password. Their other logins end; this one stays.
///
/// # Errors
/// `validation_failed`; `invalid_credentials` for a wrong password; `conflict` for who logs in
/// elsewhere; `rate_limited`.
pub async fn change_password(app: &App, identity: &Identity, body: &ChangePassword) -> Result<()> {
    person::new_password(&body.new_password, &[])?;
    let profile = confirm_password(app, identity, &body.current_password).await?;
    let email = profile.email.as_deref().unwrap_or_default();
    person::new_password(&body.new_password, &[&profile.username, email])?;
    let (table, user) = (app.config.users_table()?, &identity.user_id);
    let done = Transaction::default()
        .update(renewal(table, &profile, &body.new_password)?)
        .put(table, told(user)?)?
        .commit(app);
    // Once before, so that a call that is cut off can be made again, and once after.
    revoke_others(app, identity, REASON).await?;
    match done.await? {
        Ok(()) => revoke_others(app, identity, REASON).await,
        Err(cancelled) if cancelled.failed() => Err(Error::new(
            Code::Conflict,
            "The password was changed elsewhere at the same time.",
        )),
        Err(cancelled) => Err(cancelled.into_error()),
    }
}

/// Writes another password in place of the one that was seen.
pub(super) fn renewal(table: &str, seen: &Profile, new: &str) -> Result<Update> {
    let hash = seen.password_hash.as_deref().unwrap_or_default();
    Ok(Update::builder()
        .table_name(table)
        .set_key(Some(profile_key(&seen.id)))
        .update_expression("SET passwordHash = :hash")
        .condition_expression("passwordHash = :seen")
        .expression_attribute_values(":seen", text(hash))
        .expression_attribute_values(":hash", text(password::hash(new)?))
        .build()?)
}

/// The letter that tells of it.
pub(super) fn told(user: &UserId) -> Result<Item> {
    outbox::item(&Letter::PasswordChanged {
        user: user.clone(),
        at: Time::now(),
    })
}
