use crate::account::{password, register::credentials};
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::rules::limits::LIMITS;
use crate::table::profile::{self, Profile, Unique};
use crate::table::session::Session;
use crate::wire::{Credentials, Login};

/// Opens a login for who knows the password of the account with this e-mail address or username.
///
/// # Errors
/// `invalid_credentials`, the same and after the same time whether or not the account exists.
pub async fn log_in(app: &App, body: Login) -> Result<Credentials> {
    let profile = find(app, &body.identifier).await?;
    let hash = profile
        .as_ref()
        .map(|profile| profile.password_hash.as_str());
    let fits = body.password.chars().count() <= LIMITS.password_characters_max
        && password::verify(&body.password, hash)?;
    let (true, Some(profile)) = (fits, profile) else {
        return Err(Error::new(
            Code::InvalidCredentials,
            "No account has this identifier and password.",
        ));
    };

    let device = body.device.unwrap_or_default();
    let session = Session::new(profile.id.clone(), device, LIMITS.refresh_token_seconds);
    app.dynamodb
        .put_item()
        .table_name(app.config.users_table()?)
        .set_item(Some(session.to_item()?))
        .send()
        .await?;
    credentials(app, &profile, &session)
}

async fn find(app: &App, identifier: &str) -> Result<Option<Profile>> {
    let kind = if identifier.contains('@') {
        Unique::Email
    } else {
        Unique::Username
    };
    if identifier.trim().is_empty() || identifier.len() > 4 * LIMITS.email_characters {
        return Ok(None);
    }
    match profile::find_unique(app, kind, identifier).await? {
        Some(user) => profile::get(app, &user).await,
        None => Ok(None),
    }
}
