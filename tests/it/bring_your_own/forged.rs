//! Tokens that only look as if they were the other issuer's.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use e2e::token::{encoded, mac};
use e2e::{ADMITTED, AUDIENCE, LoginKey, refused_with, sign, unsigned};
use jsonwebtoken::Algorithm;
use serde_json::{Value, json};

use super::{Elsewhere, elsewhere};

fn with(claims: &Value, name: &str, value: Value) -> Value {
    let mut claims = claims.clone();
    claims[name] = value;
    claims
}

fn without(claims: &Value, name: &str) -> Value {
    let mut claims = claims.clone();
    claims.as_object_mut().unwrap().remove(name);
    claims
}

/// Rightly signed, but of, for or about the wrong one, or at the wrong time.
fn wrong_claims(there: &Elsewhere, good: &Value) -> Vec<(&'static str, String)> {
    let now = jiff::Timestamp::now().as_second();
    let changed = |name: &str, value: Value| with(good, name, value);
    let claims = [
        (
            "foreign issuer",
            changed("iss", json!("https://other.example")),
        ),
        (
            "issuer with a stroke",
            changed("iss", json!(format!("{}/", there.issuer.name))),
        ),
        (
            "our own name as the issuer",
            changed("iss", json!("banter")),
        ),
        ("no issuer", without(good, "iss")),
        ("foreign audience", changed("aud", json!("another"))),
        ("our own audience", changed("aud", json!("banter"))),
        ("no audience", without(good, "aud")),
        (
            "foreign audiences",
            changed("aud", json!(["another", "third"])),
        ),
        ("no audience in a list", changed("aud", json!([]))),
        ("no end", without(good, "exp")),
        ("an end as a text", changed("exp", json!("9999999999"))),
        ("not good yet", changed("nbf", json!(now + 600))),
        ("no subject", without(good, "sub")),
        ("empty subject", changed("sub", json!(""))),
        ("subject as a number", changed("sub", json!(7))),
    ];
    let signed = |claims: &Value| there.rsa.sign(claims);
    claims
        .iter()
        .map(|(what, claims)| (*what, signed(claims)))
        .collect()
}

/// A public key taken for a shared secret, and one kind of key for another.
fn confused(there: &Elsewhere, good: &Value) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let text = |key: &LoginKey, name: &str| key.jwk[name].as_str().unwrap().to_owned();
    let decoded = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    let modulus = text(&there.rsa, "n");
    let pem = LoginKey::rsa_pem();
    let secrets = [
        ("RSA key as text", &there.rsa, pem.clone().into_bytes()),
        ("trimmed", &there.rsa, pem.trim().as_bytes().to_vec()),
        ("RSA modulus", &there.rsa, decoded(&modulus)),
        ("RSA modulus as text", &there.rsa, modulus.into_bytes()),
        (
            "RSA key as JSON",
            &there.rsa,
            there.rsa.jwk.to_string().into_bytes(),
        ),
        ("P-256 point", &there.p256, decoded(&text(&there.p256, "x"))),
        (
            "Ed25519 key",
            &there.ed25519,
            decoded(&text(&there.ed25519, "x")),
        ),
        ("nothing", &there.rsa, Vec::new()),
    ];
    let hmac = [
        ("HS256", Algorithm::HS256),
        ("HS384", Algorithm::HS384),
        ("HS512", Algorithm::HS512),
    ];
    for (what, key, secret) in &secrets {
        for (alg, algorithm) in hmac {
            let header = json!({"typ": "JWT", "alg": alg, "kid": key.kid});
            let message = format!(
                "{}.{}",
                encoded(&header.to_string()),
                encoded(&good.to_string())
            );
            let signature = mac(&message, secret, algorithm);
            all.push((
                format!("{alg} with {what} as the secret"),
                format!("{message}.{signature}"),
            ));
        }
    }
    for key in there.keys() {
        for other in there.keys().iter().filter(|other| other.kid != key.kid) {
            let header = e2e::token::header(&key.sign(good));
            let alg = &header["alg"];
            let token = match alg.as_str().unwrap() {
                "RS256" => key.sign_as(Algorithm::RS256, &other.kid, good),
                "ES256" => key.sign_as(Algorithm::ES256, &other.kid, good),
                _ => key.sign_as(Algorithm::EdDSA, &other.kid, good),
            };
            all.push((format!("{alg} by the name of another key"), token));
        }
    }
    let others = [
        ("RS384", Algorithm::RS384),
        ("RS512", Algorithm::RS512),
        ("PS256", Algorithm::PS256),
    ];
    for (alg, algorithm) in others {
        let token = there.rsa.sign_as(algorithm, &there.rsa.kid, good);
        all.push((format!("{alg} with the RSA key"), token));
    }
    all
}

