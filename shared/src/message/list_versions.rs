use crate::account::Identity;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ChatId, MessageId};
use crate::message::find_message::find_message;
use crate::message::list_messages::{after, decode};
use crate::rules::validate;
use crate::table::entry::Range;
use crate::table::side::{self, HIGHEST, Stretch};
use crate::table::version::{self, StoredVersion};
use crate::wire::{Content, Page, Version};

/// What a message said before, oldest first. A deleted message has no former versions.
///
/// # Errors
/// `not_found`; `validation_failed` for a wrong limit or a foreign cursor.
pub async fn list_versions(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    id: &MessageId,
    limit: Option<u32>,
    cursor: Option<&str>,
) -> Result<Page<Version>> {
    let limit = validate::page_limit(limit)?;
    let from = behind(cursor)?;
    let (_, message) = find_message(app, chat, &identity.user_id, id).await?;
    if message.deleted_at.is_some() {
        return Ok(Page::of(Vec::new(), None));
    }
    let stretch = Stretch {
        low: u128::from(from) + 1,
        high: HIGHEST,
        forward: true,
        limit,
    };
    let partition = version::partition(chat, message.slot.seq);
    let (rows, more): (Vec<(u128, StoredVersion)>, bool) =
        side::read(app, &partition, stretch).await?;
    let versions = rows
        .into_iter()
        .map(|(seq, version)| to_version(u64::try_from(seq).unwrap_or_default(), version));
    let data: Vec<Version> = versions.collect::<Result<_>>()?;
    let next = data.last().filter(|_| more).map(|last| after(last.seq));
    Ok(Page::of(data, next))
}

/// The number behind which a list goes on.
pub(super) fn behind(cursor: Option<&str>) -> Result<u64> {
    match cursor.map(decode).transpose()? {
        None => Ok(0),
        Some(Range::After(seq)) => Ok(seq),
        Some(Range::Before(_)) => Err(Error::field(
            "cursor",
            "invalid",
            "is not a cursor of this list",
        )),
    }
}

fn to_version(seq: u64, version: StoredVersion) -> Result<Version> {
    let content: Content = match &version.body {
        Some(json) => serde_json::from_str(json).map_err(Error::internal)?,
        None => Content::default(),
    };
    Ok(Version {
        seq,
        text: version.text,
        mentions: content.mentions,
        metadata: content.metadata,
        at: version.at,
    })
}
