use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::account::Identity;
use crate::login::jwks::KeySet;
use crate::login::keys::Keys;
use crate::time::Time;

/// Logins remembered at most; then all are forgotten.
const MOST: usize = 10_000;
/// Milliseconds for which an environment takes a login for good without looking: so long a revoked
/// access token may still be taken.
const TRUST_MILLIS: i64 = 5_000;

/// What one environment remembers of logins between invocations. Ages are told by the clock of the
/// wall: while an environment is frozen its own clock stands still.
#[derive(Debug, Default)]
pub struct Remembered {
    pub(super) keys: Slot<Keys>,
    pub(super) jwks: Slot<KeySet>,
    good: Mutex<HashMap<Identity, Good>>,
}

/// A login that was found good.
#[derive(Clone, Copy, Debug)]
struct Good {
    found_at: Time,
    /// Only for tokens that were issued later, epoch seconds.
    after: i64,
}

/// A value that is replaced as a whole.
#[derive(Debug)]
pub(super) struct Slot<T>(Mutex<Option<Arc<T>>>);

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T> Slot<T> {
    pub(super) fn get(&self) -> Option<Arc<T>> {
        let slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        slot.clone()
    }

    pub(super) fn put(&self, value: T) -> Arc<T> {
        let value = Arc::new(value);
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *slot = Some(Arc::clone(&value));
        value
    }
}

impl Remembered {
    /// Whether a login was found good a short while ago, for a token issued at this time.
    pub(super) fn is_good(&self, identity: &Identity, issued_at: i64) -> bool {
        let good = self.good.lock().unwrap_or_else(PoisonError::into_inner);
        good.get(identity).is_some_and(|good| {
            let age = Time::now().millis_since(good.found_at);
            (0..=TRUST_MILLIS).contains(&age) && issued_at > good.after
        })
    }

    /// Notes that a login is good, for tokens issued after this time.
    pub(super) fn note_good(&self, identity: &Identity, after: i64) {
        let mut good = self.good.lock().unwrap_or_else(PoisonError::into_inner);
        if good.len() >= MOST {
            good.clear();
        }
        let found_at = Time::now();
        good.insert(identity.clone(), Good { found_at, after });
    }

    /// Forgets a login that was ended here.
    pub(super) fn forget(&self, identity: &Identity) {
        let mut good = self.good.lock().unwrap_or_else(PoisonError::into_inner);
        good.remove(identity);
    }
}
