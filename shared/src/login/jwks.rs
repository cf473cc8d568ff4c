//! Public keys of another issuer (RFC 7517): fetched when first needed, again when they are old,
//! and, with a bound, for a key that is not among them.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_runtime_api::client::http::HttpConnector as _;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use http_body_util::{BodyExt as _, Limited};
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};

use crate::app::App;
use crate::config::ExternalLogin;
use crate::error::{Error, Result};
use crate::time::Time;

/// How long an issuer may take, and how much it may say.
const TIMEOUT: Duration = Duration::from_secs(3);
const MOST_BYTES: usize = 64 * 1024;
/// Milliseconds for which keys are good enough while their issuer does not answer.
const STALE_MILLIS: i64 = 60 * 60 * 1000;
/// Bytes of an RSA modulus of 2048 bits, the fewest allowed (RFC 7518, section 3.3).
const MODULUS_BYTES: usize = 256;

/// A key, and the one algorithm it is for: a token cannot choose another.
#[derive(Clone)]
pub(super) struct PublicKey {
    pub(super) algorithm: Algorithm,
    pub(super) key: Arc<DecodingKey>,
}

/// The keys of an issuer.
pub(super) struct KeySet {
    keys: HashMap<String, PublicKey>,
    fetched_at: Time,
    tried_at: Time,
}

impl std::fmt::Debug for KeySet {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "KeySet({})", self.keys.len())
    }
}

/// The issuer's key of this name, if it has one.
pub(super) async fn find(app: &App, login: &ExternalLogin, kid: &str) -> Result<Option<PublicKey>> {
    let Some(url) = &login.jwks_url else {
        return Ok(None);
    };
    let now = Time::now();
    let lifetime = i64::from(login.keys_seconds) * 1000;
    let pause = (lifetime / 30).max(1_000);
    let rested = |set: &KeySet| now.millis_since(set.tried_at).abs() >= pause;
    let set = match app.logins.jwks.get() {
        None => renew(app, url, None).await?,
        Some(set) if now.millis_since(set.fetched_at).abs() >= lifetime && rested(&set) => {
            renew(app, url, Some(set)).await?
        }
        Some(set) => set,
    };
    if let Some(key) = set.keys.get(kid) {
        return Ok(Some(key.clone()));
    }
    if set.fetched_at.millis() == 0 {
        return Err(Error::unavailable("the login issuer gives no keys"));
    }
    if !rested(&set) {
        return Ok(None);
    }
    let set = renew(app, url, Some(set)).await?;
    Ok(set.keys.get(kid).cloned())
}

/// Fetches the keys; while the issuer does not answer, the former ones go on for a while.
async fn renew(app: &App, url: &str, former: Option<Arc<KeySet>>) -> Result<Arc<KeySet>> {
    let now = Time::now();
    match fetch(url).await {
        Ok(keys) => Ok(app.logins.jwks.put(KeySet {
            keys,
            fetched_at: now,
            tried_at: now,
        })),
        Err(error) => {
            tracing::warn!(cause = %error, "the keys of the login issuer cannot be fetched");
            let usable = former.filter(|set| now.millis_since(set.fetched_at) < STALE_MILLIS);
            // The try is remembered, also when there is nothing to go on with.
            let (keys, fetched_at) = match &usable {
                Some(set) => (set.keys.clone(), set.fetched_at),
                None => (HashMap::new(), Time::from_millis(0)),
            };
            Ok(app.logins.jwks.put(KeySet {
                keys,
                fetched_at,
                tried_at: now,
            }))
        }
    }
}

async fn fetch(url: &str) -> Result<HashMap<String, PublicKey>> {
    let url: http::Uri = url.parse().map_err(Error::internal)?;
    let is_local = matches!(url.host(), Some("127.0.0.1" | "localhost" | "[::1]"));
    if url.scheme_str() != Some("https") && !is_local {
        return Err(Error::internal("LOGIN_JWKS_URL must be an https address"));
    }
    // The issuer's certificate is signed by anybody the system trusts, unlike those of AWS.
    let connector = Connector::builder()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build();
    let request = http::Request::get(url).body(SdkBody::empty());
    let request = HttpRequest::try_from(request.map_err(Error::internal)?);
    let answer = async {
        let call = connector.call(request.map_err(Error::internal)?);
        let response = call.await.map_err(Error::internal)?;
        if !response.status().is_success() {
            let status = response.status().as_u16();
            return Err(Error::internal(format!("the issuer answers {status}")));
        }
        let body = Limited::new(response.into_body(), MOST_BYTES);
        let body = body.collect().await.map_err(Error::internal)?;
        Ok(body.to_bytes())
    };
    let body = tokio::time::timeout(TIMEOUT, answer);
    let body = body.await.map_err(Error::internal)??;
    read(&body)
}

/// The keys of a set that are for signatures we know; others are passed over.
fn read(body: &[u8]) -> Result<HashMap<String, PublicKey>> {
    let set: JwkSet = serde_json::from_slice(body).map_err(Error::internal)?;
    let keys = set.keys.iter().filter_map(|jwk| {
        let kid = jwk.common.key_id.clone()?;
        let algorithm = algorithm(jwk)?;
        let key = Arc::new(DecodingKey::from_jwk(jwk).ok()?);
        Some((kid, PublicKey { algorithm, key }))
    });
    Ok(keys.collect())
}

fn algorithm(jwk: &Jwk) -> Option<Algorithm> {
    let common = &jwk.common;
    let signs = |of: &PublicKeyUse| matches!(of, PublicKeyUse::Signature);
    if !common.public_key_use.as_ref().is_none_or(signs) {
        return None;
    }
    let algorithm = match &jwk.algorithm {
        AlgorithmParameters::RSA(rsa) if modulus_bytes(&rsa.n) >= MODULUS_BYTES => Algorithm::RS256,
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => {
            Algorithm::ES256
        }
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => {
            Algorithm::EdDSA
        }
        _ => return None,
    };
    let named = common.key_algorithm.map(|named| named.to_string());
    let fits = named.is_none_or(|named| named == format!("{algorithm:?}"));
    fits.then_some(algorithm)
}

fn modulus_bytes(text: &str) -> usize {
    text.trim_end_matches('=').len() * 3 / 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_for_other_uses_are_passed_over() {
        // 256 bytes; the last letter holds two bits of them, and four of nothing.
        let modulus = format!("{}w", "u".repeat(341));
        let set = serde_json::json!({"keys": [
            {"kty": "RSA", "kid": "good", "n": modulus, "e": "AQAB"},
            {"kty": "RSA", "kid": "short", "n": "uuuu".repeat(42), "e": "AQAB"},
            {"kty": "RSA", "kid": "enc", "use": "enc", "n": modulus, "e": "AQAB"},
            {"kty": "RSA", "kid": "ps", "alg": "PS256", "n": modulus, "e": "AQAB"},
            {"kty": "oct", "kid": "secret", "k": "c2VjcmV0"},
            {"kty": "RSA", "n": modulus, "e": "AQAB"},
        ]});
        let keys = read(set.to_string().as_bytes()).unwrap();
        assert_eq!(keys.keys().collect::<Vec<_>>(), ["good"]);
    }
}
