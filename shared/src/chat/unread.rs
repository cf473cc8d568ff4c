//! How many messages somebody has not read.

use crate::app::App;
use crate::error::Result;
use crate::log::lifetime;
use crate::table::entry::{self, Entry, Range};
use crate::table::gone;
use crate::table::head::Head;
use crate::table::member::Membership;
use crate::time::Time;
use crate::wire::MessageType;

/// How many entries the first look and every further one passes over.
const STRIDES: [u32; 2] = [5, 100];

/// Others' messages that a member has not read, as far as the head knows: neither those deleted for
/// everyone, nor those that have disappeared. No record is kept for a recipient.
pub(super) async fn unread(app: &App, (head, member): &Membership) -> Result<u64> {
    unread_above(app, head, member.read_seq, member.read_ordinal).await
}

/// The same above any place.
pub(crate) async fn unread_above(app: &App, head: &Head, seq: u64, ordinal: u64) -> Result<u64> {
    if head.last_ordinal <= ordinal {
        return Ok(0);
    }
    let above = if lifetime::seconds(app, head).is_some() {
        ordinal.max(expired(app, head, seq).await?)
    } else {
        ordinal
    };
    let known_above = head.gone_known_above.unwrap_or_default();
    let far = gone::count(app, &head.chat_id, above, known_above).await?;
    let near = above.max(known_above) + 1;
    let near = head.gone.range(near..).count() as u64;
    Ok(head
        .last_ordinal
        .saturating_sub(above)
        .saturating_sub(far + near))
}

/// The ordinal of the newest message that has disappeared.
async fn expired(app: &App, head: &Head, seq: u64) -> Result<u64> {
    let now = Time::now();
    let [mut stride, next] = STRIDES;
    let mut from = seq.max(head.first_seq.saturating_sub(1));
    loop {
        let range = Range::After(from);
        let (entries, more) = entry::read(app, &head.chat_id, range, stride).await?;
        stride = next;
        for entry in &entries {
            if let Entry::Message(message) = entry
                && !message.is_expired(now)
            {
                let counts = u64::from(message.kind != MessageType::System);
                return Ok(message.slot.ordinal - counts);
            }
        }
        match entries.last() {
            Some(last) if more => from = last.seq(),
            _ => return Ok(head.last_ordinal),
        }
    }
}
