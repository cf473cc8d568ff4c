//! When somebody is there, away or gone.

use crate::error::{Error, Result};
use crate::rules::findings::Findings;
use crate::rules::limits::LIMITS;
use crate::time::Time;
use crate::wire::{PresenceStatus, SetPresence};

/// How long a device stays what it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    /// Seconds after which a device that was not used is away.
    pub away_seconds: u32,
    /// Seconds after which one that sent no heartbeat is taken for gone.
    pub silent_seconds: u32,
}

/// What a connection was last known to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signs {
    /// Its newest sign of life.
    pub seen_at: Time,
    /// When somebody last used the device.
    pub active_at: Time,
}

impl Signs {
    /// Its heartbeats have not come for so long that it must be gone.
    #[must_use]
    pub fn is_silent(&self, now: Time, pace: Pace) -> bool {
        now.millis_since(self.seen_at) > i64::from(pace.silent_seconds) * 1000
    }

    /// What the device is by itself, while it is connected.
    #[must_use]
    pub fn status(&self, now: Time, pace: Pace) -> PresenceStatus {
        match now.millis_since(self.active_at) < i64::from(pace.away_seconds) * 1000 {
            true => PresenceStatus::Online,
            false => PresenceStatus::Away,
        }
    }
}

/// What a person is: by what they have chosen, as long as a device of theirs is there, and else by
/// the device that was used last.
#[must_use]
pub fn status(
    chosen: PresenceStatus,
    devices: impl Iterator<Item = Signs>,
    now: Time,
    pace: Pace,
) -> PresenceStatus {
    let mut live = devices
        .filter(|signs| !signs.is_silent(now, pace))
        .peekable();
    if live.peek().is_none() {
        return PresenceStatus::Offline;
    }
    match chosen {
        PresenceStatus::Online => {
            let is_used = live.any(|signs| signs.status(now, pace) == PresenceStatus::Online);
            match is_used {
                true => PresenceStatus::Online,
                false => PresenceStatus::Away,
            }
        }
        chosen => chosen,
    }
}

/// Checks what somebody wants to be.
///
/// # Errors
/// `validation_failed`, when nothing is given or the text is too long.
pub fn check(change: &SetPresence) -> Result<()> {
    let mut findings = Findings::default();
    if let Some(Some(text)) = &change.text {
        findings.length("text", text, 0, LIMITS.status_text_characters);
        findings.no_control_characters("text", text);
    }
    findings.finish()?;
    if change.status.is_none() && change.text.is_none() {
        return Err(Error::field(
            "status",
            "required",
            "give a status, a text, or both",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use PresenceStatus::{Away, DoNotDisturb, Offline, Online};

    const PACE: Pace = Pace {
        away_seconds: 300,
        silent_seconds: 600,
    };
    const NOW: Time = Time::from_millis(10_000_000);

    fn device(seen: i64, active: i64) -> Signs {
        Signs {
            seen_at: NOW.plus_seconds(-seen),
            active_at: NOW.plus_seconds(-active),
        }
    }

    #[test]
    fn the_device_that_was_used_last_decides() {
        let of = |devices: &[Signs]| status(Online, devices.iter().copied(), NOW, PACE);
        assert_eq!(of(&[]), Offline);
        assert_eq!(of(&[device(0, 0)]), Online);
        assert_eq!(of(&[device(0, 299)]), Online);
        assert_eq!(of(&[device(0, 300)]), Away);
        assert_eq!(of(&[device(600, 600)]), Away);
        assert_eq!(of(&[device(601, 601)]), Offline);
        assert_eq!(of(&[device(0, 400), device(10, 10)]), Online);
        assert_eq!(of(&[device(0, 400), device(700, 700)]), Away);
    }

    #[test]
    fn what_is_chosen_holds_while_a_device_is_there() {
        for chosen in [Away, DoNotDisturb, Offline] {
            let of = |devices: &[Signs]| status(chosen, devices.iter().copied(), NOW, PACE);
            assert_eq!(of(&[device(0, 0)]), chosen);
            assert_eq!(of(&[device(0, 400)]), chosen);
            assert_eq!(of(&[device(700, 0)]), Offline);
        }
    }
}
