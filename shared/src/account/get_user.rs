use crate::account::Identity;
use crate::account::contacts::Viewer;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::table::profile::{self, Profile};
use crate::table::{block, presence};
use crate::wire::{Me, PresenceStatus, User, UserPresence};

/// The caller's own account.
///
/// # Errors
/// `not_found` when the account is gone.
pub async fn get_me(app: &App, identity: &Identity) -> Result<Me> {
    let user = &identity.user_id;
    let (profile, presence) =
        tokio::try_join!(profile::get_strong(app, user), presence_of(app, user))?;
    let profile = profile.ok_or_else(|| Error::not_found("user"))?;
    let mut me = profile.to_me();
    me.user.presence = Some(presence);
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
    let shows = viewer
        .is_in(app, settings.last_seen_visibility, &profile)
        .await?;
    let mut seen = profile.to_known();
    if shows && !block::is_between(app, &identity.user_id, user).await? {
        seen.presence = Some(presence_of(app, user).await?);
    }
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

async fn presence_of(app: &App, user: &UserId) -> Result<UserPresence> {
    let record = presence::get(app, user).await?;
    let online = record
        .as_ref()
        .is_some_and(|record| !record.connections.is_empty());
    Ok(UserPresence {
        status: match online {
            true => PresenceStatus::Online,
            false => PresenceStatus::Offline,
        },
        text: None,
        last_seen_at: record
            .filter(|_| !online)
            .and_then(|record| record.last_seen_at),
    })
}
