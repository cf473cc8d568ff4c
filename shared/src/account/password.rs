//! Passwords: argon2id with the parameters OWASP's Password Storage Cheat Sheet names first for a
//! small memory (19 MiB, two passes, one lane); the PHC string records them.

use std::sync::OnceLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, Params, PasswordHasher, PasswordVerifier};

use crate::error::{Error, Result};

/// Hashes a password with a fresh salt. Takes tens of milliseconds of one core on purpose.
pub(crate) fn hash(password: &str) -> Result<String> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| Error::internal(error.to_string()))
}

/// Whether the password fits the hash. Without a hash, as long as with one: an attacker does not
/// learn from the time whether the account exists.
pub(crate) fn verify(password: &str, hash: Option<&str>) -> Result<bool> {
    let parsed = parse(hash.unwrap_or(decoy()?))?;
    let fits = Argon2::default()
        .verify_password(password.as_bytes(), &parsed)
        .is_ok();
    Ok(fits && hash.is_some())
}

/// Whether a hash was made with other parameters than are used now.
pub(crate) fn is_outdated(hash: &str) -> Result<bool> {
    let parsed = parse(hash)?;
    let params = Params::try_from(&parsed).map_err(|error| Error::internal(error.to_string()))?;
    let (used, now) = (params, Params::DEFAULT);
    let costs = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
    Ok(parsed.algorithm.as_str() != "argon2id" || costs(&used) != costs(&now))
}

fn parse(hash: &str) -> Result<PasswordHash> {
    PasswordHash::new(hash).map_err(|error| Error::internal(error.to_string()))
}

/// A hash of nothing anybody knows.
fn decoy() -> Result<&'static str> {
    static DECOY: OnceLock<String> = OnceLock::new();
    if let Some(hash) = DECOY.get() {
        return Ok(hash);
    }
    let hash = hash(&uuid::Uuid::new_v4().to_string())?;
    Ok(DECOY.get_or_init(|| hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fits_its_own_hash_only() {
        let stored = hash("correct horse battery").unwrap();
        assert!(
            stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{stored}"
        );
        assert!(verify("correct horse battery", Some(&stored)).unwrap());
        assert!(!verify("correct horse batterz", Some(&stored)).unwrap());
        assert!(!verify("correct horse battery", None).unwrap());
    }

    #[test]
    fn a_hash_of_other_parameters_is_outdated_and_still_good() {
        let stored = hash("correct horse battery").unwrap();
        assert!(!is_outdated(&stored).unwrap());
        let weak = Params::new(8 * 1024, 1, 1, None).unwrap();
        let weak = Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, weak);
        let stored = weak
            .hash_password(b"correct horse battery")
            .unwrap()
            .to_string();
        assert!(is_outdated(&stored).unwrap());
        assert!(verify("correct horse battery", Some(&stored)).unwrap());
    }
}
