use crate::app::App;
use crate::error::Result;
use crate::id::ChatId;
use crate::table::StoredMessage;
use crate::table::entry::{self, Entry, Range};
use crate::time::Time;

/// How often one page may look further when it meets changes or what has disappeared: its cost stays
/// constant, and it may be short.
const ROUNDS: u32 = 4;

/// Messages in the direction of a range.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) messages: Vec<StoredMessage>,
    /// The last place that was looked at.
    pub(super) last: Option<u64>,
    /// The first place that was looked at.
    pub(super) first: Option<u64>,
    /// Up to here messages follow each other without a gap or a change, from the beginning of the
    /// range.
    pub(super) unbroken: Option<u64>,
    /// There may be more behind it.
    pub(super) more: bool,
}

impl Gathered {
    /// Leaves everything to the page that begins after `seq`.
    pub(super) fn leave_out(&mut self, seq: u64) {
        self.more |= self.last.is_some();
        self.last = Some(seq);
        self.messages.clear();
    }
}

/// Reads up to `limit` messages of a chat, without changes and without what has disappeared.
pub(super) async fn gather(app: &App, chat: &ChatId, range: Range, limit: u32) -> Result<Gathered> {
    let wanted = limit as usize;
    let mut gathered = Gathered {
        messages: Vec::with_capacity(wanted),
        last: None,
        first: None,
        unbroken: None,
        more: true,
    };
    let mut next = match range {
        Range::After(seq) => seq.saturating_add(1),
        Range::Before(_) => 0,
    };
    let mut range = range;
    let now = Time::now();
    for _ in 0..ROUNDS {
        let (entries, more) = entry::read(app, chat, range, limit).await?;
        gathered.more = more;
        let mut entries = entries.into_iter();
        for entry in entries.by_ref() {
            let seq = entry.seq();
            gathered.first.get_or_insert(seq);
            gathered.last = Some(seq);
            if let Entry::Message(message) = entry
                && !message.is_expired(now)
            {
                if seq == next {
                    gathered.unbroken = Some(seq);
                    next += 1;
                }
                gathered.messages.push(*message);
            }
            if gathered.messages.len() == wanted {
                break;
            }
        }
        gathered.more |= entries.next().is_some();
        let (Some(last), true) = (gathered.last, gathered.more) else {
            break;
        };
        if gathered.messages.len() == wanted {
            break;
        }
        range = match range {
            Range::Before(_) => Range::Before(Some(last)),
            Range::After(_) => Range::After(last),
        };
    }
    Ok(gathered)
}
