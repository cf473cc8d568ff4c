use crate::app::App;
use crate::table::head::Head;

const SECONDS_PER_DAY: u32 = 24 * 60 * 60;

/// After how many seconds a message of this chat disappears: the shorter of what the chat and the
/// deployment say; none when it stays.
pub(crate) fn seconds(app: &App, head: &Head) -> Option<u32> {
    let days = app.config.history_days;
    let kept = days.map(|days| days.saturating_mul(SECONDS_PER_DAY));
    match (head.disappear_after_seconds, kept) {
        (Some(chat), Some(kept)) => Some(chat.min(kept)),
        (chat, kept) => chat.or(kept),
    }
}
