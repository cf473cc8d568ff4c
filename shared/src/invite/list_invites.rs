use crate::account::Identity;
use crate::app::App;
use crate::error::Result;
use crate::id::ChatId;
use crate::log::require_member;
use crate::member::require_admission;
use crate::rules::{cursor, validate};
use crate::table::invite::{PREFIX, StoredInvite};
use crate::table::rows;
use crate::time::Time;
use crate::wire::{Invite, Page};

/// The invitations of a chat that are in force.
///
/// # Errors
/// `not_found`, `forbidden`; `validation_failed` for a wrong limit or a foreign cursor.
pub async fn list_invites(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    (limit, at): (Option<u32>, Option<&str>),
) -> Result<Page<Invite>> {
    let limit = validate::page_limit(limit)?;
    let after = at.map(cursor::decode).transpose()?;
    let (head, me) = require_member(app, chat, &identity.user_id).await?;
    require_admission(&head, &me.standing(&head).permissions())?;
    let (mut invites, more): (Vec<StoredInvite>, bool) =
        rows::page(app, chat.as_str(), PREFIX, after.as_deref(), limit).await?;
    let last = invites.last().filter(|_| more);
    let last = last.and_then(|invite| invite.code.parts());
    let next = last.map(|(_, secret)| cursor::encode(secret));
    let now = Time::now();
    invites.retain(|invite| invite.is_in_force(now));
    let data = invites.iter().map(|invite| invite.to_wire(chat));
    Ok(Page::of(data.collect(), next))
}
