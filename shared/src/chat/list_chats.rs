use std::cmp::Reverse;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::account::Identity;
use crate::app::App;
use crate::chat::view;
use crate::error::{Error, Result};
use crate::id::ChatId;
use crate::rules::validate;
use crate::table::head::Head;
use crate::table::member::{self, Membership};
use crate::time::Time;
use crate::wire::{Chat, Page};

/// The caller's chats, newest activity first.
///
/// Three rounds of reads one after another: the index, heads and member records, names. The order
/// is made here, since keeping it in a table would cost a write per member and message.
///
/// # Errors
/// `validation_failed` for a wrong limit or a foreign cursor.
pub async fn list_chats(
    app: &App,
    identity: &Identity,
    limit: Option<u32>,
    cursor: Option<&str>,
) -> Result<Page<Chat>> {
    let limit = validate::page_limit(limit)? as usize;
    let after = cursor.map(decode).transpose()?;
    let user = &identity.user_id;

    let ids = member::chats_of(app, user).await?;
    let mut found = member::memberships(app, user, &ids).await?;
    found.retain(|(_, member)| member.is_active());
    found.sort_by_cached_key(|(head, _)| place(head));
    let start = after.map_or(0, |after| {
        found.partition_point(|(head, _)| place(head) <= after)
    });
    let page: Vec<Membership> = found.iter().skip(start).take(limit).cloned().collect();
    let more = start + page.len() < found.len();
    let next_cursor = page
        .last()
        .filter(|_| more)
        .map(|(head, _)| encode(&place(head)));

    Ok(Page::of(
        view::for_reader(app, user, &page).await?,
        next_cursor,
    ))
}

type Place = (Reverse<Time>, ChatId);

fn place(head: &Head) -> Place {
    let activity = head
        .preview
        .as_ref()
        .map_or(head.created_at, |last| last.created_at);
    (Reverse(activity), head.chat_id.clone())
}

fn encode((Reverse(time), chat): &Place) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}.{chat}", time.millis()))
}

fn decode(cursor: &str) -> Result<Place> {
    let text = URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    text.as_deref()
        .and_then(|text| text.split_once('.'))
        .and_then(|(millis, chat)| Some((millis.parse().ok()?, chat)))
        .map(|(millis, chat)| (Reverse(Time::from_millis(millis)), ChatId::from(chat)))
        .ok_or_else(|| Error::field("cursor", "invalid", "is not a cursor of this list"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_trip() {
        let place = (
            Reverse(Time::from_millis(1_763_640_000_007)),
            ChatId::generate(),
        );
        assert_eq!(decode(&encode(&place)).unwrap(), place);
        for foreign in ["", "!!", "bm9uc2Vuc2U"] {
            assert!(decode(foreign).is_err(), "{foreign}");
        }
    }
}
