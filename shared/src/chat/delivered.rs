//! What a list has told already: short fingerprints in its cursor.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::id::ChatId;
use crate::time::Time;

/// Bytes of a fingerprint: two of a thousand chats share one about once in two million lists.
const BYTES: usize = 5;
/// Fingerprints of a cursor, which has to fit into an address: API Gateway takes request line and
/// headers of 10,240 bytes together (API Gateway Developer Guide, "Quotas for HTTP API").
const MOST: usize = 1_200;

/// The chats that were on former pages.
#[derive(Debug, Default)]
pub(super) struct Delivered {
    known: BTreeSet<[u8; BYTES]>,
    /// Once the cursor is full: everything since then was told.
    since: Option<Time>,
}

impl Delivered {
    pub(super) fn has(&self, chat: &ChatId, activity: Time) -> bool {
        let was_before = self.since.is_some_and(|since| activity >= since);
        was_before || self.known.contains(&fingerprint(chat))
    }

    pub(super) fn add(&mut self, chat: &ChatId, activity: Time) {
        if self.known.len() < MOST {
            self.known.insert(fingerprint(chat));
        } else {
            self.since = Some(activity);
        }
    }

    pub(super) fn encode(&self) -> String {
        let known: Vec<u8> = self.known.iter().flatten().copied().collect();
        let since = self.since.map(|since| format!(".{}", since.millis()));
        URL_SAFE_NO_PAD.encode(known) + since.as_deref().unwrap_or_default()
    }

    pub(super) fn decode(cursor: &str) -> Result<Self> {
        Self::parse(cursor)
            .ok_or_else(|| Error::field("cursor", "invalid", "is not a cursor of this list"))
    }

    fn parse(cursor: &str) -> Option<Self> {
        let (known, since) = match cursor.split_once('.') {
            Some((known, since)) => (known, Some(Time::from_millis(since.parse().ok()?))),
            None => (cursor, None),
        };
        let bytes = URL_SAFE_NO_PAD.decode(known).ok()?;
        let (whole, rest) = bytes.as_chunks::<BYTES>();
        let is_ours = !whole.is_empty() && rest.is_empty() && whole.len() <= MOST;
        is_ours.then(|| Self {
            known: whole.iter().copied().collect(),
            since,
        })
    }
}

fn fingerprint(chat: &ChatId) -> [u8; BYTES] {
    let digest = Sha256::digest(chat.as_str());
    let mut short = [0; BYTES];
    short.copy_from_slice(&digest[..BYTES]);
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_trip() {
        let chats: Vec<ChatId> = (0..3).map(|_| ChatId::generate()).collect();
        let mut delivered = Delivered::default();
        let at = Time::from_millis;
        chats
            .iter()
            .take(2)
            .for_each(|chat| delivered.add(chat, at(7)));
        let read = Delivered::decode(&delivered.encode()).unwrap();
        let known: Vec<bool> = chats.iter().map(|chat| read.has(chat, at(7))).collect();
        assert_eq!(known, [true, true, false]);
        for foreign in ["", "!!", "bm9uc2Vuc2U"] {
            assert!(Delivered::decode(foreign).is_err(), "{foreign}");
        }
    }
}
