use crate::app::App;
use crate::error::Result;
use crate::id::UserId;
use crate::table::block;
use crate::{presence, viewing};

/// Tells two people what they see of each other now that a block was made or ended between them.
pub(super) async fn tell_block(app: &App, user: &UserId, other: &UserId) -> Result<()> {
    let are_apart = block::is_between(app, user, other).await?;
    viewing::part(app, user, other, are_apart).await?;
    tokio::try_join!(
        presence::tell_watcher(app, user, other),
        presence::tell_watcher(app, other, user)
    )?;
    Ok(())
}
