use crate::account::Identity;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::id::{ChatId, MessageId};
use crate::message::find_message::find_message;
use crate::rules::limits::LIMITS;
use crate::table::member::{self, Member};
use crate::table::profile::{self, Profile};
use crate::time::Time;
use crate::wire::{Page, Reader};

/// Who has received and read a message: its sender apart, everyone whose cursor stands at it or
/// behind, in chats of up to 256 members.
///
/// # Errors
/// `not_found`; `limit_reached` in a larger chat.
pub async fn list_readers(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    id: &MessageId,
) -> Result<Page<Reader>> {
    let ((head, me), message) = find_message(app, chat, &identity.user_id, id).await?;
    require_receipts(head.member_count)?;
    let mut members = member::everybody(app, chat).await?;
    let seq = message.slot.seq;
    members.retain(|one| {
        let was_here = one.joined_seq < seq;
        was_here && one.user_id != message.sender_id && one.received_seq() >= seq
    });
    let users = members.iter().map(|one| one.user_id.clone()).collect();
    let profiles = profile::get_many(app, users).await?;
    let readers = members.into_iter().map(|one| Reader {
        user: profiles.get(&one.user_id).map(Profile::to_user),
        read_at: tells(&me, &one)
            .then_some(one.read_at)
            .flatten()
            .filter(|_| one.read_seq >= seq)
            .map(Time::from_millis),
        delivered_at: one.received_at().map(Time::from_millis),
        user_id: one.user_id,
    });
    Ok(Page::of(readers.collect(), None))
}

/// Whether one is told what the other has read: both have to tell.
pub(crate) fn tells(me: &Member, other: &Member) -> bool {
    me.user_id == other.user_id || !(me.receipts_off || other.receipts_off)
}

/// Refuses a chat that is too large for receipts.
pub(crate) fn require_receipts(members: u32) -> Result<()> {
    let most = LIMITS.receipt_members;
    if members <= most {
        return Ok(());
    }
    let detail = format!("Receipts are kept in chats of up to {most} members.");
    Err(Error::new(Code::LimitReached, detail))
}
