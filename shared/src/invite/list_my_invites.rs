use futures::future::try_join_all;

use crate::account::Identity;
use crate::app::App;
use crate::error::{Code, Result};
use crate::invite::preview_invite::preview;
use crate::rules::{cursor, validate};
use crate::table::invite::{Invited, invited_partition};
use crate::table::rows;
use crate::wire::{InvitePreview, Page};

/// Where the caller is invited.
///
/// # Errors
/// `validation_failed` for a wrong limit or a foreign cursor.
pub async fn list_my_invites(
    app: &App,
    identity: &Identity,
    (limit, at): (Option<u32>, Option<&str>),
) -> Result<Page<InvitePreview>> {
    let limit = validate::page_limit(limit)?;
    let after = at.map(cursor::decode).transpose()?;
    let user = &identity.user_id;
    let partition = invited_partition(user);
    let (invited, more): (Vec<Invited>, bool) =
        rows::page(app, &partition, "", after.as_deref(), limit).await?;
    let last = invited.last().filter(|_| more);
    let last = last.and_then(|invited| invited.code.chat());
    let next = last.map(|chat| cursor::encode(chat.as_str()));
    let previews = invited.iter().map(async |invited| {
        match preview(app, user, &invited.code).await {
            Ok(preview) => Ok(Some(preview)),
            // Over, revoked, or the chat is gone.
            Err(error) if error.code == Code::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    });
    let data = try_join_all(previews).await?.into_iter().flatten();
    Ok(Page::of(data.collect(), next))
}
