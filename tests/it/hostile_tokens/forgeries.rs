//! The table: what somebody can do to a token, and how it is refused.

use e2e::token::{compact, signed_by_us};
use e2e::{SECRET, claims, fresh, sign};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::signatures::{algorithms, key_names, shapes, signatures};
use super::with;

/// A token that must be refused.
pub(super) struct Forgery {
    pub(super) what: String,
    pub(super) token: String,
    pub(super) code: &'static str,
}

/// One that nobody issued.
pub(super) fn forged(what: &str, token: String) -> Forgery {
    Forgery {
        what: what.to_owned(),
        token,
        code: "unauthenticated",
    }
}

/// A good token, and one of the same kind that somebody else has.
pub(super) struct Original {
    pub(super) token: String,
    pub(super) header: String,
    pub(super) payload: String,
    pub(super) signature: String,
    pub(super) other: String,
}

impl Original {
    pub(super) fn new(token: &str, other: &str) -> Self {
        let mut parts = token.split('.').map(str::to_owned);
        let mut part = || parts.next().unwrap();
        Self {
            token: token.to_owned(),
            header: part(),
            payload: part(),
            signature: part(),
            other: other.to_owned(),
        }
    }

    pub(super) fn claims(&self) -> Value {
        claims(&self.token)
    }
}

pub(super) fn forgeries(original: &Original) -> Vec<Forgery> {
    let mut all = algorithms(original);
    all.extend(key_names(original));
    all.extend(signatures(original));
    all.extend(shapes(original));
    all.extend(times(&original.claims()));
    all.extend(names(original));
    all.extend(payloads(original));
    all
}

/// Signed with the service's own key, but not good now.
fn times(good: &Value) -> Vec<Forgery> {
    let now = Timestamp::now().as_second();
    let changed = |name: &str, value: Value| sign(&with(good, name, value));
    let expired = |what: &str, value: i64| Forgery {
        code: "token_expired",
        ..forged(what, changed("exp", json!(value)))
    };
    // A number as no JSON value of ours can hold it.
    let number = |text: &str| {
        let payload = with(good, "exp", json!("@")).to_string();
        let payload = payload.replace("\"@\"", text);
        compact(&signed_by_us().to_string(), &payload, SECRET)
    };
    vec![
        expired("expired a second ago", now - 1),
        expired("expired in 1970", 0),
        forged("no end", without(good, "exp")),
        forged("an end that is null", changed("exp", Value::Null)),
        forged(
            "an end as a text",
            changed("exp", json!((now + 600).to_string())),
        ),
        forged(
            "an end between two seconds",
            number(&format!("{}.5", now + 600)),
        ),
        forged("an end before 1970", changed("exp", json!(-1))),
        forged("an end beyond all time", number("1e30")),
        forged("an end of too many digits", number("99999999999999999999")),
        forged("an end in a list", changed("exp", json!([now + 600]))),
        forged("not good yet", changed("nbf", json!(now + 300))),
        forged("good from a text on", changed("nbf", json!("now"))),
    ]
}

/// Signed with the service's own key, but of or for somebody else.
fn names(original: &Original) -> Vec<Forgery> {
    let (good, other) = (original.claims(), claims(&original.other));
    let audience = good["aud"].clone();
    let changed = |name: &str, value: Value| sign(&with(&good, name, value));
    let no_such_login = |what: &str, token: String| Forgery {
        code: "session_revoked",
        ..forged(what, token)
    };
    vec![
        forged("foreign issuer", changed("iss", json!("elsewhere"))),
        forged("no issuer", without(&good, "iss")),
        forged("issuers in a list", changed("iss", json!(["banter"]))),
        forged("empty issuer", changed("iss", json!(""))),
        forged("issuer in capitals", changed("iss", json!("Banter"))),
        forged("foreign audience", changed("aud", json!("elsewhere"))),
        forged("no audience", without(&good, "aud")),
        forged("empty audience", changed("aud", json!(""))),
        forged(
            "foreign audiences in a list",
            changed("aud", json!(["a", "b"])),
        ),
        forged(
            "audience with a space",
            changed("aud", json!(format!("{} ", audience.as_str().unwrap()))),
        ),
        forged("no subject", without(&good, "sub")),
        forged("empty subject", changed("sub", json!(""))),
        forged("subject as a number", changed("sub", json!(7))),
        forged("subject in a list", changed("sub", json!([good["sub"]]))),
        forged("endless subject", changed("sub", json!("u".repeat(200)))),
        forged("no login", without(&good, "sid")),
        forged("empty login", changed("sid", json!(""))),
        forged("login as a number", changed("sid", json!(7))),
        no_such_login(
            "unknown login",
            changed("sid", json!(format!("ses_{}", fresh()))),
        ),
        no_such_login("somebody else", changed("sub", other["sub"].clone())),
        no_such_login(
            "somebody else's login",
            changed("sid", other["sid"].clone()),
        ),
        no_such_login("nobody", changed("sub", json!("usr_nobody"))),
    ]
}

/// Signed with the service's own key, but with an odd payload.
fn payloads(original: &Original) -> Vec<Forgery> {
    let good = original.claims();
    let text = good.to_string();
    let other = &claims(&original.other)["sub"];
    let signed = |payload: &str| compact(&signed_by_us().to_string(), payload, SECRET);
    let values: Vec<&Value> = good.as_object().unwrap().values().collect();
    let inside = text.strip_prefix('{').unwrap();
    let open = text.strip_suffix('}').unwrap();
    vec![
        forged("empty payload", signed("")),
        forged("payload without claims", signed("{}")),
        forged("payload that is a list", signed(&json!(values).to_string())),
        forged(
            "payload inside a list",
            signed(&json!([good.clone()]).to_string()),
        ),
        forged("payload that is null", signed("null")),
        forged(
            "payload that is a text",
            signed(&json!(text.clone()).to_string()),
        ),
        forged("payload that is a number", signed("7")),
        forged("payload that breaks off", signed(open)),
        forged(
            "payload with something behind it",
            signed(&format!("{text}x")),
        ),
        forged(
            "payload with a mark before it",
            signed(&format!("\u{feff}{text}")),
        ),
        forged(
            "subject twice, the other one first",
            signed(&format!("{{\"sub\":{other},{inside}")),
        ),
        forged(
            "subject twice, the other one last",
            signed(&format!("{open},\"sub\":{other}}}")),
        ),
        forged(
            "end twice",
            signed(&format!("{open},\"exp\":{}}}", 9_999_999_999_i64)),
        ),
    ]
}

fn without(claims: &Value, name: &str) -> String {
    let mut claims = claims.clone();
    claims.as_object_mut().unwrap().remove(name).unwrap();
    sign(&claims)
}
