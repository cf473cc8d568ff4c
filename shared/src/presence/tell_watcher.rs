use crate::app::App;
use crate::error::Result;
use crate::id::{ChatId, UserId};
use crate::presence::{event, get_presence};
use crate::queue;
use crate::table::{member, watch};
use crate::time::Time;
use crate::wire::UserPresence;

/// Tells one person what another is, as far as they may see it now, if they are told of the other at
/// all: who does not watch them is not to notice.
///
/// # Errors
/// When DynamoDB refuses.
pub(crate) async fn tell_watcher(app: &App, watched: &UserId, watcher: &UserId) -> Result<()> {
    let chat = ChatId::direct(watched, watcher);
    let (membership, watches) =
        tokio::try_join!(member::get(app, &chat, watcher), watch::of(app, watched))?;
    if membership.is_none() && !watches.iter().any(|watch| watch.user_id == *watcher) {
        return Ok(());
    }
    let people = std::slice::from_ref(watched);
    let seen = get_presence::see(app, watcher, people)
        .await?
        .remove(watched);
    let event = event(
        watched,
        seen.unwrap_or_else(UserPresence::hidden),
        Time::now(),
    )?;
    queue::notify(app, event, vec![watcher.clone()]).await;
    Ok(())
}
