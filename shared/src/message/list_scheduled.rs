use crate::account::Identity;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::ChatId;
use crate::log::require_member;
use crate::rules::validate;
use crate::table::scheduled::{self, Appointment, Scheduled};
use crate::wire::{Page, ScheduledMessage};

/// The caller's scheduled messages in a chat, soonest first.
///
/// # Errors
/// `not_found`; `validation_failed` for a wrong limit or a foreign cursor.
pub async fn list_scheduled(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    limit: Option<u32>,
    cursor: Option<&str>,
) -> Result<Page<ScheduledMessage>> {
    let limit = validate::page_limit(limit)?;
    let user = &identity.user_id;
    let after = cursor.map(|cursor| {
        let foreign = || Error::field("cursor", "invalid", "is not a cursor of this list");
        Appointment::named(chat, user, cursor).ok_or_else(foreign)
    });
    let after = after.transpose()?;
    let (_, (found, more)) = tokio::try_join!(
        require_member(app, chat, user),
        scheduled::of(app, chat, user, after.as_ref(), limit)
    )?;
    let last = found.last().filter(|_| more);
    let next = last.map(|last| last.appointment.id.clone());
    let data = found.iter().map(Scheduled::to_wire);
    Ok(Page::of(data.collect::<Result<_>>()?, next))
}
