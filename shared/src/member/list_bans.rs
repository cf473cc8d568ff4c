use crate::account::Identity;
use crate::app::App;
use crate::error::Result;
use crate::id::ChatId;
use crate::log::require_member;
use crate::rules::{cursor, validate};
use crate::table::ban::{PREFIX, StoredBan};
use crate::table::profile::{self, Profile};
use crate::table::rows;
use crate::time::Time;
use crate::wire::{Ban, Page};

/// Who is kept out.
///
/// # Errors
/// `not_found`, `forbidden`; `validation_failed` for a wrong limit or a foreign cursor.
pub async fn list_bans(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    (limit, at): (Option<u32>, Option<&str>),
) -> Result<Page<Ban>> {
    let limit = validate::page_limit(limit)?;
    let after = at.map(cursor::decode).transpose()?;
    let (head, me) = require_member(app, chat, &identity.user_id).await?;
    super::require_management(&head, &me, "see who is banned")?;
    let (mut bans, more): (Vec<StoredBan>, bool) =
        rows::page(app, chat.as_str(), PREFIX, after.as_deref(), limit).await?;
    let last = bans.last().filter(|_| more);
    let next = last.map(|ban| cursor::encode(ban.person_id.as_str()));
    let now = Time::now();
    bans.retain(|ban| ban.until.is_none_or(|until| until > now));
    let people = bans.iter().map(|ban| ban.person_id.clone());
    let people = profile::get_many(app, people.collect()).await?;
    let data = bans.into_iter().map(|ban| Ban {
        user: people.get(&ban.person_id).map(Profile::to_stranger),
        user_id: ban.person_id,
        reason: ban.reason,
        until: ban.until,
        by: ban.by,
        at: ban.at,
    });
    Ok(Page::of(data.collect(), next))
}
