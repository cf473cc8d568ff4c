use crate::account::Identity;
use crate::app::App;
use crate::error::Result;
use crate::rules::{cursor, validate};
use crate::table::block;
use crate::table::profile::{self, Profile};
use crate::wire::{Blocked, Page};

/// Whom the caller has blocked.
///
/// # Errors
/// `validation_failed` for a wrong limit or a foreign cursor.
pub async fn list_blocked(
    app: &App,
    identity: &Identity,
    (limit, at): (Option<u32>, Option<&str>),
) -> Result<Page<Blocked>> {
    let limit = validate::page_limit(limit)?;
    let after = at.map(cursor::decode).transpose()?;
    let (blocks, more) = block::of(app, &identity.user_id, after.as_deref(), limit).await?;
    let last = blocks.last().filter(|_| more);
    let next = last.map(|block| cursor::encode(block.blocked_id.as_str()));
    let people = blocks.iter().map(|block| block.blocked_id.clone());
    let people = profile::get_many(app, people.collect()).await?;
    let data = blocks.into_iter().map(|block| Blocked {
        user: people.get(&block.blocked_id).map(Profile::to_stranger),
        user_id: block.blocked_id,
        blocked_at: block.at,
    });
    Ok(Page::of(data.collect(), next))
}
