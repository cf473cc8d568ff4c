use sha2::{Digest, Sha256};

use crate::id::UserId;
use crate::rules::limits::LIMITS;

/// Crockford's base 32: no letter that reads like a digit.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Characters of a code: 80 bits, so that a plain digest keeps it.
const CHARACTERS: usize = 16;

/// Fresh codes, as they are shown once: four groups of four characters.
pub(super) fn fresh() -> Vec<String> {
    let code = |_| {
        let bytes: [u8; CHARACTERS] = rand::random();
        let letters = bytes.map(|byte| char::from(ALPHABET[usize::from(byte & 31)]));
        let groups = letters.chunks(4).map(|group| group.iter().collect());
        groups.collect::<Vec<String>>().join("-")
    };
    (0..LIMITS.recovery_codes).map(code).collect()
}

/// What is kept of a code.
pub(super) fn digest(user: &UserId, code: &str) -> String {
    let typed: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    let typed = typed.to_ascii_lowercase();
    format!("{:x}", Sha256::digest(format!("{user} {typed}").as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_differ_and_may_be_typed_as_one_likes() {
        let codes = fresh();
        assert_eq!(codes.len(), 10);
        assert!(codes.iter().all(|code| code.len() == 19), "{codes:?}");
        let (ann, bob) = (UserId::from("usr_a"), UserId::from("usr_b"));
        let typed = codes[0].replace('-', " ").to_uppercase();
        assert_eq!(digest(&ann, &codes[0]), digest(&ann, &typed));
        assert_ne!(digest(&ann, &codes[0]), digest(&bob, &codes[0]));
        assert_ne!(digest(&ann, &codes[0]), digest(&ann, &codes[1]));
    }
}
