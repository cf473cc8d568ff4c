//! Cursors of lists that follow a sort key.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::error::{Error, Result};

/// Bytes of a sort key (Amazon DynamoDB Developer Guide, "Quotas").
const MOST_BYTES: usize = 1_024;

/// A cursor that leads on behind a key.
#[must_use]
pub fn encode(after: &str) -> String {
    URL_SAFE_NO_PAD.encode(after)
}

/// The key behind which a cursor leads on.
///
/// # Errors
/// `validation_failed` for what is none of ours.
pub fn decode(cursor: &str) -> Result<String> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    text.filter(|text| (1..=MOST_BYTES).contains(&text.len()))
        .ok_or_else(|| Error::field("cursor", "invalid", "is not a cursor of this list"))
}
