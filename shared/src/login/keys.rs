//! The keys this deployment signs with: a secret for every 30 days, named by the number of the
//! period. All that are there verify; the one of the present signs.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::app::App;
use crate::error::{Error, Result};
use crate::secrets;
use crate::time::Time;

/// Seconds a key signs for.
pub(super) const PERIOD_SECONDS: i64 = 30 * 24 * 60 * 60;
/// Signing keys lie below this name.
pub(super) const FOLDER: &str = "keys/";
/// The shared secret of another issuer.
const LOGIN_SECRET: &str = "login-secret";
/// Milliseconds between two readings that an unknown key asks for.
const PAUSE_MILLIS: i64 = 10_000;

/// A signing key.
pub(super) struct Key {
    /// Of which period it is.
    pub(super) number: i64,
    /// What tokens call it (`kid`): the number, and a fingerprint, since a key that was removed
    /// in an emergency is followed by another of the same number.
    pub(super) kid: String,
    pub(super) secret: Vec<u8>,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Key({})", self.kid)
    }
}

impl Key {
    fn new(number: i64, secret: &str) -> Self {
        let digest = Sha256::digest(secret.as_bytes());
        let [one, two, three, four, ..] = <[u8; 32]>::from(digest);
        Self {
            number,
            kid: format!("{number}.{one:02x}{two:02x}{three:02x}{four:02x}"),
            secret: secret.as_bytes().to_vec(),
        }
    }
}

/// All keys, as they were read.
#[derive(Debug)]
pub(super) struct Keys {
    keys: Vec<Arc<Key>>,
    login_secret: Option<Secret>,
    read_at: Time,
}

#[derive(Clone)]
struct Secret(Arc<[u8]>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret")
    }
}

impl Keys {
    fn from_secrets(secrets: Vec<(String, String)>) -> Self {
        let mut keys = Vec::new();
        let mut login_secret = None;
        for (name, value) in secrets {
            if name == LOGIN_SECRET {
                login_secret = Some(Secret(value.into_bytes().into()));
            } else if let Some(Ok(number)) = name.strip_prefix(FOLDER).map(str::parse) {
                keys.push(Arc::new(Key::new(number, &value)));
            }
        }
        Self {
            keys,
            login_secret,
            read_at: Time::now(),
        }
    }

    fn present(&self) -> Option<Arc<Key>> {
        let now = period(Time::now());
        let past = self.keys.iter().filter(|key| key.number <= now);
        past.max_by_key(|key| key.number).cloned()
    }

    fn named(&self, kid: &str) -> Option<Arc<Key>> {
        self.keys.iter().find(|key| key.kid == kid).cloned()
    }

    fn age_millis(&self) -> i64 {
        (Time::now().millis() - self.read_at.millis()).max(0)
    }
}

/// Which period a time is in.
pub(super) fn period(time: Time) -> i64 {
    time.seconds().div_euclid(PERIOD_SECONDS)
}

/// The key to sign with; makes the first one of a deployment.
pub(super) async fn signing(app: &App) -> Result<Arc<Key>> {
    if let Some(key) = current(app).await?.present() {
        return Ok(key);
    }
    create(app, period(Time::now())).await?;
    let key = read(app).await?.present();
    key.ok_or_else(|| Error::internal("the new signing key is not there"))
}

/// The key of this name, if there is one. Reads anew for a name it does not know, but seldom.
pub(super) async fn verifying(app: &App, kid: &str) -> Result<Option<Arc<Key>>> {
    let keys = current(app).await?;
    if let Some(key) = keys.named(kid) {
        return Ok(Some(key));
    }
    if keys.age_millis() < PAUSE_MILLIS {
        return Ok(None);
    }
    Ok(read(app).await?.named(kid))
}

/// The secret shared with another issuer, if there is one.
pub(super) async fn login_secret(app: &App) -> Result<Option<Arc<[u8]>>> {
    let keys = current(app).await?;
    let secret = keys.login_secret.as_ref();
    Ok(secret.map(|secret| Arc::clone(&secret.0)))
}

/// Makes the key of a period, unless it is there: whoever comes second keeps the first one's.
pub(super) async fn create(app: &App, number: i64) -> Result<()> {
    let secret: [u8; 32] = rand::random();
    let secret: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    secrets::create(app, &format!("{FOLDER}{number}"), &secret).await
}

async fn current(app: &App) -> Result<Arc<Keys>> {
    let known = app.logins.keys.get();
    match known {
        Some(keys) if keys.age_millis() < i64::from(app.config.keys_seconds) * 1000 => Ok(keys),
        _ => read(app).await,
    }
}

/// Reads the keys; while Parameter Store does not answer, those that are known go on.
async fn read(app: &App) -> Result<Arc<Keys>> {
    let error = match secrets::load(app).await {
        Ok(secrets) => return Ok(app.logins.keys.put(Keys::from_secrets(secrets))),
        Err(error) => error,
    };
    let Some(known) = app.logins.keys.get() else {
        return Err(error);
    };
    tracing::warn!(cause = %error, "the signing keys cannot be read anew");
    // Not at once again: the time of this try takes the place of the last one's.
    Ok(app.logins.keys.put(Keys {
        keys: known.keys.clone(),
        login_secret: known.login_secret.clone(),
        read_at: Time::now(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(numbers: &[i64]) -> Keys {
        let secrets = numbers
            .iter()
            .map(|n| (format!("keys/{n}"), format!("secret {n}")));
        Keys::from_secrets(secrets.collect())
    }

    #[test]
    fn the_newest_key_that_is_not_of_the_future_signs() {
        let now = period(Time::now());
        let present = |numbers: &[i64]| keys(numbers).present().map(|key| key.number);
        assert_eq!(present(&[now - 1, now, now + 1]), Some(now));
        assert_eq!(present(&[now - 2, now + 1]), Some(now - 2));
        assert_eq!(present(&[now + 1]), None);
    }

    #[test]
    fn another_secret_of_the_same_period_is_another_key() {
        assert_ne!(Key::new(7, "one").kid, Key::new(7, "two").kid);
        let keys = keys(&[3, 4]);
        let kid = &Key::new(4, "secret 4").kid;
        assert_eq!(keys.named(kid).map(|key| key.number), Some(4));
        assert!(keys.named("4").is_none());
    }
}
