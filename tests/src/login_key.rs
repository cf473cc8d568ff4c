//! Keys that another issuer signs with.

use std::sync::OnceLock;

use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rsa::RsaPrivateKey;
use rsa::pkcs1::EncodeRsaPrivateKey as _;
use rsa::pkcs8::{EncodePublicKey as _, LineEnding};
use serde_json::{Value, json};

use crate::fresh;
use crate::token::encoded;

/// What stands before the 32 bytes of a private key of P-256 (RFC 5958 and RFC 5915).
const P256: [u8; 35] = [
    0x30, 0x41, 0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
    0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x04, 0x27, 0x30, 0x25, 0x02, 0x01,
    0x01, 0x04, 0x20,
];
/// What stands before the 32 bytes of a private key of Ed25519 (RFC 8410).
const ED25519: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// A key pair.
#[derive(Clone, Debug)]
pub struct LoginKey {
    /// What tokens call it.
    pub kid: String,
    /// The public half, as an issuer shows it (RFC 7517).
    pub jwk: Value,
    algorithm: Algorithm,
    key: EncodingKey,
}

impl LoginKey {
    /// A key for RS256. All of this process are one, by other names: making one takes long.
    ///
    /// # Panics
    /// When it cannot be written down.
    #[must_use]
    pub fn rsa() -> Self {
        let der = rsa_key().to_pkcs1_der().expect("it can be written down");
        let key = EncodingKey::from_rsa_der(der.as_bytes());
        Self::new(Algorithm::RS256, key)
    }

    /// A key for ES256.
    #[must_use]
    pub fn p256() -> Self {
        let mut secret: [u8; 32] = rand::random();
        // Not all numbers of 32 bytes are keys, but all smaller ones.
        secret[0] = 1;
        let der = [P256.as_slice(), secret.as_slice()].concat();
        Self::new(Algorithm::ES256, EncodingKey::from_ec_der(&der))
    }

    /// A key for EdDSA.
    #[must_use]
    pub fn ed25519() -> Self {
        let secret: [u8; 32] = rand::random();
        let der = [ED25519.as_slice(), secret.as_slice()].concat();
        Self::new(Algorithm::EdDSA, EncodingKey::from_ed_der(&der))
    }

    fn new(algorithm: Algorithm, key: EncodingKey) -> Self {
        let kid = fresh();
        let jwk = Jwk::from_encoding_key(&key, algorithm).expect("it has a public half");
        let mut jwk = serde_json::to_value(jwk).expect("which is JSON");
        jwk["kid"] = json!(kid);
        jwk["use"] = json!("sig");
        Self {
            kid,
            jwk,
            algorithm,
            key,
        }
    }

    /// The key without its algorithm, which need not be said.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn of_no_algorithm(mut self) -> Self {
        let fields = self.jwk.as_object_mut().expect("an object");
        fields.remove("alg");
        self
    }

    /// A token.
    #[must_use]
    pub fn sign(&self, claims: &Value) -> String {
        self.sign_as(self.algorithm, &self.kid, claims)
    }

    /// A token by another algorithm of the same family, or that names another key.
    ///
    /// # Panics
    /// When the key cannot sign so.
    #[must_use]
    pub fn sign_as(&self, algorithm: Algorithm, kid: &str, claims: &Value) -> String {
        let mut header = Header::new(algorithm);
        header.kid = Some(kid.to_owned());
        jsonwebtoken::encode(&header, claims, &self.key).expect("a key signs")
    }

    /// A token with any header.
    ///
    /// # Panics
    /// When the key cannot sign.
    #[must_use]
    pub fn sign_under(&self, header: &Value, claims: &Value) -> String {
        let parts = [header, claims].map(|part| encoded(&part.to_string()));
        let message = parts.join(".");
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &self.key, self.algorithm);
        format!("{message}.{}", signature.expect("a key signs"))
    }

    /// The public half of the RSA key, as text.
    ///
    /// # Panics
    /// When it cannot be written down.
    #[must_use]
    pub fn rsa_pem() -> String {
        let public = rsa_key().to_public_key();
        let pem = public.to_public_key_pem(LineEnding::LF);
        pem.expect("it can be written down")
    }
}

fn rsa_key() -> &'static RsaPrivateKey {
    static KEY: OnceLock<RsaPrivateKey> = OnceLock::new();
    KEY.get_or_init(|| {
        let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048);
        key.expect("there are primes")
    })
}
