//! The keys that tokens are signed with: one signs, all verify, and they change over time.

use std::time::Duration;

use e2e::token::{header, key_id, sign_as};
use e2e::{
    ADMITTED, Function, Options, Outcome, SECRET, Stack, User, claims, eventually, fresh,
    present_period, refused_with,
};
use serde_json::{Value, json};

/// Keys are a second old at most; the rest is for a busy machine.
const BOUND: Duration = Duration::from_secs(8);

fn secret() -> String {
    format!("a-secret-of-one-test-{}", fresh())
}

/// A key to preset.
fn key(options: Options, period: i64, secret: &str) -> Options {
    options.ssm_parameter(&format!("keys/{period}"), secret)
}

fn named(token: &str) -> Value {
    header(token)["kid"].clone()
}

/// All tokens of a login, signed with another key.
fn signed_again(user: &User, period: i64, secret: &str) -> User {
    let again = |token: &str| sign_as(&claims(token), period, secret);
    let mut user = user.clone();
    user.access_token = again(&user.access_token);
    user.refresh_token = again(&user.refresh_token);
    user
}

async fn is_good(stack: &Stack, user: &User) {
    assert_eq!(stack.outcomes(&user.access_token).await, ADMITTED);
    let outcome = stack.outcome_of_refresh(&user.refresh_token).await;
    assert_eq!(outcome, "refresh 200");
}

async fn is_refused(stack: &Stack, user: &User) {
    let refused = refused_with("unauthenticated");
    assert_eq!(stack.outcomes(&user.access_token).await, refused);
    let outcome = stack.outcome_of_refresh(&user.refresh_token).await;
    assert_eq!(outcome, "refresh 401 unauthenticated");
}

#[tokio::test]
async fn the_key_of_the_present_signs_and_all_verify() {
    let now = present_period();
    let (former, coming) = (secret(), secret());
    let options = key(Options::new(), now - 1, &former);
    let stack = Stack::start(&key(options, now + 2, &coming));
    let ann = stack.register("ann").await;
    // The period may have ended since.
    let present = [now, now + 1].map(|period| json!(key_id(period, SECRET)));
    for login in [&ann, &ann.refreshed().await] {
        assert!(present.contains(&named(&login.access_token)));
        assert!(present.contains(&named(&login.refresh_token)));
    }
    for (period, secret) in [(now - 1, &former), (now + 2, &coming)] {
        let bob = stack.register("bob").await;
        is_good(&stack, &signed_again(&bob, period, secret)).await;
        // A key is known by its period and its secret together.
        let cay = stack.register("cay").await;
        is_refused(&stack, &signed_again(&cay, period + 7, secret)).await;
        is_refused(&stack, &signed_again(&cay, period, "another")).await;
        let wrong = signed_again(&cay, now, secret);
        is_refused(&stack, &wrong).await;
        is_good(&stack, &cay).await;
    }
    let keys = stack.ssm().below("keys").await;
    assert_eq!(keys.len(), 4, "none was made");
}

#[tokio::test]
async fn the_newest_key_that_is_not_of_the_future_signs() {
    let now = present_period();
    let (old, former, coming) = (secret(), secret(), secret());
    let mut options = Options::new().without_key();
    for (period, secret) in [(now - 2, &old), (now - 1, &former), (now + 2, &coming)] {
        options = key(options, period, secret);
    }
    let stack = Stack::start(&options);
    let ann = stack.register("ann").await;
    assert_eq!(named(&ann.access_token), json!(key_id(now - 1, &former)));
    is_good(&stack, &ann).await;
    let bob = stack.register("bob").await;
    is_good(&stack, &signed_again(&bob, now - 2, &old)).await;
}

#[tokio::test]
async fn the_first_login_of_a_deployment_makes_its_key() {
    let stack = Stack::start(&Options::new().without_key());
    assert!(stack.ssm().below("keys").await.is_empty());
    let before = present_period();
    let people = stack.register_many("first", 6).await;
    let keys = stack.ssm().below("keys").await;
    let [(name, secret)] = keys.as_slice() else {
        panic!("{} keys, not one", keys.len());
    };
    assert!(secret.len() >= 32, "as many bytes as the digest has");
    assert_ne!(secret, SECRET);
    stack.must_not_log(secret);
    let period: i64 = name.parse().unwrap();
    assert!((before..=present_period()).contains(&period));
    for one in &people {
        assert_eq!(named(&one.access_token), json!(key_id(period, secret)));
        is_good(&stack, one).await;
    }
    // Who has no key of ours is nobody.
    let forged = signed_again(&people[0], period, SECRET);
    is_refused(&stack, &forged).await;
}

