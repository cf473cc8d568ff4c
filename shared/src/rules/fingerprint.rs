//! What makes two requests the same.

use std::fmt::Write as _;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// SHA-256 of a value's JSON form, in lower-case hexadecimal: tells a repeat under one key from
/// another request.
///
/// # Errors
/// When the value has no JSON form.
pub fn fingerprint(value: &impl Serialize) -> Result<String> {
    let bytes = serde_json::to_vec(value).map_err(Error::internal)?;
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_hash_of_the_json_form() {
        // printf '"abc"' | sha256sum
        let expected = "6cc43f858fbb763301637b5af970e2a46b46f461f27e5a0f41e009c59b827b25";
        assert_eq!(fingerprint(&"abc").unwrap(), expected);
    }
}
