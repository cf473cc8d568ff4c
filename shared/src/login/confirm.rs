use crate::account::{Identity, password};
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::limit::bounds::LOGIN_ACCOUNT;
use crate::limit::{count, give_back};
use crate::table::profile::{self, Profile};

/// Makes sure that it is the caller who asks for something grave: by their password. Gives their
/// account.
///
/// # Errors
/// `invalid_credentials`; `rate_limited`; `conflict` for who has no password here.
pub async fn confirm_password(app: &App, identity: &Identity, password: &str) -> Result<Profile> {
    let profile = profile::get_strong(app, &identity.user_id).await?;
    let profile = profile.ok_or_else(|| Error::not_found("user"))?;
    let hash = profile.password_hash.as_deref().ok_or_else(no_password)?;
    let tries = [(LOGIN_ACCOUNT, identity.user_id.as_str())];
    let counted = count(app, &tries).await?;
    if !password::verify(password, Some(hash))? {
        return Err(wrong());
    }
    give_back(app, counted).await?;
    Ok(profile)
}

fn wrong() -> Error {
    Error::new(Code::InvalidCredentials, "This is not your password.")
}

/// The refusal for an account that logs in elsewhere.
fn no_password() -> Error {
    Error::new(
        Code::Conflict,
        "This account logs in at another service and has no password here.",
    )
}
