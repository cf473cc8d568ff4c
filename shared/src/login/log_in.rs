use aws_sdk_dynamodb::types::ConditionCheck;

use crate::account::{Identity, password};
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::id::UserId;
use crate::limit::bounds::{LOGIN_ACCOUNT, LOGIN_ADDRESS, LOGIN_DEVICE};
use crate::limit::{count, give_back};
use crate::login::{credentials, mfa, revoke_session};
use crate::rules::limits::LIMITS;
use crate::rules::text::fold;
use crate::table::names::{self, Unique};
use crate::table::profile::{self, Profile};
use crate::table::session::{self, Session};
use crate::table::{Transaction, applied, outbox, profile_key, text};
use crate::time::Time;
use crate::wire::{Credentials, Device, Letter, Login};

/// Opens a login for who knows the password of the account with this e-mail address or username,
/// and, where the account asks for one, a code. Its owner is told of a new device.
///
/// # Errors
/// `invalid_credentials`, the same and after the same time whether or not the account exists;
/// `mfa_required` once the password is right; `rate_limited`.
pub async fn log_in(app: &App, body: Login, address: &str) -> Result<Credentials> {
    let profile = find(app, &body.identifier).await?;
    // By what was typed: else a refusal would tell that two names are one account.
    let account = fold(&body.identifier);
    let device = format!("{account} {address}");
    let tries = [
        (LOGIN_DEVICE, device.as_str()),
        (LOGIN_ACCOUNT, account.as_str()),
        (LOGIN_ADDRESS, address),
    ];
    let counted = count(app, &tries).await?;
    let hash = profile
        .as_ref()
        .and_then(|profile| profile.password_hash.as_deref());
    let fits = body.password.chars().count() <= LIMITS.password_characters_max
        && password::verify(&body.password, hash)?;
    let (true, Some(profile)) = (fits, profile) else {
        return Err(wrong());
    };
    if profile.mfa_enabled {
        let (code, recovery) = (body.mfa_code.as_deref(), body.recovery_code.as_deref());
        if code.is_none() && recovery.is_none() {
            give_back(app, counted).await?;
            return Err(Error::new(
                Code::MfaRequired,
                "Send mfaCode from your authenticator, or a recoveryCode.",
            ));
        }
        if !mfa::check(app, &profile.id, code, recovery).await? {
            return Err(wrong());
        }
    }
    give_back(app, counted).await?;
    let hash = renew_hash(app, &profile, &body.password).await?;
    let device = body.device.unwrap_or_default();
    let session = open(app, &profile, &hash, device).await?;
    credentials(app, &profile, &session).await
}

fn wrong() -> Error {
    Error::new(
        Code::InvalidCredentials,
        "No account has this identifier and password, or the code is not right.",
    )
}

/// The account, after two reads whether or not there is one.
async fn find(app: &App, identifier: &str) -> Result<Option<Profile>> {
    let kind = if identifier.contains('@') {
        Unique::Email
    } else {
        Unique::Username
    };
    if identifier.trim().is_empty() || identifier.len() > 4 * LIMITS.email_characters {
        return Ok(None);
    }
    let user = names::find_unique(app, kind, identifier).await?;
    let user = user.unwrap_or_else(UserId::generate);
    profile::get_strong(app, &user).await
}

/// Hashes the password anew when the parameters have been raised since; gives the hash that stands.
async fn renew_hash(app: &App, profile: &Profile, password: &str) -> Result<String> {
    let hash = profile.password_hash.as_deref().ok_or_else(wrong)?;
    if !password::is_outdated(hash)? {
        return Ok(hash.to_owned());
    }
    let new = password::hash(password)?;
    let update = app
        .dynamodb
        .update_item()
        .table_name(app.config.users_table()?)
        .set_key(Some(profile_key(&profile.id)))
        .update_expression("SET passwordHash = :new")
        .condition_expression("passwordHash = :old")
        .expression_attribute_values(":new", text(&new))
        .expression_attribute_values(":old", text(hash));
    match applied(update.send().await)? {
        true => Ok(new),
        false => Err(wrong()),
    }
}

/// Writes the login, if the password is still the one that was checked: one that is changed meanwhile
/// ends all logins, and this one would not be among them.
async fn open(app: &App, profile: &Profile, hash: &str, device: Device) -> Result<Session> {
    let known = session::all(app, &profile.id).await?;
    let is_known = known.iter().any(|session| session.device == device);
    make_room(app, known).await?;
    let session = Session::new(profile.id.clone(), device, LIMITS.refresh_token_seconds);
    let table = app.config.users_table()?;
    let same_password = ConditionCheck::builder()
        .table_name(table)
        .set_key(Some(profile_key(&profile.id)))
        .condition_expression("passwordHash = :hash")
        .expression_attribute_values(":hash", text(hash))
        .build()?;
    let mut transaction = Transaction::default()
        .check(same_password)
        .put_new(table, session.to_item()?)?;
    if !is_known {
        let letter = Letter::NewDevice {
            user: profile.id.clone(),
            device: session.device.clone(),
            at: Time::now(),
        };
        transaction = transaction.put(table, outbox::item(&letter)?)?;
    }
    match transaction.commit(app).await? {
        Ok(()) => Ok(session),
        Err(cancelled) if cancelled.failed_at(0) => Err(wrong()),
        Err(cancelled) => Err(cancelled.into_error()),
    }
}

/// Ends the oldest logins when there are as many as may be.
async fn make_room(app: &App, mut known: Vec<Session>) -> Result<()> {
    known.retain(Session::stands);
    let surplus = (known.len() + 1).saturating_sub(LIMITS.sessions);
    for session in known.into_iter().take(surplus) {
        let identity = Identity {
            user_id: session.user_id,
            session_id: session.session_id,
        };
        revoke_session(app, &identity, "too_many_sessions").await?;
    }
    Ok(())
}
