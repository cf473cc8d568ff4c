//! How far one's own messages have come.

use crate::app::App;
use crate::error::Result;
use crate::rules::limits::LIMITS;
use crate::table::member::{self, Member, Membership};
use crate::wire::Status;

/// The other members, when somebody's ticks are asked for; none in a chat too large for ticks.
///
/// # Errors
/// When DynamoDB refuses.
pub(crate) async fn others(
    app: &App,
    (head, me): &Membership,
    wanted: bool,
) -> Result<Vec<Member>> {
    if !wanted || head.member_count > LIMITS.receipt_members {
        return Ok(Vec::new());
    }
    let mut others = member::everybody(app, &head.chat_id).await?;
    others.retain(|member| member.user_id != me.user_id);
    Ok(others)
}

/// How far a message of `me` has come: as far as with the slowest of the others who were here. Who does not tell
/// what they read is not told either, and so nobody's reading shows.
pub(crate) fn status(me: &Member, others: &[Member], seq: u64) -> Status {
    let of = |member: &Member| {
        let tells = !me.receipts_off && !member.receipts_off;
        if member.read_seq >= seq && tells {
            Status::Read
        } else if member.received_seq() >= seq {
            Status::Delivered
        } else {
            Status::Sent
        }
    };
    let were_here = others.iter().filter(|member| member.joined_seq < seq);
    were_here.map(of).min().unwrap_or(Status::Sent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{ChatId, UserId};
    use crate::wire::Role;

    fn member(read: u64, delivered: u64) -> Member {
        let mut member = Member::new(&ChatId::generate(), &UserId::generate(), Role::Member);
        (member.read_seq, member.delivered_seq) = (read, delivered);
        member
    }

    #[test]
    fn the_slowest_reader_decides() {
        let me = member(0, 0);
        let of = |others: &[Member]| status(&me, others, 4);
        assert_eq!(of(&[member(5, 5), member(3, 5)]), Status::Delivered);
        assert_eq!(of(&[member(5, 5), member(4, 4)]), Status::Read);
        assert_eq!(of(&[member(5, 5), member(0, 0)]), Status::Sent);
        assert_eq!(of(&[]), Status::Sent);
    }

    #[test]
    fn who_does_not_tell_is_not_told() {
        let (mut me, mut other) = (member(0, 0), member(5, 5));
        other.receipts_off = true;
        assert_eq!(status(&me, &[other.clone()], 4), Status::Delivered);
        (me.receipts_off, other.receipts_off) = (true, false);
        assert_eq!(status(&me, &[other], 4), Status::Delivered);
    }
}
