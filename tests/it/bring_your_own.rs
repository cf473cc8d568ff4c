//! Tokens of another issuer: who comes with one has an account from then on.

mod forged;
mod keys;
mod people;

use std::sync::OnceLock;

use e2e::{ADMITTED, AUDIENCE, Handshake, Issuer, LoginKey, Stack, fresh, refused_with, sign_with};
use jsonwebtoken::Algorithm;
use reqwest::Method;
use serde_json::{Value, json};

/// An issuer with a key of each kind, and a stack that trusts it.
struct Elsewhere {
    issuer: Issuer,
    rsa: LoginKey,
    p256: LoginKey,
    ed25519: LoginKey,
    stack: Stack,
}

/// All tests that change no key share one.
fn elsewhere() -> &'static Elsewhere {
    static ELSEWHERE: OnceLock<Elsewhere> = OnceLock::new();
    ELSEWHERE.get_or_init(|| {
        // Some issuers do not say what their keys are for.
        let rsa = LoginKey::rsa().of_no_algorithm();
        let (p256, ed25519) = (LoginKey::p256(), LoginKey::ed25519());
        let issuer = Issuer::start(&[&rsa, &p256, &ed25519]);
        let stack = Stack::start(&issuer.trusted(300));
        Elsewhere {
            issuer,
            rsa,
            p256,
            ed25519,
            stack,
        }
    })
}

impl Elsewhere {
    fn keys(&self) -> [&LoginKey; 3] {
        [&self.rsa, &self.p256, &self.ed25519]
    }

    /// Claims about somebody new, with more of them.
    fn newcomer(&self, more: Value) -> Value {
        let mut claims = self.issuer.claims(&fresh());
        if let (Value::Object(claims), Value::Object(more)) = (&mut claims, more) {
            claims.extend(more);
        }
        claims
    }
}

#[tokio::test]
async fn the_first_token_makes_the_person() {
    let there = elsewhere();
    let _log = there.stack.show_log();
    for key in there.keys() {
        let subject = fresh();
        let token = key.sign(&there.issuer.claims(&subject));
        let ann = there.stack.arrived(&token).await;
        assert!(ann.id.starts_with("ext_"), "{}", ann.id);
        assert!(!ann.id.contains(&subject));
        assert_eq!(there.stack.outcomes(&token).await, ADMITTED);
        // Whatever key signs, it is the same person; another subject is another.
        for other in there.keys() {
            let again = other.sign(&there.issuer.claims(&subject));
            assert_eq!(there.stack.arrived(&again).await.id, ann.id);
        }
        let stranger = key.sign(&there.issuer.claims(&fresh()));
        assert_ne!(there.stack.arrived(&stranger).await.id, ann.id);
    }
}

#[tokio::test]
async fn the_first_token_may_come_by_the_socket() {
    let there = elsewhere();
    let _log = there.stack.show_log();
    for key in there.keys() {
        let token = key.sign(&there.newcomer(json!({})));
        let handshake = Handshake::new(&there.stack.addresses, "").token(&token);
        let socket = handshake.open().await.unwrap();
        socket.settle().await;
        let ann = there.stack.arrived(&token).await;
        assert_eq!(there.stack.dynamodb().links(&ann.id).await.len(), 1);
        let ticket = ann.post_empty("/v1/auth/ws-ticket").await.expect(200);
        let ticket = ticket["ticket"].as_str().unwrap();
        assert_eq!(there.stack.outcome_of_ticket(ticket).await, "ticket 101");
    }
}

#[tokio::test]
async fn many_first_tokens_at_once_make_one_person() {
    let there = elsewhere();
    let _log = there.stack.show_log();
    let name = format!("dee-{}", &fresh()[..12]);
    let claims = there.newcomer(json!({"preferred_username": name}));
    let token = there.p256.sign(&claims);
    let arriving = (0..8).map(|_| there.stack.arrived(&token));
    let people = futures::future::join_all(arriving).await;
    for one in &people {
        assert_eq!((&one.id, &one.username), (&people[0].id, &name));
    }
    let bob = there.stack.register("bob").await;
    let found = bob.listed(&format!("/v1/users/search?q={name}")).await;
    assert_eq!(found.len(), 1, "{found:?}");
}

#[tokio::test]
async fn a_name_and_an_address_are_taken_over() {
    let there = elsewhere();
    let _log = there.stack.show_log();
    let bob = there.stack.register("bob").await;
    let name = format!("ann-{}", &fresh()[..12]);
    for is_verified in [true, false] {
        let name = format!("{name}-{is_verified}");
        let email = format!("{name}@example.org");
        let claims = there.newcomer(json!({
            "preferred_username": name,
            "name": "Ann Other",
            "email": email,
            "email_verified": is_verified,
        }));
        let ann = there.stack.arrived(&there.p256.sign(&claims)).await;
        let me = ann.me().await;
        assert_eq!(me["username"], json!(name));
        assert_eq!(me["displayName"], "Ann Other");
        assert_eq!(me["email"], json!(email));
        assert_eq!(me["emailVerified"], json!(is_verified));
        assert_eq!(me["mfaEnabled"], false);
        let seen = bob.sees(&ann).await;
        assert_eq!(seen["username"], json!(name));
        assert!(seen.get("email").is_none(), "{seen}");
    }
    // Who brings nothing has a name all the same.
    let claims = there.newcomer(json!({}));
    let cay = there.stack.arrived(&there.p256.sign(&claims)).await;
    let me = cay.me().await;
    assert!(cay.username.starts_with("user-"), "{me}");
    assert!(me["displayName"].is_string(), "{me}");
    assert_eq!(
        (&me["email"], &me["emailVerified"]),
        (&Value::Null, &json!(false))
    );
}

