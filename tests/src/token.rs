//! Tokens, read and forged.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

/// The key that every stack of the tests signs with.
pub const SECRET: &str = "a-secret-that-only-these-tests-know-of";

/// What a token says, without looking at its signature.
#[must_use]
pub fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).expect("a token has three parts");
    let bytes = URL_SAFE_NO_PAD
        .decode(payload)
        .expect("its payload is base64");
    serde_json::from_slice(&bytes).expect("and JSON")
}

/// A token as the service itself would sign it.
#[must_use]
pub fn sign(claims: &Value) -> String {
    sign_with(claims, SECRET)
}

/// A token signed with another key.
#[must_use]
pub fn sign_with(claims: &Value, secret: &str) -> String {
    let key = EncodingKey::from_secret(secret.as_bytes());
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &key).expect("claims are JSON")
}

/// A token that says it needs no signature (`alg: none`, RFC 7519 section 6).
#[must_use]
pub fn unsigned(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!(
        "{}.{}.",
        part(&json!({"alg": "none", "typ": "JWT"})),
        part(claims)
    )
}
