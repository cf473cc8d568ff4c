//! Who is there: connections that come and go, what people are to others, and who watches them. A
//! file per verb.

mod connect;
mod disconnect;
mod get_presence;
mod heartbeat;
mod look_again;
mod set_presence;
mod sweep;
mod tell_presence;
mod tell_watcher;
mod watch_presence;

use crate::error::{Error, Result};
use crate::id::UserId;
use crate::time::Time;
use crate::wire::{Event, Presence, UserPresence};

pub use connect::{Handshake, connect};
pub(crate) use disconnect::RETURN_SECONDS;
pub use disconnect::{disconnect, forget_connection};
pub(crate) use get_presence::see;
pub use get_presence::{get_my_presence, get_presence, list_presence};
pub use heartbeat::heartbeat;
pub(crate) use heartbeat::{has_ended, standing};
pub(crate) use look_again::look_again;
pub use set_presence::set_presence;
pub use sweep::sweep;
pub(crate) use tell_presence::{News, tell_presence};
pub(crate) use tell_watcher::tell_watcher;
pub use watch_presence::watch_presence;

/// A connection is recorded before it is open, and until `$connect` has returned a post to it is
/// answered as if it were gone (API Gateway Developer Guide, "Use @connections commands in your
/// backend service"). So long, a little longer than `$connect` may take, that is not believed.
pub const OPENING_SECONDS: i32 = 6;

/// Whether a connection that was recorded at `opened_at` (epoch seconds) may still be opening.
#[must_use]
pub fn is_opening(opened_at: i64, now: Time) -> bool {
    now.seconds() - opened_at < i64::from(OPENING_SECONDS)
}

/// The event that tells what somebody is at `ts`; whoever knows of a later one leaves it.
pub(crate) fn event(user: &UserId, seen: UserPresence, ts: Time) -> Result<Event> {
    let presence = Presence {
        user_id: user.clone(),
        seen,
    };
    Ok(Event {
        kind: "presence.updated".to_owned(),
        chat_id: None,
        seq: None,
        ts,
        data: serde_json::to_value(presence).map_err(Error::internal)?,
    })
}
