use crate::account::Identity;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::table::profile;
use crate::wire::{Me, User};

/// The caller's own account.
///
/// # Errors
/// `not_found` when the account is gone.
pub async fn get_me(app: &App, identity: &Identity) -> Result<Me> {
    let profile = profile::get(app, &identity.user_id).await?;
    profile
        .map(|profile| profile.to_me())
        .ok_or_else(|| Error::not_found("user"))
}

/// Somebody as others see them.
///
/// # Errors
/// `not_found`.
pub async fn get_user(app: &App, user: &UserId) -> Result<User> {
    let profile = profile::get(app, user).await?;
    profile
        .map(|profile| profile.to_user())
        .ok_or_else(|| Error::not_found("user"))
}
