use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ChatId, UserId};
use crate::table::{head, member};

/// The chat and the caller's membership, strongly consistent, in one round of parallel reads.
///
/// # Errors
/// `not_found` when there is no such chat or the caller is not in it: a stranger cannot tell.
pub async fn require_member(app: &App, chat: &ChatId, user: &UserId) -> Result<member::Membership> {
    let (member, head) = tokio::try_join!(member::get(app, chat, user), head::get(app, chat))?;
    present(head, member)
}

/// The same for records that were read already.
pub(crate) fn present(
    head: Option<head::Head>,
    member: Option<member::Member>,
) -> Result<member::Membership> {
    let head = head.filter(|head| head.deleted_at.is_none());
    match (head, member.filter(member::Member::is_active)) {
        (Some(head), Some(member)) => Ok((head, member)),
        _ => Err(Error::not_found("chat")),
    }
}
