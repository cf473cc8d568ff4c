use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::id::UserId;
use crate::limit::policy::Class;
use crate::time::Time;

/// Seconds of a window.
pub(super) const WINDOW_SECONDS: i64 = 60;
/// Requests after which an environment tells the others.
pub(super) const STRIDE: u32 = 5;
/// Counters after which those of former minutes are thrown away.
const MANY: usize = 10_000;

/// What this environment counted in the present minute.
#[derive(Debug, Default)]
pub struct Counts(Mutex<HashMap<(UserId, String), Window>>);

#[derive(Clone, Copy, Debug)]
struct Window {
    minute: i64,
    /// Requests let through here.
    own: u32,
    /// What was told of them: a multiple of the stride.
    told: u32,
    /// What the others have told.
    others: u32,
    /// So much earlier the first time is: in the middle, what all have told is what all let through.
    lead: u32,
}

/// What is left for a caller, as the headers tell (draft-ietf-httpapi-ratelimit-headers-10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// What is counted together.
    pub name: String,
    /// Requests a minute.
    pub most: u32,
    /// Those that are left.
    pub left: u32,
    /// Seconds until the minute is over.
    pub seconds: u32,
}

/// What is done with a request.
pub(super) struct Decision {
    pub(super) allowance: Allowance,
    pub(super) admitted: bool,
    /// The others are to be told of so many more.
    pub(super) tell: Option<u32>,
    pub(super) minute: i64,
}

impl Counts {
    /// Counts a request, unless there were too many: what is refused is not counted, and writes
    /// nothing.
    pub(super) fn decide(&self, user: &UserId, class: &Class, now: Time) -> Decision {
        let minute = now.seconds().div_euclid(WINDOW_SECONDS);
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MANY {
            counts.retain(|_, window| window.minute == minute);
        }
        let fresh = Window {
            minute,
            own: 0,
            told: 0,
            others: 0,
            lead: rand::random::<u32>() % STRIDE,
        };
        let window = counts
            .entry((user.clone(), class.name.clone()))
            .or_insert(fresh);
        if window.minute != minute {
            *window = fresh;
        }
        let admitted = window.own + window.others < class.most;
        let mut tell = None;
        if admitted {
            window.own += 1;
            if window.own + window.lead >= window.told + STRIDE {
                window.told += STRIDE;
                tell = Some(STRIDE);
            }
        }
        let seconds = WINDOW_SECONDS - now.seconds().rem_euclid(WINDOW_SECONDS);
        Decision {
            allowance: Allowance {
                name: class.name.clone(),
                most: class.most,
                left: class.most.saturating_sub(window.own + window.others),
                seconds: u32::try_from(seconds).unwrap_or_default(),
            },
            admitted,
            tell,
            minute,
        }
    }

    /// Takes note of what all environments have told in a minute.
    pub(super) fn learn(&self, user: &UserId, class: &str, minute: i64, all: u32) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let window = counts.get_mut(&(user.clone(), class.to_owned()));
        if let Some(window) = window.filter(|window| window.minute == minute) {
            window.others = all.saturating_sub(window.told);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class() -> Class {
        Class {
            name: "default".to_owned(),
            most: 10,
        }
    }

    #[test]
    fn one_environment_counts_exactly() {
        let (counts, user) = (Counts::default(), UserId::from("usr_1"));
        let now = Time::from_millis(90_000);
        for left in (0..10).rev() {
            let decision = counts.decide(&user, &class(), now);
            assert!(decision.admitted);
            assert_eq!(
                (decision.allowance.left, decision.allowance.seconds),
                (left, 30)
            );
        }
        let refused = counts.decide(&user, &class(), now);
        assert!(!refused.admitted && refused.tell.is_none());
        assert!(
            counts
                .decide(&UserId::from("usr_2"), &class(), now)
                .admitted
        );
        let later = Time::from_millis(120_000);
        assert!(counts.decide(&user, &class(), later).admitted);
    }

    #[test]
    fn what_others_told_counts() {
        let (counts, user) = (Counts::default(), UserId::from("usr_1"));
        let now = Time::from_millis(0);
        let mut told = 0;
        for _ in 0..5 {
            told += counts.decide(&user, &class(), now).tell.unwrap_or_default();
        }
        assert_eq!(told, 5, "every fifth request tells, whatever the lead");
        counts.learn(&user, "default", 0, told + 5);
        assert!(!counts.decide(&user, &class(), now).admitted);
        counts.learn(&user, "default", 7, 0);
        assert!(
            !counts.decide(&user, &class(), now).admitted,
            "of another minute"
        );
    }
}
