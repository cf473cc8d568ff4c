use totp_rs::{Builder, Secret, Totp};

use crate::error::{Error, Result};
use crate::time::Time;

/// Who the codes are for, as an authenticator shows it.
const ISSUER: &str = "Banter";
/// Steps of 30 seconds by which a clock may differ (RFC 6238, section 5.2).
const SKEW: u16 = 1;
/// Bytes of a secret: as many as SHA-1 gives (RFC 4226, section 4).
pub(super) type Bytes = [u8; 20];

/// A fresh secret, in base 32 as authenticators take it.
pub(super) fn fresh() -> String {
    Secret::from(rand::random::<Bytes>()).to_base32()
}

/// The generator of an account: six digits, SHA-1, 30 seconds, which every authenticator knows.
pub(super) fn generator(secret: &str, account: &str) -> Result<Totp> {
    let secret =
        Secret::try_from_base32(secret).map_err(|error| Error::internal(error.to_string()))?;
    // The label of the key URI is split at a colon.
    let account = account.replace(':', "_");
    let builder = Builder::new()
        .with_secret(secret)
        .with_skew(SKEW)
        .with_account_name(account)
        .with_issuer(Some(ISSUER));
    builder
        .build()
        .map_err(|error| Error::internal(error.to_string()))
}

/// The step a code is of, when it is one of now or of a step beside.
pub(super) fn step(secret: &str, code: &str) -> Result<Option<u64>> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let now = u64::try_from(Time::now().seconds()).unwrap_or_default();
    Ok(generator(secret, "")?.check(&code, now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_three_steps_are_taken() {
        let secret = fresh();
        let generator = generator(&secret, "a:b").unwrap();
        let now = u64::try_from(Time::now().seconds()).unwrap();
        let code = |time: u64| generator.generate(time).to_string();
        assert_eq!(generator.check(&code(now - 30), now), Some(now / 30 - 1));
        assert_eq!(generator.check(&code(now + 30), now), Some(now / 30 + 1));
        assert_eq!(generator.check(&code(now + 90), now), None);
        assert!(step(&secret, &code(now)).unwrap().is_some());
        assert!(step(&secret, "12345").unwrap().is_none());
        assert!(step(&secret, "").unwrap().is_none());
    }
}
