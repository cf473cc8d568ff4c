use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put};

use crate::account::Identity;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::login::{confirm_password, revoke_all};
use crate::rules::text::search_terms;
use crate::table::erasure::Erasure;
use crate::table::names::{Unique, search_key, unique_key};
use crate::table::profile::{self, Profile};
use crate::table::{Transaction, mfa, text};
use crate::wire::DeleteMe;

/// Deletes the caller's account: names, address, password, settings and all else that is personal go
/// at once, logins end, and they leave their chats soon after. What they wrote stays, under "Deleted
/// user".
///
/// # Errors
/// `invalid_credentials`; `validation_failed` without a password, unless they log in elsewhere;
/// `rate_limited`.
pub async fn delete_me(app: &App, identity: &Identity, body: &DeleteMe) -> Result<()> {
    let profile = profile::get_strong(app, &identity.user_id).await?;
    let profile = profile.ok_or_else(|| Error::not_found("user"))?;
    if profile.password_hash.is_some() {
        let password = body.password.as_deref();
        let password =
            password.ok_or_else(|| Error::field("password", "required", "is required"))?;
        confirm_password(app, identity, password).await?;
    }
    bury(app, &profile).await?;
    revoke_all(app, &identity.user_id, None, "account_deleted").await
}

async fn bury(app: &App, profile: &Profile) -> Result<()> {
    let (table, user) = (app.config.users_table()?, &profile.id);
    let names = "username = :seen AND displayName = :shown";
    let mut stone = Put::builder()
        .table_name(table)
        .set_item(Some(profile.tombstone().to_item()?))
        .condition_expression(format!("{names} AND attribute_not_exists(email)"))
        .expression_attribute_values(":seen", text(&profile.username))
        .expression_attribute_values(":shown", text(&profile.display_name));
    if let Some(email) = &profile.email {
        stone = stone
            .condition_expression(format!("{names} AND email = :email"))
            .expression_attribute_values(":email", text(email));
    }
    let stone = stone.build()?;
    let mut transaction = Transaction::default()
        .put_if(stone)
        .put(table, Erasure::of(user).to_item())?
        .delete_if_there(table, mfa::mfa_key(user))?
        .delete(release(
            table,
            Unique::Username,
            &profile.username,
            profile,
        )?);
    // An address that was never proven may be somebody else's.
    if let Some(email) = &profile.email
        && owns(app, email, profile).await?
    {
        transaction = transaction.delete(release(table, Unique::Email, email, profile)?);
    }
    for term in search_terms(&profile.username, &profile.display_name) {
        transaction = transaction.delete_if_there(table, search_key(&term, user))?;
    }
    match transaction.commit(app).await? {
        Ok(()) => Ok(()),
        Err(cancelled) if cancelled.failed() => Err(Error::new(
            Code::Conflict,
            "The account is being changed at the moment. Try again.",
        )),
        Err(cancelled) => Err(cancelled.into_error()),
    }
}

async fn owns(app: &App, email: &str, profile: &Profile) -> Result<bool> {
    let owner = crate::table::names::find_unique(app, Unique::Email, email).await?;
    Ok(owner.as_ref() == Some(&profile.id))
}

fn release(table: &str, kind: Unique, name: &str, profile: &Profile) -> Result<Delete> {
    Ok(Delete::builder()
        .table_name(table)
        .set_key(Some(unique_key(kind, name)))
        .condition_expression("attribute_not_exists(pk) OR userId = :me")
        .expression_attribute_values(":me", AttributeValue::S(profile.id.to_string()))
        .build()?)
}
