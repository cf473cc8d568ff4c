//! What a user does in a month, as far as it is assumed.

use super::super::operations::Used;
use super::super::sending::Sent;
use super::counts::Counts;

/// Days in a month.
const DAYS: f64 = 365.0 / 12.0;

/// The habits of one user on an average day.
#[derive(Debug)]
pub(super) struct Profile {
    /// Messages sent.
    pub(super) messages: f64,
    /// The part of them that goes to groups of 20 with 5 online; the rest is direct, to one who is
    /// online.
    pub(super) to_groups: f64,
    /// Hours online, with one device.
    pub(super) hours: f64,
    /// Times a device connects; each time it syncs, lists the chats and refreshes its token.
    pub(super) connects: f64,
    /// Minutes between two heartbeats.
    pub(super) heartbeat_minutes: f64,
    /// Times somebody reads what others wrote; each moves a cursor and sends a receipt.
    pub(super) reads: f64,
    /// Pages of history opened.
    pub(super) pages: f64,
}

/// Users whose month is priced.
pub(super) const USERS: f64 = 1_000.0;

pub(super) const PROFILE: Profile = Profile {
    messages: 40.0,
    to_groups: 0.3,
    hours: 2.0,
    connects: 6.0,
    heartbeat_minutes: 4.0,
    reads: 40.0,
    pages: 20.0,
};

impl Profile {
    /// What one user uses in a month.
    pub(super) fn month(&self, sent: &Sent, used: &Used) -> Counts {
        let minutes = self.hours * 60.0;
        let online = Counts {
            connection_minutes: minutes,
            ..Counts::default()
        };
        let connects = used.connection + used.sync + used.list_chats + used.refresh;
        let day = sent.direct * (self.messages * (1.0 - self.to_groups))
            + sent.ordinary * (self.messages * self.to_groups)
            + connects * self.connects
            + used.heartbeat * (minutes / self.heartbeat_minutes)
            + used.mark_read * self.reads
            + used.history * self.pages
            + online;
        day * DAYS
    }
}
