use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::account::Identity;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::ChatId;
use crate::log::require_member;
use crate::message::gather::{Gathered, gather};
use crate::message::present::present;
use crate::rules::limits::LIMITS;
use crate::rules::validate;
use crate::table::entry::Range;
use crate::table::member::Membership;
use crate::wire::{Message, Page, Position};

/// A page of a chat's history in ascending order: the newest when no position is given, and
/// `nextCursor` leads to older ones (with `afterSeq` to newer ones). With `aroundSeq` both sides of
/// a place, and `prevCursor` leads to newer ones. Ends at the limit or at 96 KB; may be short where
/// much was changed or has disappeared.
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
    let asked = Asked::of(position)?;
    let membership = require_member(app, chat, &identity.user_id);
    match asked {
        Asked::Range(range) => {
            let (membership, mut gathered) =
                tokio::try_join!(membership, gather(app, chat, range, limit))?;
            let (mut range, floor) = (range, membership.1.floor(&membership.0));
            if let Range::After(seq) = range
                && seq < floor
            {
                range = Range::After(floor);
                gathered = gather(app, chat, range, limit).await?;
            }
            one_way(app, &membership, range, gathered).await
        }
        Asked::Around(seq) => {
            let older = Range::Before(seq.checked_add(1));
            let (membership, older, mut newer) = tokio::try_join!(
                membership,
                gather(app, chat, older, limit - limit / 2),
                gather(app, chat, Range::After(seq), (limit / 2).max(1))
            )?;
            if limit == 1 {
                // There is no room for it: it begins the next page.
                newer.leave_out(seq);
            }
            around(app, &membership, older, newer).await
        }
    }
}

async fn one_way(
    app: &App,
    membership: &Membership,
    range: Range,
    gathered: Gathered,
) -> Result<Page<Message>> {
    let forward = matches!(range, Range::After(_));
    let messages = present(app, membership, gathered.messages).await?;
    let (mut data, cut) = fit(messages, LIMITS.reply_bytes);
    let last = if cut {
        data.last().map(|message| message.seq)
    } else {
        gathered.last.filter(|_| gathered.more)
    };
    // Nothing below is theirs to read.
    let floor = membership.1.floor(&membership.0);
    let last = last.filter(|seq| forward || *seq > floor + 1);
    // What is contained: forward, not what changed messages before; backward, the newest.
    let as_of_seq = match range {
        Range::After(seq) => {
            let unbroken = gathered.unbroken.unwrap_or(seq);
            let shown = data.last().filter(|_| cut);
            shown.map_or(unbroken, |last| unbroken.min(last.seq))
        }
        Range::Before(_) => gathered.first.unwrap_or_default(),
    };
    if !forward {
        data.reverse();
    }
    Ok(Page {
        data,
        next_cursor: last.map(|seq| encode(forward, seq)),
        prev_cursor: None,
        as_of_seq: Some(as_of_seq),
    })
}

async fn around(
    app: &App,
    membership: &Membership,
    mut older: Gathered,
    mut newer: Gathered,
) -> Result<Page<Message>> {
    let (below, above) = tokio::try_join!(
        present(app, membership, std::mem::take(&mut older.messages)),
        present(app, membership, std::mem::take(&mut newer.messages))
    )?;
    let (mut data, cut_below) = fit(below, LIMITS.reply_bytes / 2);
    let (mut above, cut_above) = fit(above, LIMITS.reply_bytes / 2);
    let end = |shown: &[Message], cut: bool, gathered: &Gathered| {
        if cut {
            shown.last().map(|message| message.seq)
        } else {
            gathered.last.filter(|_| gathered.more)
        }
    };
    let floor = membership.1.floor(&membership.0);
    let next = end(&data, cut_below, &older).filter(|seq| *seq > floor + 1);
    let prev = end(&above, cut_above, &newer);
    data.reverse();
    data.append(&mut above);
    Ok(Page {
        data,
        next_cursor: next.map(|seq| encode(false, seq)),
        prev_cursor: Some(prev.map(|seq| encode(true, seq))),
        as_of_seq: Some(older.first.unwrap_or_default()),
    })
}

/// As many of the messages as fit, at least one; `true` when that is not all.
fn fit(messages: Vec<Message>, mut room: usize) -> (Vec<Message>, bool) {
    let mut data = Vec::with_capacity(messages.len());
    for message in messages {
        let size = serde_json::to_vec(&message).map_or(0, |bytes| bytes.len());
        if size > room && !data.is_empty() {
            return (data, true);
        }
        room = room.saturating_sub(size);
        data.push(message);
    }
    (data, false)
}

/// Which part is asked for.
enum Asked {
    Range(Range),
    Around(u64),
}

impl Asked {
    fn of(position: &Position) -> Result<Self> {
        let Position {
            before_seq,
            after_seq,
            around_seq,
            cursor,
            ..
        } = position;
        match (before_seq, after_seq, around_seq, cursor) {
            (None, None, None, None) => Ok(Self::Range(Range::Before(None))),
            (Some(seq), None, None, None) => Ok(Self::Range(Range::Before(Some(*seq)))),
            (None, Some(seq), None, None) => Ok(Self::Range(Range::After(*seq))),
            (None, None, Some(seq), None) => Ok(Self::Around(*seq)),
            (None, None, None, Some(cursor)) => decode(cursor).map(Self::Range),
            _ => Err(Error::field(
                "cursor",
                "invalid",
                "give one of beforeSeq, afterSeq, aroundSeq and cursor, not several",
            )),
        }
    }
}

fn encode(forward: bool, seq: u64) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}{seq}", if forward { '>' } else { '<' }))
}

pub(super) fn decode(cursor: &str) -> Result<Range> {
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

/// A cursor that leads on from a number, in ascending order.
pub(super) fn after(seq: u64) -> String {
    encode(true, seq)
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
