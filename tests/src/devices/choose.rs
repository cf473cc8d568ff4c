//! What a device does next.

use rand::Rng as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;

/// How a device comes to its end.
#[derive(Clone, Copy, Debug)]
pub(super) enum End {
    /// It says goodbye.
    Close,
    /// Its network is gone, and the gateway sees it.
    Cut,
    /// Nothing is heard of it any more.
    Crash,
}

/// What a device does.
#[derive(Clone, Copy, Debug)]
pub(super) enum Act {
    /// Connects; from then on it is in use, or is not.
    Connect { used: bool },
    /// Says that it lives.
    Beat { used: bool },
    /// Ends its connection.
    End(End),
    /// Connects again before the connection ends.
    Replace(End),
}

const WHILE_OFF: [(Act, u32); 2] = [
    (Act::Connect { used: true }, 1),
    (Act::Connect { used: false }, 1),
];
const WHILE_ON: [(Act, u32); 6] = [
    (Act::Beat { used: true }, 4),
    (Act::Beat { used: false }, 4),
    (Act::End(End::Close), 3),
    (Act::Replace(End::Close), 2),
    (Act::Replace(End::Cut), 1),
    (Act::Replace(End::Crash), 1),
];
const AT_THE_END: [(Act, u32); 3] = [
    (Act::End(End::Close), 1),
    (Act::End(End::Cut), 1),
    (Act::End(End::Crash), 1),
];

impl Act {
    /// Its kind, to be counted.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Connect { .. } => "connect",
            Self::Beat { used: true } => "use",
            Self::Beat { used: false } => "idle",
            Self::End(End::Close) => "close",
            Self::End(End::Cut) => "cut",
            Self::End(End::Crash) => "crash",
            Self::Replace(_) => "replace",
        }
    }

    /// Something a device can do that is connected, or is not.
    pub(super) fn any(dice: &mut StdRng, is_on: bool) -> Self {
        Self::among(dice, if is_on { &WHILE_ON } else { &WHILE_OFF })
    }

    /// An end of some kind.
    pub(super) fn end(dice: &mut StdRng) -> Self {
        Self::among(dice, &AT_THE_END)
    }

    fn among(dice: &mut StdRng, acts: &[(Self, u32)]) -> Self {
        let chosen = acts.choose_weighted(dice, |(_, weight)| *weight);
        chosen.expect("there are acts").0
    }
}

/// How many acts a round has; none: everything ends.
pub(super) fn acts(dice: &mut StdRng) -> Option<usize> {
    (!dice.random_ratio(1, 3)).then(|| dice.random_range(1..=5))
}
