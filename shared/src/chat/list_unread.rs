use futures::future::try_join_all;

use crate::account::Identity;
use crate::app::App;
use crate::chat::unread::unread;
use crate::error::Result;
use crate::table::member;
use crate::time::Time;
use crate::wire::{Unread, UnreadChat};

/// What the caller has not read, in all and chat by chat. What is muted does not count in all.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn list_unread(app: &App, identity: &Identity) -> Result<Unread> {
    let user = &identity.user_id;
    let chats = member::chats_of(app, user).await?;
    let mut found = member::memberships(app, user, &chats).await?;
    found.retain(|one| member::is_present(one) && !one.1.has_put_away(&one.0));
    let counts = try_join_all(found.iter().map(|membership| unread(app, membership))).await?;
    let now = Time::now();
    let (mut total, mut chats) = (0, Vec::new());
    for ((head, member), unread_count) in found.into_iter().zip(counts) {
        if unread_count == 0 {
            continue;
        }
        let is_muted = member.muted_until.is_some_and(|until| until > now);
        total += if is_muted { 0 } else { unread_count };
        let chat_id = head.chat_id;
        chats.push(UnreadChat {
            chat_id,
            unread_count,
        });
    }
    chats.sort_by(|one, other| one.chat_id.cmp(&other.chat_id));
    Ok(Unread { total, chats })
}
