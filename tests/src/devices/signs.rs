//! What somebody can be: what is known of the signs of life that their connections have given.

use std::collections::BTreeMap;
use std::fmt;

use super::PACE;
use crate::presence::now;

/// A function is done after so many milliseconds, or never (`Timeout` in template.yaml).
const DONE_MS: i64 = 10_000;

/// When something happened last, in milliseconds since 1970: not before the one, not after the other.
#[derive(Clone, Copy, Debug)]
struct Span {
    earliest: i64,
    latest: i64,
}

/// One connection, as its device knows it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signs {
    /// Its newest sign of life.
    seen: Span,
    /// When the device was used last.
    used: Span,
    is_open: bool,
    has_ended: bool,
    /// Until then it may be closed by somebody who found it silent before it was heard again.
    doubtful_until: i64,
}

/// Everything that is known of one person.
#[derive(Clone, Debug, Default)]
pub(super) struct Truth {
    connections: BTreeMap<u32, Signs>,
    count: u32,
    /// When the service certainly knew that they were there, for the last time.
    pub(super) last_sign: Option<i64>,
}

/// Which statuses can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Possible {
    online: bool,
    away: bool,
    offline: bool,
}

impl Truth {
    /// A connection is about to open; from now on it can be known.
    pub(super) fn opening(&mut self) -> u32 {
        let soon = Span {
            earliest: 0,
            latest: i64::MAX,
        };
        self.count += 1;
        let signs = Signs {
            seen: soon,
            used: soon,
            is_open: false,
            has_ended: false,
            doubtful_until: 0,
        };
        self.connections.insert(self.count, signs);
        self.count
    }

    /// It is open, having been asked for at this time.
    pub(super) fn opened(&mut self, connection: u32, asked: i64) {
        self.heard(connection, true, (asked, now()));
        self.update(connection, |signs| signs.is_open = true);
        self.last_sign = self.last_sign.max(Some(asked));
    }

    /// It says that it lives, and perhaps that it is used: from now on this can be known.
    pub(super) fn says(&mut self, connection: u32, used: bool) {
        self.update(connection, |signs| {
            signs.seen.latest = i64::MAX;
            if used {
                signs.used.latest = i64::MAX;
            }
        });
    }

    /// That was taken, having been said at this time. One that was silent for too long may have been
    /// forgotten before: then it is answered and closed, and what it says is not noted.
    pub(super) fn answered(&mut self, connection: u32, used: bool, asked: i64) {
        let answered = now();
        let mut is_noted = false;
        self.update(connection, |signs| {
            if answered - signs.seen.earliest >= millis(PACE.silent) {
                signs.doubtful_until = answered + DONE_MS;
            }
            is_noted = asked > signs.doubtful_until;
        });
        self.heard(connection, used, (asked, answered));
        if is_noted {
            self.last_sign = self.last_sign.max(Some(asked));
        }
    }

    /// There will be no answer, since it was closed. Whether it had to live, or had been silent for
    /// too long.
    pub(super) fn closed(&mut self, connection: u32, used: bool) -> bool {
        let now = now();
        let mut had_to_live = false;
        self.update(connection, |signs| {
            had_to_live = signs.surely_lives(now);
            signs.has_ended = true;
            // What it said may come to be known yet.
            signs.seen.latest = now + DONE_MS;
            if used {
                signs.used.latest = now + DONE_MS;
            }
        });
        had_to_live
    }

    /// The device is about to end it, or is gone.
    pub(super) fn ends(&mut self, connection: u32) {
        self.update(connection, |signs| signs.has_ended = true);
    }

    fn heard(&mut self, connection: u32, used: bool, (earliest, latest): (i64, i64)) {
        let span = Span { earliest, latest };
        self.update(connection, |signs| {
            signs.seen = span;
            if used {
                signs.used = span;
            }
        });
    }

    /// Forgets connections of which the service cannot believe any more that they live.
    pub(super) fn tidy(&mut self) {
        let oldest = now() - 2 * millis(PACE.silent);
        self.connections
            .retain(|_, signs| !signs.has_ended || signs.seen.latest > oldest);
    }

    fn update(&mut self, connection: u32, change: impl FnOnce(&mut Signs)) {
        change(self.connections.get_mut(&connection).expect("it is known"));
    }
}

impl Signs {
    /// Whether the service must take it for alive at this time.
    fn surely_lives(&self, at: i64) -> bool {
        let is_heard = at - self.seen.earliest < millis(PACE.silent);
        self.is_open && is_heard && at > self.doubtful_until
    }

    /// Whether it must take it for used, if it lives.
    fn surely_used(&self, at: i64) -> bool {
        at - self.used.earliest < millis(PACE.away)
    }
}

impl Possible {
    /// What can be read within some time, given what was known before and after.
    ///
    /// A connection that has ended may count as long as one of which nothing is heard: nobody may
    /// have told that it has.
    pub(super) fn between(before: &Truth, after: &Truth, (from, to): (i64, i64)) -> Self {
        let (silent, away) = (millis(PACE.silent), millis(PACE.away));
        let mut possible = Self {
            online: false,
            away: false,
            offline: true,
        };
        let mut is_used = false;
        for (connection, signs) in &after.connections {
            let known = before.connections.get(connection);
            let known = known.filter(|known| {
                !signs.has_ended && signs.surely_lives(to) && known.surely_lives(to)
            });
            let may_live = from.saturating_sub(signs.seen.latest) <= silent;
            let may_be_used = from.saturating_sub(signs.used.latest) < away;
            let surely_used = known.is_some_and(|known| known.surely_used(to));
            possible.online |= may_live && may_be_used;
            possible.away |= may_live && !surely_used;
            possible.offline &= known.is_none();
            is_used |= surely_used;
        }
        possible.away &= !is_used;
        possible
    }

    /// Whether this status can be read.
    pub(super) fn allows(self, status: &str) -> bool {
        self.statuses().contains(&status)
    }

    /// The status, when there is no doubt about it.
    pub(super) fn only(self) -> Option<&'static str> {
        match self.statuses()[..] {
            [status] => Some(status),
            _ => None,
        }
    }

    fn statuses(self) -> Vec<&'static str> {
        let all = [
            ("online", self.online),
            ("away", self.away),
            ("offline", self.offline),
        ];
        all.iter()
            .filter(|(_, is_possible)| *is_possible)
            .map(|(status, _)| *status)
            .collect()
    }
}

impl fmt::Display for Possible {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.statuses().join(" or "))
    }
}

fn millis(seconds: u32) -> i64 {
    i64::from(seconds) * 1_000
}