#[tokio::test]
async fn what_is_taken_stays_with_its_owner() {
    let there = elsewhere();
    let _log = there.stack.show_log();
    let bob = there.stack.register("bob").await;
    let claims = there.newcomer(json!({
        "preferred_username": bob.username.to_uppercase(),
        "email": bob.email.to_uppercase(),
        "email_verified": true,
    }));
    let ann = there.stack.arrived(&there.p256.sign(&claims)).await;
    assert_ne!(ann.id, bob.id);
    let me = ann.me().await;
    let taken = bob.username.to_lowercase();
    assert_ne!(me["username"].as_str().unwrap().to_lowercase(), taken);
    assert_eq!(me["email"], Value::Null, "{me}");
    assert_eq!(me["emailVerified"], false, "{me}");
    assert_eq!(bob.log_in_again().await.id, bob.id);
    // What cannot be a username is none.
    let odd = there.newcomer(json!({"preferred_username": "a b/c", "email": "nowhere"}));
    let odd = there.stack.arrived(&there.p256.sign(&odd)).await;
    assert!(odd.username.starts_with("user-"), "{}", odd.username);
    assert!(odd.email.is_empty());
}

#[tokio::test]
async fn a_token_may_be_for_several() {
    let there = elsewhere();
    let _log = there.stack.show_log();
    let claims = there.newcomer(json!({"aud": ["somebody", AUDIENCE]}));
    let token = there.rsa.sign(&claims);
    assert_eq!(there.stack.outcomes(&token).await, ADMITTED);
}

#[tokio::test]
async fn the_issuer_is_told_and_local_people_go_on() {
    let there = elsewhere();
    let _log = there.stack.show_log();
    let bob = there.stack.register("bob").await;
    assert!(bob.id.starts_with("usr_"));
    assert_eq!(there.stack.outcomes(&bob.access_token).await, ADMITTED);
    bob.refresh(&bob.refresh_token).await.expect(200);
    let config = there.stack.call(Method::GET, "/v1/config").send().await;
    let config = config.expect(200);
    let told = &config["features"]["externalLogin"];
    assert_eq!(*told, json!({"issuer": there.issuer.name}), "{config}");
    let plain = e2e::shared_stack();
    let config = plain.call(Method::GET, "/v1/config").send().await;
    let told = config.expect(200)["features"]["externalLogin"].clone();
    assert_eq!(told, Value::Null);
    // Whom nobody trusts is nobody.
    let token = there.rsa.sign(&there.newcomer(json!({})));
    let refused = refused_with("unauthenticated");
    assert_eq!(plain.outcomes(&token).await, refused);
}

#[tokio::test]
async fn a_shared_secret_does_as_well() {
    let secret = format!("the secret of both {}", fresh());
    let key = LoginKey::p256();
    let issuer = Issuer::start(&[&key]);
    let options = issuer.named().ssm_parameter("login-secret", &secret);
    let stack = Stack::start(&options);
    stack.must_not_log(&secret);
    let subject = fresh();
    let claims = issuer.claims(&subject);
    let refused = refused_with("unauthenticated");
    let by = |algorithm: Algorithm, secret: &str| {
        let key = jsonwebtoken::EncodingKey::from_secret(secret.as_bytes());
        let header = jsonwebtoken::Header::new(algorithm);
        jsonwebtoken::encode(&header, &claims, &key).unwrap()
    };
    let token = by(Algorithm::HS256, &secret);
    let ann = stack.arrived(&token).await;
    assert!(ann.id.starts_with("ext_"), "{}", ann.id);
    assert_eq!(stack.outcomes(&token).await, ADMITTED);
    let others = [
        ("another secret", by(Algorithm::HS256, "another")),
        ("no secret", by(Algorithm::HS256, "")),
        ("HS384", by(Algorithm::HS384, &secret)),
        ("HS512", by(Algorithm::HS512, &secret)),
        ("a public key", key.sign(&claims)),
        ("the service's own key", e2e::sign(&claims)),
        ("alg none", e2e::unsigned(&claims)),
    ];
    for (what, token) in others {
        assert_eq!(stack.outcomes(&token).await, refused, "{what}");
    }
    // The secret is for people of the other issuer only.
    let bob = stack.register("bob").await;
    let stolen = sign_with(&e2e::claims(&bob.access_token), &secret);
    assert_eq!(stack.outcomes(&stolen).await, refused);
}
