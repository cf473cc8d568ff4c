//! Keys of the other issuer: they come, go, and cannot be had for a while.

use std::time::{Duration, Instant};

use e2e::{ADMITTED, DEADLINE, Issuer, LoginKey, Stack, eventually, fresh, refused_with};

/// Keys are two seconds old at most; the rest is for a busy machine.
const BOUND: Duration = Duration::from_secs(10);

/// Waits until a token has these outcomes.
async fn becomes<T>(stack: &Stack, token: &str, what: &str, outcomes: &[T; 4])
where
    String: PartialEq<T>,
{
    let reached = async || (stack.outcomes(token).await == *outcomes).then_some(());
    eventually(what, BOUND, reached).await;
}

#[tokio::test]
async fn keys_come_and_go_while_the_stack_runs() {
    let (former, next) = (LoginKey::p256(), LoginKey::ed25519());
    let issuer = Issuer::start(&[&former]);
    let stack = Stack::start(&issuer.trusted(2));
    let claims = issuer.claims(&fresh());
    let (old, new) = (former.sign(&claims), next.sign(&claims));
    let refused = refused_with("unauthenticated");
    assert_eq!(stack.outcomes(&old).await, ADMITTED);
    assert_eq!(stack.outcomes(&new).await, refused);

    issuer.show(&[&former, &next]);
    becomes(&stack, &new, "the new key is taken", &ADMITTED).await;
    assert_eq!(stack.outcomes(&old).await, ADMITTED);
    let ann = stack.arrived(&old).await;
    assert_eq!(stack.arrived(&new).await.id, ann.id);

    issuer.show(&[&next]);
    becomes(&stack, &old, "the former key is refused", &refused).await;
    assert_eq!(stack.outcomes(&new).await, ADMITTED);

    // Another key by the same name takes its place.
    let mut other = LoginKey::ed25519();
    other.kid.clone_from(&next.kid);
    other.jwk["kid"] = next.jwk["kid"].clone();
    issuer.show(&[&other]);
    becomes(&stack, &new, "the first of the name is refused", &refused).await;
    let token = other.sign(&claims);
    becomes(&stack, &token, "the second of the name is taken", &ADMITTED).await;
}

#[tokio::test]
async fn known_keys_go_on_while_the_issuer_is_down() {
    let (known, unknown) = (LoginKey::ed25519(), LoginKey::p256());
    let issuer = Issuer::start(&[&known]);
    let stack = Stack::start(&issuer.trusted(2));
    let claims = issuer.claims(&fresh());
    let (token, other) = (known.sign(&claims), unknown.sign(&claims));
    let ann = stack.arrived(&token).await;
    issuer.show(&[&known, &unknown]);
    issuer.set_down(true);
    let asked = issuer.asked();
    let asks_in_vain = async || {
        ann.me().await;
        (issuer.asked() > asked + 1).then_some(())
    };
    eventually("it asks for the keys in vain", DEADLINE, asks_in_vain).await;
    ann.me().await;
    let answer = stack.call(reqwest::Method::GET, "/v1/users/me");
    let answer = answer.token(&other).send().await;
    answer.problem(401, "unauthenticated");
    issuer.set_down(false);
    becomes(&stack, &other, "the other key is taken", &ADMITTED).await;
    assert_eq!(stack.outcomes(&token).await, ADMITTED);
}

#[tokio::test]
async fn unknown_keys_do_not_flood_the_issuer() {
    let known = LoginKey::ed25519();
    let issuer = Issuer::start(&[&known]);
    // One who asks for an unknown key waits two seconds, the thirtieth part, for the next.
    let stack = Stack::start(&issuer.trusted(60));
    let claims = issuer.claims(&fresh());
    let ann = stack.arrived(&known.sign(&claims)).await;
    let (since, asked) = (Instant::now(), issuer.asked());
    for _ in 0..60 {
        let stranger = LoginKey::p256().sign(&claims);
        let call = stack.call(reqwest::Method::GET, "/v1/users/me");
        let answer = call.token(&stranger).send().await;
        answer.problem(401, "unauthenticated");
    }
    let pauses = usize::try_from(since.elapsed().as_secs() / 2).unwrap();
    let environments = stack.environments_of("GET /v1/users/me").await;
    let most = environments * (pauses + 2);
    let again = issuer.asked() - asked;
    assert!(again <= most, "{again} times, not {most}");
    ann.me().await;
}
