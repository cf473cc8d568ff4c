use crate::account::Identity;
use crate::account::contacts::Viewer;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::presence;
use crate::table::profile::{self, Profile};
use crate::wire::{Me, User};

/// The caller's own account.
///
/// # Errors
/// `not_found` when the account is gone.
pub async fn get_me(app: &App, identity: &Identity) -> Result<Me> {
    let user = &identity.user_id;
    let (profile, mine) = tokio::try_join!(
        profile::get_strong(app, user),
        presence::get_my_presence(app, identity)
    )?;
    let profile = profile.ok_or_else(|| Error::not_found("user"))?;
    let mut me = profile.to_me();
    me.user.presence = Some(mine.presence.seen);
    Ok(me)
}

/// Somebody as the caller may see them: profile and presence as far as they show them, and no
/// presence when one of the two has blocked the other.
///
/// # Errors
/// `not_found`.
pub async fn get_user(app: &App, identity: &Identity, user: &UserId) -> Result<User> {
    if *user == identity.user_id {
        return Ok(get_me(app, identity).await?.user);
    }
    let profile = profile::get(app, user).await?;
    let profile = profile.ok_or_else(|| Error::not_found("user"))?;
    let mut viewer = Viewer::new(&identity.user_id);
    let settings = &profile.settings;
    if !viewer
        .is_in(app, settings.profile_visibility, &profile)
        .await?
    {
        return Ok(profile.to_unknown());
    }
    let mut seen = profile.to_known();
    let people = std::slice::from_ref(user);
    seen.presence = presence::see(app, &identity.user_id, people)
        .await?
        .remove(user);
    Ok(seen)
}

/// Whether this person is found by the caller's search, and what of them is seen.
pub(super) async fn found(
    app: &App,
    viewer: &mut Viewer<'_>,
    profile: &Profile,
) -> Result<Option<User>> {
    let audience = profile.settings.profile_visibility;
    let shown = viewer.is_in(app, audience, profile).await?;
    Ok(shown.then(|| profile.to_known()))
}
