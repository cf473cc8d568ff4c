use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, Update};

use crate::account::{Identity, tell};
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::limit::bounds::{RESEND, TOKEN_ADDRESS};
use crate::limit::{count, give_back};
use crate::rules::text::fold;
use crate::table::link::{self, Link, Purpose};
use crate::table::names::{Unique, find_unique, unique_item, unique_key};
use crate::table::profile::{self, Profile};
use crate::table::{Transaction, outbox, profile_key, text};
use crate::wire::Letter;

/// Proves an address, by the token out of a mail to it. From now on it is the account's, and no
/// other's.
///
/// # Errors
/// `validation_failed` for a token that is unknown, used or too old; `conflict` when the address has
/// become somebody else's; `rate_limited`.
pub async fn verify_email(app: &App, token: &str, address: &str) -> Result<()> {
    let counted = count(app, &[(TOKEN_ADDRESS, address)]).await?;
    let found = link::find(app, token, Purpose::Verify).await?;
    let link = found.ok_or_else(unknown)?;
    give_back(app, counted).await?;
    let profile = profile::get_strong(app, &link.person_id).await?;
    let wanted = |profile: &Profile| {
        let email = Some(link.email.as_str());
        profile.pending_email.as_deref() == email || profile.email.as_deref() == email
    };
    let profile = profile.filter(wanted).ok_or_else(unknown)?;
    write(app, token, &link, &profile).await?;
    let changed = profile::get_strong(app, &profile.id).await?;
    if let Some(profile) = changed {
        tell::about(app, &profile).await;
    }
    Ok(())
}

async fn write(app: &App, token: &str, link: &Link, profile: &Profile) -> Result<()> {
    let (table, me) = (app.config.users_table()?, &profile.id);
    let own = AttributeValue::S(me.to_string());
    let claim = Put::builder()
        .table_name(table)
        .set_item(Some(unique_item(Unique::Email, &link.email, me)))
        .condition_expression("attribute_not_exists(pk) OR userId = :me")
        .expression_attribute_values(":me", own.clone())
        .build()?;
    let update = Update::builder()
        .table_name(table)
        .set_key(Some(profile_key(me)))
        .update_expression("SET email = :email, emailVerified = :yes REMOVE pendingEmail")
        .condition_expression("attribute_exists(pk) AND attribute_not_exists(deleted)")
        .expression_attribute_values(":email", text(&link.email))
        .expression_attribute_values(":yes", AttributeValue::Bool(true))
        .build()?;
    let mut transaction = Transaction::default()
        .delete(link::use_up(table, token)?)
        .put_if(claim)
        .update(update);
    let former = profile.email.as_deref();
    let former = former.filter(|former| fold(former) != fold(&link.email));
    if let Some(former) = former
        && find_unique(app, Unique::Email, former).await?.as_ref() == Some(me)
    {
        let release = Delete::builder()
            .table_name(table)
            .set_key(Some(unique_key(Unique::Email, former)))
            .condition_expression("userId = :me")
            .expression_attribute_values(":me", own)
            .build()?;
        transaction = transaction.delete(release);
    }
    match transaction.commit(app).await? {
        Ok(()) => Ok(()),
        Err(cancelled) if cancelled.failed_at(0) => Err(unknown()),
        Err(cancelled) if cancelled.failed_at(1) => Err(Error::new(
            Code::Conflict,
            "Another account has this address by now.",
        )),
        Err(cancelled) => Err(cancelled.into_error()),
    }
}

/// Has the mail sent once more that proves the caller's address.
///
/// # Errors
/// `conflict` when there is nothing to prove; `rate_limited`.
pub async fn resend_verification(app: &App, identity: &Identity) -> Result<()> {
    let profile = profile::get_strong(app, &identity.user_id).await?;
    let profile = profile.ok_or_else(|| Error::not_found("user"))?;
    let unproven = profile.email.filter(|_| !profile.email_verified);
    let email = profile.pending_email.or(unproven);
    let email =
        email.ok_or_else(|| Error::new(Code::Conflict, "There is no address to confirm."))?;
    count(app, &[(RESEND, identity.user_id.as_str())]).await?;
    let user = identity.user_id.clone();
    outbox::post(app, &Letter::Verify { user, email }).await
}

/// The refusal of a token that is no good.
pub(super) fn unknown() -> Error {
    let detail = "is unknown, used or too old; ask for another mail";
    Error::field("token", "unknown", detail)
}
