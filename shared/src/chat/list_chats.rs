use std::cmp::Reverse;

use crate::account::Identity;
use crate::app::App;
use crate::chat::delivered::Delivered;
use crate::chat::view;
use crate::error::Result;
use crate::id::ChatId;
use crate::rules::validate;
use crate::table::head::Head;
use crate::table::member::{self, Member, Membership};
use crate::time::Time;
use crate::wire::{Chat, Page};

/// The caller's chats: those they have pinned first, then newest activity first; those they have put
/// away (archived), or all others.
///
/// Three rounds of reads one after another: the index, heads and member records, names. The order
/// is made here, since keeping it in a table would cost a write per member and message. A page has
/// what was on none before, so that a chat that moves meanwhile is neither skipped nor repeated.
///
/// # Errors
/// `validation_failed` for a wrong limit or a foreign cursor.
pub async fn list_chats(
    app: &App,
    identity: &Identity,
    archived: bool,
    limit: Option<u32>,
    cursor: Option<&str>,
) -> Result<Page<Chat>> {
    let limit = validate::page_limit(limit)? as usize;
    let mut delivered = cursor
        .map(Delivered::decode)
        .transpose()?
        .unwrap_or_default();
    let user = &identity.user_id;

    let ids = member::chats_of(app, user).await?;
    let mut found = member::memberships(app, user, &ids).await?;
    found.retain(|membership| {
        let (head, member) = membership;
        let is_listed = member.archived == archived && !member.has_put_away(head);
        let is_told = delivered.has(&head.chat_id, activity(head));
        member::is_present(membership) && is_listed && !is_told
    });
    found.sort_by_cached_key(place);
    let page: Vec<Membership> = found.iter().take(limit).cloned().collect();
    let more = page.len() < found.len();
    for (head, _) in &page {
        delivered.add(&head.chat_id, activity(head));
    }
    let next_cursor = more.then(|| delivered.encode());
    Ok(Page::of(
        view::for_reader(app, user, &page).await?,
        next_cursor,
    ))
}

fn place((head, member): &(Head, Member)) -> (bool, Reverse<Time>, ChatId) {
    (
        !member.pinned,
        Reverse(activity(head)),
        head.chat_id.clone(),
    )
}

fn activity(head: &Head) -> Time {
    let last = head.preview.as_ref();
    last.map_or(head.created_at, |last| last.created_at)
}
