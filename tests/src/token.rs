//! Tokens, read and forged.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// The key that every stack of the tests signs with.
pub const SECRET: &str = "a-secret-that-only-these-tests-know-of";
/// How long a signing key signs.
const PERIOD_SECONDS: i64 = 2_592_000;

/// The number of the period that is now: what its signing key is called.
#[must_use]
pub fn present_period() -> i64 {
    jiff::Timestamp::now().as_second() / PERIOD_SECONDS
}

/// What a token calls the signing key of a period.
#[must_use]
pub fn key_id(period: i64, secret: &str) -> String {
    let digest = Sha256::digest(secret.as_bytes());
    let digits: String = digest
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{period}.{digits}")
}

/// What a token says, without looking at its signature.
#[must_use]
pub fn claims(token: &str) -> Value {
    part(token, 1)
}

/// How a token says it is signed.
#[must_use]
pub fn header(token: &str) -> Value {
    part(token, 0)
}

fn part(token: &str, place: usize) -> Value {
    let part = token.split('.').nth(place).expect("a token has its parts");
    let bytes = URL_SAFE_NO_PAD.decode(part).expect("in base64");
    serde_json::from_slice(&bytes).expect("of JSON")
}

/// A token as the service itself would sign it.
#[must_use]
pub fn sign(claims: &Value) -> String {
    sign_with(claims, SECRET)
}

/// A token that names the key of the tests but is signed with another.
#[must_use]
pub fn sign_with(claims: &Value, secret: &str) -> String {
    compact(&signed_by_us().to_string(), &claims.to_string(), secret)
}

/// A token signed with the key of a period.
#[must_use]
pub fn sign_as(claims: &Value, period: i64, secret: &str) -> String {
    let header = json!({"typ": "JWT", "alg": "HS256", "kid": key_id(period, secret)});
    compact(&header.to_string(), &claims.to_string(), secret)
}

/// A token that says it needs no signature (`alg: none`, RFC 7519 section 6).
#[must_use]
pub fn unsigned(claims: &Value) -> String {
    let mut header = signed_by_us();
    header["alg"] = json!("none");
    let claims = claims.to_string();
    format!("{}.{}.", encoded(&header.to_string()), encoded(&claims))
}

/// The header of a good token.
#[must_use]
pub fn signed_by_us() -> Value {
    json!({"typ": "JWT", "alg": "HS256", "kid": key_id(present_period(), SECRET)})
}

/// Any header and any payload, signed with HS256 whatever the header says.
#[must_use]
pub fn compact(header: &str, payload: &str, secret: &str) -> String {
    let message = format!("{}.{}", encoded(header), encoded(payload));
    let signature = mac(&message, secret.as_bytes(), Algorithm::HS256);
    format!("{message}.{signature}")
}

/// The signature of a message with a shared secret.
///
/// # Panics
/// When the algorithm is for other keys.
#[must_use]
pub fn mac(message: &str, secret: &[u8], algorithm: Algorithm) -> String {
    let key = EncodingKey::from_secret(secret);
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, algorithm);
    signature.expect("a secret signs with HMAC")
}

/// A text as a part of a token.
#[must_use]
pub fn encoded(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(text)
}
