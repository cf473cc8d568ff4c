//! Connections that come and go: a file per verb.

mod connect;
mod disconnect;

use crate::time::Time;

pub use connect::{Handshake, connect};
pub use disconnect::{disconnect, forget_connection};

/// A connection is recorded before it is open, and until `$connect` has returned a post to it is
/// answered as if it were gone (API Gateway Developer Guide, "Use @connections commands in your
/// backend service"). So long, a little longer than `$connect` may take, that is not believed.
pub const OPENING_SECONDS: i32 = 6;

/// Whether a connection that was recorded at `opened_at` (epoch seconds) may still be opening.
#[must_use]
pub fn is_opening(opened_at: i64, now: Time) -> bool {
    now.seconds() - opened_at < i64::from(OPENING_SECONDS)
}
