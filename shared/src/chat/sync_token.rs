//! The opaque token of `sync`: the last entry delivered of each chat, and when it was issued.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::id::ChatId;
use crate::table::private::Told;
use crate::time::Time;

/// What a client has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SyncToken {
    #[serde(rename = "v")]
    version: u32,
    /// Epoch seconds of issue.
    #[serde(rename = "t")]
    pub(super) issued_at: i64,
    /// Last entry delivered, per chat.
    #[serde(rename = "c")]
    pub(super) positions: BTreeMap<ChatId, u64>,
    /// Up to where private changes were delivered.
    #[serde(rename = "p")]
    pub(super) private: Told,
}

impl SyncToken {
    /// A token for a client that has everything private up to a time, epoch seconds.
    pub(super) fn new(began: i64, positions: BTreeMap<ChatId, u64>) -> Self {
        Self::after(Told::Until(began), positions)
    }

    pub(super) fn after(private: Told, positions: BTreeMap<ChatId, u64>) -> Self {
        Self {
            version: 2,
            issued_at: Time::now().seconds(),
            positions,
            private,
        }
    }

    pub(super) fn encode(&self) -> Result<String> {
        Ok(URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).map_err(Error::internal)?))
    }

    pub(super) fn decode(text: &str) -> Result<Self> {
        URL_SAFE_NO_PAD
            .decode(text)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .filter(|token: &Self| token.version == 2)
            .ok_or_else(|| {
                Error::field(
                    "since",
                    "invalid",
                    "is not a token of sync; ask for one without since",
                )
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survives_the_trip() {
        let token = SyncToken::new(1, BTreeMap::from([(ChatId::generate(), 7)]));
        assert_eq!(SyncToken::decode(&token.encode().unwrap()).unwrap(), token);
        for foreign in ["", "x", "e30", "eyJ2IjoyLCJ0IjoxLCJjIjp7fX0"] {
            assert!(SyncToken::decode(foreign).is_err(), "{foreign}");
        }
    }
}
