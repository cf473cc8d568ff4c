use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::account::Identity;
use crate::app::App;
use crate::chat::require_member;
use crate::error::{Error, Result};
use crate::id::ChatId;
use crate::rules::limits::LIMITS;
use crate::rules::validate;
use crate::table::entry::{self, Range};
use crate::table::member::{self, Member};
use crate::table::profile::{self, Profile};
use crate::wire::{Message, Page, Position, Status};

/// A page of a chat's history in ascending order: the newest when no position is given, and
/// `nextCursor` leads to older ones (with `afterSeq` to newer ones). Ends at the limit or at 96 KB.
///
/// # Errors
/// `not_found`; `validation_failed` for a wrong limit, a foreign cursor or two positions.
pub async fn list_messages(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    position: &Position,
) -> Result<Page<Message>> {
    let limit = validate::page_limit(position.limit)?;
    let range = range(position)?;
    let (membership, (entries, more)) = tokio::try_join!(
        require_member(app, chat, &identity.user_id),
        entry::read(app, chat, range, limit)
    )?;
    let (head, me) = membership;

    let authors = entries
        .iter()
        .map(|entry| entry.sender_id.clone())
        .collect();
    let authors = profile::get_many(app, authors);
    let others = others(app, chat, &me, head.member_count);
    let (authors, others) = tokio::try_join!(authors, others)?;

    let mut room = LIMITS.reply_bytes;
    let mut data = Vec::with_capacity(entries.len());
    let mut cut = false;
    for entry in entries {
        let sender = authors.get(&entry.sender_id).map(Profile::to_sender);
        let mut message = entry.into_message(sender);
        if message.sender_id == me.user_id {
            message.status = Some(status(&others, message.seq));
        }
        let size = serde_json::to_vec(&message).map_or(0, |bytes| bytes.len());
        if size > room && !data.is_empty() {
            cut = true;
            break;
        }
        room = room.saturating_sub(size);
        data.push(message);
    }
    let forward = matches!(range, Range::After(_));
    let last = data
        .last()
        .map(|message| message.seq)
        .filter(|_| more || cut);
    if !forward {
        data.reverse();
    }
    let as_of_seq = data.last().map_or(head.last_seq, |message| message.seq);
    Ok(Page {
        data,
        next_cursor: last.map(|seq| encode(forward, seq)),
        as_of_seq: Some(as_of_seq),
    })
}

fn range(position: &Position) -> Result<Range> {
    match (position.before_seq, position.after_seq, &position.cursor) {
        (None, None, None) => Ok(Range::Before(None)),
        (Some(seq), None, None) => Ok(Range::Before(Some(seq))),
        (None, Some(seq), None) => Ok(Range::After(seq)),
        (None, None, Some(cursor)) => decode(cursor),
        _ => Err(Error::field(
            "cursor",
            "invalid",
            "give one of beforeSeq, afterSeq and cursor, not several",
        )),
    }
}

fn encode(forward: bool, seq: u64) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}{seq}", if forward { '>' } else { '<' }))
}

fn decode(cursor: &str) -> Result<Range> {
    let text = URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let range = text.as_deref().and_then(|text| {
        let (forward, digits) = match text.strip_prefix('>') {
            Some(digits) => (true, digits),
            None => (false, text.strip_prefix('<')?),
        };
        let seq = digits.parse().ok()?;
        Some(if forward {
            Range::After(seq)
        } else {
            Range::Before(Some(seq))
        })
    });
    range.ok_or_else(|| Error::field("cursor", "invalid", "is not a cursor of this list"))
}

/// The other members' cursors; none in a chat too large for ticks.
async fn others(app: &App, chat: &ChatId, me: &Member, members: u32) -> Result<Vec<Member>> {
    if members > LIMITS.receipt_members {
        return Ok(Vec::new());
    }
    let limit = usize::try_from(members).unwrap_or(usize::MAX);
    let mut roster = member::roster(app, chat, None, limit).await?;
    roster
        .members
        .retain(|member| member.is_active() && member.user_id != me.user_id);
    Ok(roster.members)
}

/// How far one's own message has come: as far as with the slowest of the others.
fn status(others: &[Member], seq: u64) -> Status {
    let of = |member: &Member| {
        if member.read_seq >= seq {
            Status::Read
        } else if member.delivered_seq >= seq {
            Status::Delivered
        } else {
            Status::Sent
        }
    };
    others.iter().map(of).min().unwrap_or(Status::Sent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::UserId;
    use crate::wire::Role;

    #[test]
    fn cursors_keep_their_direction() {
        assert!(matches!(decode(&encode(true, 7)), Ok(Range::After(7))));
        assert!(matches!(
            decode(&encode(false, 7)),
            Ok(Range::Before(Some(7)))
        ));
        for foreign in ["", "7", "PA", "PHg"] {
            assert!(decode(foreign).is_err(), "{foreign}");
        }
    }

    #[test]
    fn the_slowest_reader_decides() {
        let chat = ChatId::generate();
        let member = |read, delivered| {
            let mut member = Member::new(&chat, &UserId::generate(), Role::Member);
            (member.read_seq, member.delivered_seq) = (read, delivered);
            member
        };
        assert_eq!(status(&[member(5, 5), member(3, 5)], 4), Status::Delivered);
        assert_eq!(status(&[member(5, 5), member(4, 4)], 4), Status::Read);
        assert_eq!(status(&[member(5, 5), member(0, 0)], 4), Status::Sent);
        assert_eq!(status(&[], 4), Status::Sent);
    }
}
