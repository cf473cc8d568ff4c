use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::account::Identity;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ChatId, MessageId};
use crate::message::find_message::find_message;
use crate::rules::validate;
use crate::table::profile::{self, Profile};
use crate::table::reactor;
use crate::table::side::{self, HIGHEST, Stretch};
use crate::wire::{Page, Reactor};

/// Who reacted to a message, and with what.
///
/// # Errors
/// `not_found`; `validation_failed` for a wrong limit or a foreign cursor.
pub async fn list_reactors(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    id: &MessageId,
    limit: Option<u32>,
    cursor: Option<&str>,
) -> Result<Page<Reactor>> {
    let limit = validate::page_limit(limit)?;
    let low = cursor.map(decode).transpose()?.map_or(0, |last| last + 1);
    let (_, message) = find_message(app, chat, &identity.user_id, id).await?;
    if message.deleted_at.is_some() {
        return Ok(Page::of(Vec::new(), None));
    }
    let stretch = Stretch {
        low,
        high: HIGHEST,
        forward: true,
        limit,
    };
    let partition = reactor::partition(chat, message.slot.seq);
    let (mut rows, more): (Vec<(u128, reactor::Reactor)>, bool) =
        side::read(app, &partition, stretch).await?;
    let next = rows.last().filter(|_| more).map(|(last, _)| encode(*last));
    rows.retain(|(_, row)| !row.emojis.is_empty());
    let users = rows.iter().map(|(_, row)| row.user_id.clone()).collect();
    let profiles = profile::get_many(app, users).await?;
    let reactors = rows.into_iter().map(|(_, row)| Reactor {
        user: profiles.get(&row.user_id).map(Profile::to_user),
        user_id: row.user_id,
        emojis: row.emojis,
    });
    Ok(Page::of(reactors.collect(), next))
}

fn encode(last: u128) -> String {
    URL_SAFE_NO_PAD.encode(last.to_be_bytes())
}

fn decode(cursor: &str) -> Result<u128> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok();
    let number = bytes.and_then(|bytes| Some(u128::from_be_bytes(bytes.try_into().ok()?)));
    let number = number.filter(|number| *number < HIGHEST);
    number.ok_or_else(|| Error::field("cursor", "invalid", "is not a cursor of this list"))
}