/// Not signed, or signed by somebody else.
fn foreign(there: &Elsewhere, good: &Value) -> Vec<(&'static str, String)> {
    let own = LoginKey::p256();
    let signed = there.p256.sign(good);
    let parts: Vec<&str> = signed.split('.').collect();
    let [head, payload, signature] = parts[..] else {
        panic!("{signed} is no token");
    };
    let none = |alg: &str| {
        let header = json!({"typ": "JWT", "alg": alg, "kid": there.rsa.kid});
        encoded(&header.to_string())
    };
    let other = encoded(&with(good, "sub", json!("somebody else")).to_string());
    let headed = |name: &str, value: Value| {
        let header = json!({"typ": "JWT", "alg": "ES256", "kid": there.p256.kid});
        with(&header, name, value)
    };
    vec![
        ("a key nobody shows", own.sign(good)),
        (
            "another key by a known name",
            own.sign_as(Algorithm::ES256, &there.p256.kid, good),
        ),
        (
            "a name as an address",
            own.sign_as(Algorithm::ES256, "http://127.0.0.1:1/keys.json", good),
        ),
        ("an empty name", own.sign_as(Algorithm::ES256, "", good)),
        (
            "an endless name",
            own.sign_as(Algorithm::ES256, &"k".repeat(2_000), good),
        ),
        (
            "a key of its own",
            own.sign_under(&headed("jwk", own.jwk.clone()), good),
        ),
        (
            "its own keys' address",
            own.sign_under(&headed("jku", json!("http://127.0.0.1:1/keys.json")), good),
        ),
        (
            "what must be understood and is not",
            there
                .p256
                .sign_under(&headed("crit", json!(["banter"])), good),
        ),
        ("alg none", format!("{}.{payload}.", none("none"))),
        ("alg nOnE", format!("{}.{payload}.", none("nOnE"))),
        (
            "alg none with a signature",
            format!("{}.{payload}.{signature}", none("none")),
        ),
        ("alg none by our own key's name", unsigned(good)),
        ("our own key", sign(good)),
        ("no signature", format!("{head}.{payload}.")),
        ("payload changed", format!("{head}.{other}.{signature}")),
        (
            "signature cut short",
            format!("{head}.{payload}.{}", &signature[..signature.len() - 2]),
        ),
        (
            "a signature of nothing but zeros",
            format!("{head}.{payload}.{}", "A".repeat(86)),
        ),
    ]
}

#[tokio::test]
async fn no_forged_token_of_the_other_issuer_gets_in() {
    let there = elsewhere();
    let _log = there.stack.show_log();
    let good = there.newcomer(json!({}));
    let mut table: Vec<(String, String)> = confused(there, &good);
    let others = wrong_claims(there, &good).into_iter();
    let others = others.chain(foreign(there, &good));
    table.extend(others.map(|(what, token)| (what.to_owned(), token)));
    assert!(table.len() >= 60, "only {} forgeries", table.len());
    let refused = refused_with("unauthenticated");
    let mut wrong = Vec::new();
    for (what, token) in table {
        let outcomes = there.stack.outcomes(&token).await;
        if outcomes != refused {
            wrong.push(format!("{what}: {outcomes:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for key in there.keys() {
        assert_eq!(there.stack.outcomes(&key.sign(&good)).await, ADMITTED);
    }
}

#[tokio::test]
async fn a_token_of_the_other_issuer_expires() {
    let there = elsewhere();
    let _log = there.stack.show_log();
    let good = there.newcomer(json!({}));
    assert_eq!(there.stack.outcomes(&there.rsa.sign(&good)).await, ADMITTED);
    let past = jiff::Timestamp::now().as_second() - 60;
    for key in there.keys() {
        let old = key.sign(&with(&good, "exp", json!(past)));
        let refused = refused_with("token_expired");
        assert_eq!(there.stack.outcomes(&old).await, refused);
    }
}

#[tokio::test]
async fn the_other_issuer_speaks_for_its_own_people_only() {
    let there = elsewhere();
    let _log = there.stack.show_log();
    let bob = there.stack.register("bob").await;
    let local = e2e::claims(&bob.access_token);
    let refused = refused_with("unauthenticated");
    for key in there.keys() {
        // As if this service had signed it.
        assert_eq!(there.stack.outcomes(&key.sign(&local)).await, refused);
    }
    let mut claims = there.newcomer(json!({"sid": bob.session_id()}));
    claims["sub"] = json!(bob.id);
    claims["aud"] = json!([AUDIENCE, "banter"]);
    let other = there.stack.arrived(&there.p256.sign(&claims)).await;
    assert_ne!(other.id, bob.id, "a subject is not an identifier of ours");
    // It is not exchanged, and opens nothing as a ticket.
    let token = there.p256.sign(&claims);
    let outcome = there.stack.outcome_of_refresh(&token).await;
    assert_eq!(outcome, "refresh 401 unauthenticated");
    assert_eq!(there.stack.outcome_of_ticket(&token).await, "ticket 401");
    bob.refresh(&bob.refresh_token).await.expect(200);
}
