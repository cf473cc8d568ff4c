//! The table, as far as it is about how a token is signed and written.

use e2e::token::{compact, encoded, key_id, mac, signed_by_us};
use e2e::{SECRET, claims, present_period, sign_with, unsigned};
use jsonwebtoken::Algorithm;
use serde_json::{Value, json};

use super::forgeries::{Forgery, Original, forged};
use super::with;

const OWN: &str = "a-secret-that-somebody-else-made-up";
/// The digits of base64url (RFC 4648, section 5).
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The good header with another value.
fn header(name: &str, value: Value) -> String {
    with(&signed_by_us(), name, value).to_string()
}

fn header_without(name: &str) -> String {
    let mut header = signed_by_us();
    header.as_object_mut().unwrap().remove(name).unwrap();
    header.to_string()
}

/// Rightly signed, whatever the parts are.
fn signed(message: &str) -> String {
    let signature = mac(message, SECRET.as_bytes(), Algorithm::HS256);
    format!("{message}.{signature}")
}

/// Another algorithm than the one the key is for.
pub(super) fn algorithms(original: &Original) -> Vec<Forgery> {
    let payload = original.claims().to_string();
    let named = |alg: &str| header("alg", json!(alg));
    let mut all = vec![forged("alg none", unsigned(&original.claims()))];
    for alg in ["None", "NONE", "nOnE", "none ", ""] {
        let token = format!("{}.{}.", encoded(&named(alg)), original.payload);
        all.push(forged(&format!("alg {alg:?}, not signed"), token));
    }
    let others = [
        "none", "None", "RS256", "ES256", "EdDSA", "PS256", "HS384", "hs256", "",
    ];
    for alg in others {
        let token = compact(&named(alg), &payload, SECRET);
        all.push(forged(&format!("alg {alg:?}, signed as HS256"), token));
    }
    for (alg, algorithm) in [("HS384", Algorithm::HS384), ("HS512", Algorithm::HS512)] {
        for said in [alg, "HS256"] {
            let message = format!("{}.{}", encoded(&named(said)), original.payload);
            let signature = mac(&message, SECRET.as_bytes(), algorithm);
            let what = format!("{alg} with our key, said to be {said}");
            all.push(forged(&what, format!("{message}.{signature}")));
        }
    }
    let none = encoded(&named("none"));
    let twice = signed_by_us().to_string();
    let twice = twice.replacen('{', r#"{"alg":"none","#, 1);
    let odd = [
        ("no alg", header_without("alg")),
        ("alg that is null", header("alg", Value::Null)),
        ("alg in a list", header("alg", json!(["HS256"]))),
        ("alg twice", twice),
    ];
    for (what, header) in odd {
        all.push(forged(what, compact(&header, &payload, SECRET)));
    }
    let token = format!("{none}.{}.{}", original.payload, original.signature);
    all.push(forged("alg none with a good token's signature", token));
    all
}

/// A key that is not there, or that the token brings itself.
pub(super) fn key_names(original: &Original) -> Vec<Forgery> {
    let payload = original.claims().to_string();
    let now = present_period();
    let kid = |value: Value| compact(&header("kid", value), &payload, SECRET);
    let (_, digits) = key_id(now, SECRET)
        .split_once('.')
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    let mut all = vec![
        forged("no kid", compact(&header_without("kid"), &payload, SECRET)),
        forged("kid that is null", kid(Value::Null)),
        forged("kid that is a number", kid(json!(now))),
        forged("kid in a list", kid(json!([key_id(now, SECRET)]))),
    ];
    let names = [
        String::new(),
        now.to_string(),
        digits.clone(),
        format!("{now}.{}", "0".repeat(8)),
        format!("{}.{digits}", now - 1),
        format!("{}.{digits}", now + 7),
        format!("{now}.{}", digits.to_uppercase() + "0"),
        key_id(now, OWN),
        key_id(now - 1, SECRET),
        format!("{} ", key_id(now, SECRET)),
        "login-secret".to_owned(),
        "../../../../dev/null".to_owned(),
        format!("keys/../keys/{now}"),
        format!("/banter/local/keys/{now}"),
        "' OR '1'='1".to_owned(),
        "x'; DROP TABLE keys; --".to_owned(),
        "${jndi:ldap://127.0.0.1:1/x}".to_owned(),
        format!("{now}\u{0}.{digits}"),
        "*".to_owned(),
        "9".repeat(1_500),
    ];
    for name in names {
        let what: String = format!("kid {name:?}").chars().take(60).collect();
        all.push(forged(&what, kid(json!(name))));
    }
    let jwk = json!({"kty": "oct", "alg": "HS256", "k": encoded(OWN)});
    let url = "http://127.0.0.1:1/keys.json";
    let brought = [
        ("its own key", "jwk", jwk),
        ("its own keys' address", "jku", json!(url)),
        ("its own certificate", "x5c", json!([encoded(OWN)])),
        ("its own certificate's address", "x5u", json!(url)),
    ];
    for (what, name, value) in brought {
        let header = header(name, value);
        all.push(forged(what, compact(&header, &payload, OWN)));
        let mut nameless: Value = serde_json::from_str(&header).unwrap();
        nameless.as_object_mut().unwrap().remove("kid");
        let token = compact(&nameless.to_string(), &payload, OWN);
        all.push(forged(&format!("{what}, without a name"), token));
    }
    // RFC 7515, section 4.1.11: whoever does not understand it must refuse it.
    let critical = [
        ("crit of a claim", json!(["exp"])),
        ("crit of what nobody knows", json!(["banter"])),
        ("crit that is empty", json!([])),
    ];
    for (what, names) in critical {
        let header = header("crit", names);
        all.push(forged(what, compact(&header, &payload, SECRET)));
    }
    all
}

/// A signature that is not of this token, or not of ours.
pub(super) fn signatures(original: &Original) -> Vec<Forgery> {
    let Original {
        header: head,
        payload,
        signature,
        ..
    } = original;
    let good = original.claims();
    let ended = |signature: &str| format!("{head}.{payload}.{signature}");
    let other: Vec<&str> = original.other.split('.').collect();
    let last = *signature.as_bytes().last().unwrap();
    let place = DIGITS.iter().position(|digit| *digit == last).unwrap();
    let (start, _) = signature.split_at(signature.len() - 1);
    // The last digit stands for four bits, so the same bytes can be written in four ways.
    let otherwise = format!("{start}{}", char::from(DIGITS[place | 1]));
    let first = if signature.starts_with('A') { "B" } else { "A" };
    let stolen = with(&good, "sub", claims(&original.other)["sub"].clone());
    let typed = encoded(&header("typ", json!("at+jwt")));
    let spaced = encoded(&good.to_string().replacen(':', ": ", 1));
    vec![
        forged("no signature", ended("")),
        forged("another token's signature", ended(other[2])),
        forged("signature cut short", ended(start)),
        forged("signature twice", ended(&format!("{signature}{signature}"))),
        forged(
            "one digit changed",
            ended(&format!("{first}{}", &signature[1..])),
        ),
        forged("last digit written otherwise", ended(&otherwise)),
        forged("signature in capitals", ended(&signature.to_uppercase())),
        forged("foreign key", sign_with(&good, OWN)),
        forged("empty key", sign_with(&good, "")),
        forged(
            "key with a line's end",
            sign_with(&good, &format!("{SECRET}\n")),
        ),
        forged("key in base64", sign_with(&good, &encoded(SECRET))),
        forged(
            "the key's name as the key",
            sign_with(&good, &key_id(present_period(), SECRET)),
        ),
        forged(
            "payload changed",
            format!("{head}.{}.{signature}", encoded(&stolen.to_string())),
        ),
        forged(
            "payload written otherwise",
            format!("{head}.{spaced}.{signature}"),
        ),
        forged(
            "another's payload",
            format!("{head}.{}.{signature}", other[1]),
        ),
        forged("header changed", format!("{typed}.{payload}.{signature}")),
    ]
}

/// What is no token at all, or one written in an odd way; rightly signed where that can be.
pub(super) fn shapes(original: &Original) -> Vec<Forgery> {
    let Original {
        token,
        header: head,
        payload,
        signature,
        ..
    } = original;
    let (left, right) = payload.split_at(payload.len() / 2);
    let padded = |part: &str| format!("{part}=");
    let headed = |text: &str| signed(&format!("{}.{payload}", encoded(text)));
    let odd = [
        ("nothing", String::new()),
        ("a word", "nonsense".to_owned()),
        ("null", "null".to_owned()),
        ("two points", "..".to_owned()),
        ("many points", ".".repeat(50)),
        ("the header alone", head.clone()),
        ("no signature and no point", format!("{head}.{payload}")),
        ("no payload", format!("{head}..{signature}")),
        ("no header", format!(".{payload}.{signature}")),
        ("half a payload", format!("{head}.{left}.{signature}")),
        ("half a payload, signed", signed(&format!("{head}.{left}"))),
        (
            "half a header",
            format!("{}.{payload}.{signature}", &head[1..]),
        ),
        ("a fourth part", format!("{token}.{signature}")),
        ("a part before it", format!("{head}.{token}")),
        ("five parts", format!("{token}.{payload}.{signature}")),
        ("a point behind it", format!("{token}.")),
        ("a point before it", format!(".{token}")),
        ("parts exchanged", format!("{payload}.{head}.{signature}")),
        (
            "a space inside",
            format!("{head}.{left} {right}.{signature}"),
        ),
        (
            "a space inside, signed",
            signed(&format!("{head}.{left} {right}")),
        ),
        (
            "a tab inside",
            format!("{head}.{left}\t{right}.{signature}"),
        ),
        ("a word before it", format!("Bearer {token}")),
        ("quotes around it", format!("\"{token}\"")),
        ("twice", format!("{token} {token}")),
        (
            "a filled header",
            signed(&format!("{}.{payload}", padded(head))),
        ),
        (
            "a filled payload",
            signed(&format!("{head}.{}", padded(payload))),
        ),
        ("a filled signature", padded(token)),
        (
            "digits of another base64",
            signed(&format!("{head}.{left}+/{right}")),
        ),
        ("no digits", signed(&format!("{head}.%7B%7D"))),
        ("a header that is no JSON", headed("HS256")),
        ("a header that is a list", headed(r#"["HS256"]"#)),
        ("a header that is null", headed("null")),
        ("an empty header", headed("{}")),
    ];
    odd.into_iter()
        .map(|(what, token)| forged(what, token))
        .collect()
}
