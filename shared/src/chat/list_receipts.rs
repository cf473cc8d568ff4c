use crate::account::Identity;
use crate::app::App;
use crate::error::Result;
use crate::id::ChatId;
use crate::log::require_member;
use crate::message::{require_receipts, tells};
use crate::table::member::{self, Member};
use crate::time::Time;
use crate::wire::{Cursors, Page};

/// The cursors of a chat's other members, in chats of up to 256.
///
/// # Errors
/// `not_found`; `limit_reached` in a larger chat.
pub async fn list_receipts(app: &App, identity: &Identity, chat: &ChatId) -> Result<Page<Cursors>> {
    let (head, me) = require_member(app, chat, &identity.user_id).await?;
    require_receipts(head.member_count)?;
    let everybody = member::everybody(app, chat).await?.into_iter();
    let others = everybody.filter(|one| one.user_id != me.user_id);
    let cursors = others.map(|one| cursors(&me, &one));
    Ok(Page::of(cursors.collect(), None))
}

fn cursors(me: &Member, other: &Member) -> Cursors {
    let tells = tells(me, other);
    Cursors {
        user_id: other.user_id.clone(),
        read_seq: tells.then_some(other.read_seq),
        read_at: other.read_at.filter(|_| tells).map(Time::from_millis),
        delivered_seq: other.received_seq(),
        delivered_at: other.received_at().map(Time::from_millis),
    }
}