#[tokio::test]
async fn keys_come_and_go_while_the_stack_runs() {
    let stack = Stack::start(&Options::new().env("KEYS_SECONDS", "1"));
    let (period, secret) = (present_period() - 1, secret());
    let ann = stack.register("ann").await;
    let again = signed_again(&ann, period, &secret);
    is_refused(&stack, &again).await;

    let name = format!("keys/{period}");
    stack.ssm().put(&name, &secret).await;
    let known = async || (stack.outcomes(&again.access_token).await == ADMITTED).then_some(());
    eventually("the key is known", BOUND, known).await;
    let outcome = stack.outcome_of_refresh(&again.refresh_token).await;
    assert_eq!(outcome, "refresh 200");

    // As in an emergency: whoever has the secret has nothing any more.
    stack.ssm().delete(&name).await;
    let refused = refused_with("unauthenticated");
    let gone = async || (stack.outcomes(&again.access_token).await == refused).then_some(());
    eventually("the key is forgotten", BOUND, gone).await;
    let refresh = async || {
        let outcome = stack.outcome_of_refresh(&again.refresh_token).await;
        (outcome == "refresh 401 unauthenticated").then_some(())
    };
    eventually("for refreshing too", BOUND, refresh).await;
    assert_eq!(stack.outcomes(&ann.access_token).await, ADMITTED);
}

#[tokio::test]
async fn a_secret_that_is_replaced_is_another_key() {
    let stack = Stack::start(&Options::new().env("KEYS_SECONDS", "1"));
    let ann = stack.register("ann").await;
    let (next, now) = (secret(), present_period());
    for period in [now, now + 1] {
        stack.ssm().put(&format!("keys/{period}"), &next).await;
    }
    let refused = refused_with("unauthenticated");
    let gone = async || (stack.outcomes(&ann.access_token).await == refused).then_some(());
    eventually("the former key is forgotten", BOUND, gone).await;
    let again = async || {
        let bob = ann.log_in_again().await;
        let present = [now, now + 1].map(|period| json!(key_id(period, &next)));
        present.contains(&named(&bob.access_token)).then_some(bob)
    };
    let bob = eventually("the next key signs", BOUND, again).await;
    is_good(&stack, &bob).await;
}

#[tokio::test]
async fn keys_are_rotated_by_the_clock() {
    let now = present_period();
    let secrets = [secret(), secret(), secret(), secret()];
    let mut options = Options::new().without_key().env("KEYS_SECONDS", "1");
    for (age, secret) in (0..).zip(&secrets) {
        options = key(options, now - age, secret);
    }
    let stack = Stack::start(&options);
    let ann = stack.register("ann").await;
    let [present, former, old, _] = &secrets;
    let with_old = signed_again(&ann, now - 2, old);
    assert_eq!(stack.outcomes(&with_old.access_token).await, ADMITTED);

    let variables = [("SECRETS_PATH", "/banter/local")];
    let mut function = Function::start(&stack, "cron-rotate-keys", &variables).await;
    for _ in 0..2 {
        let event = json!({"source": "aws.scheduler", "detail": "{}"});
        let outcome = function.invoke(&event.to_string()).await;
        assert!(matches!(outcome, Outcome::Response(_)), "{outcome:?}");
    }
    let mut keys = stack.ssm().below("keys").await;
    keys.sort();
    let names: Vec<&str> = keys.iter().map(|(name, _)| name.as_str()).collect();
    let expected = [now - 1, now, now + 1].map(|period| period.to_string());
    assert_eq!(names, expected);
    assert_eq!((&keys[0].1, &keys[1].1), (former, present), "they stay");
    let coming = &keys[2].1;
    assert!(coming.len() >= 32 && !secrets.contains(coming));

    let refused = refused_with("unauthenticated");
    let gone = async || (stack.outcomes(&with_old.access_token).await == refused).then_some(());
    eventually("the old key is forgotten", BOUND, gone).await;
    let good = signed_again(&ann, now - 1, former);
    assert_eq!(stack.outcomes(&good.access_token).await, ADMITTED);
    is_good(&stack, &ann).await;
}
