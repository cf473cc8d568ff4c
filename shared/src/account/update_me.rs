use aws_sdk_dynamodb::types::{Put, Update};

use crate::account::{Identity, tell};
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::limit::bounds::RESEND;
use crate::limit::count;
use crate::login::confirm_password;
use crate::rules::person;
use crate::rules::text::{fold, search_terms};
use crate::table::names::{Unique, search_item, search_key, unique_item, unique_key};
use crate::table::profile::{self, Profile};
use crate::table::{Transaction, bring, outbox, profile_key, text};
use crate::wire::{EditMe, Letter, Me};

/// What an edit may change of a profile.
const FIELDS: [&str; 8] = [
    "username",
    "displayName",
    "firstName",
    "lastName",
    "avatarUrl",
    "bio",
    "phone",
    "pendingEmail",
];
/// How often to try while another device edits as well.
const ATTEMPTS: u32 = 5;

/// Changes the caller's account. A new address takes the old one's place once it is confirmed.
///
/// # Errors
/// `validation_failed`; `name_taken`; for a new address `invalid_credentials` and `rate_limited`.
pub async fn update_me(app: &App, identity: &Identity, edit: EditMe) -> Result<Me> {
    person::edit_me(&edit)?;
    if let (Some(_), Some(password)) = (&edit.email, &edit.current_password) {
        confirm_password(app, identity, password).await?;
        count(app, &[(RESEND, identity.user_id.as_str())]).await?;
    }
    for _ in 0..ATTEMPTS {
        let found = profile::get_strong(app, &identity.user_id).await?;
        let seen = found.ok_or_else(|| Error::not_found("user"))?;
        let profile = apply(&edit, seen.clone());
        if write(app, &seen, &profile).await? {
            tell::about(app, &profile).await;
            return Ok(profile.to_me());
        }
    }
    Err(Error::unavailable("the profile is being changed elsewhere"))
}

fn apply(edit: &EditMe, mut profile: Profile) -> Profile {
    let trimmed = |text: &String| text.trim().to_owned();
    if let Some(username) = &edit.username {
        profile.username.clone_from(username);
    }
    if let Some(name) = &edit.display_name {
        profile.display_name = trimmed(name);
    }
    for (field, value) in [
        (&mut profile.first_name, &edit.first_name),
        (&mut profile.last_name, &edit.last_name),
        (&mut profile.avatar_url, &edit.avatar_url),
        (&mut profile.bio, &edit.bio),
        (&mut profile.phone, &edit.phone),
    ] {
        if let Some(value) = value {
            *field = value.as_ref().map(trimmed).filter(|text| !text.is_empty());
        }
    }
    if let Some(email) = &edit.email {
        let is_new = profile.email.as_deref() != Some(email) || !profile.email_verified;
        profile.pending_email = Some(email.clone()).filter(|_| is_new);
    }
    profile
}

/// Writes the changes with the rows that the names are found by; false when the names are no longer
/// those that were seen.
async fn write(app: &App, seen: &Profile, profile: &Profile) -> Result<bool> {
    let table = app.config.users_table()?;
    let mut transaction = Transaction::default().update(update(table, seen, profile)?);
    let renamed = profile.username != seen.username;
    if renamed {
        transaction = transaction.put_if(claim(table, profile)?);
    }
    if fold(&profile.username) != fold(&seen.username) {
        let key = unique_key(Unique::Username, &seen.username);
        transaction = transaction.delete_if_there(table, key)?;
    }
    let terms = |one: &Profile| search_terms(&one.username, &one.display_name);
    let (before, after) = (terms(seen), terms(profile));
    for term in before.iter().filter(|term| !after.contains(term)) {
        transaction = transaction.delete_if_there(table, search_key(term, &seen.id))?;
    }
    for term in after.iter().filter(|term| !before.contains(term)) {
        transaction = transaction.put(table, search_item(term, &seen.id))?;
    }
    if profile.pending_email != seen.pending_email
        && let Some(email) = &profile.pending_email
    {
        let (user, email) = (seen.id.clone(), email.clone());
        let letter = outbox::item(&Letter::Verify { user, email })?;
        transaction = transaction.put(table, letter)?;
    }
    match transaction.commit(app).await? {
        Ok(()) => Ok(true),
        Err(cancelled) if renamed && cancelled.failed_at(1) => Err(Error::new(
            Code::NameTaken,
            "Somebody else has this username.",
        )),
        Err(cancelled) if cancelled.failed() || cancelled.is_passing() => Ok(false),
        Err(cancelled) => Err(cancelled.into_error()),
    }
}

fn update(table: &str, seen: &Profile, profile: &Profile) -> Result<Update> {
    // Only what differs: the rest may be another device's by now.
    let (before, after) = (seen.to_item()?, profile.to_item()?);
    let differs = |name: &&str| before.get(*name) != after.get(*name);
    let mut changed: Vec<&str> = FIELDS.into_iter().filter(differs).collect();
    if changed.is_empty() {
        changed.push("displayName");
    }
    let update = bring(table, profile_key(&seen.id), &after, &changed)
        .condition_expression("username = :seen AND displayName = :shown")
        .expression_attribute_values(":seen", text(&seen.username))
        .expression_attribute_values(":shown", text(&seen.display_name));
    Ok(update.build()?)
}

fn claim(table: &str, profile: &Profile) -> Result<Put> {
    let item = unique_item(Unique::Username, &profile.username, &profile.id);
    Ok(Put::builder()
        .table_name(table)
        .set_item(Some(item))
        .condition_expression("attribute_not_exists(pk) OR userId = :me")
        .expression_attribute_values(":me", text(profile.id.as_str()))
        .build()?)
}
