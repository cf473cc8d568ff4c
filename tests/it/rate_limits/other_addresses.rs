//! One account and several addresses.

use e2e::{Answer, PASSWORD, Stack, fresh, in_one_window};
use reqwest::Method;
use serde_json::json;

use super::addresses::limited;

const QUARTER: i64 = 15 * 60;

/// A login that comes from another address of this machine.
async fn log_in_from(stack: &Stack, last: u8, name: &str, password: &str) -> Answer {
    let body = json!({"identifier": name, "password": password});
    let call = stack.call_from(last, Method::POST, "/v1/auth/login");
    call.json(&body).send().await
}

#[tokio::test]
async fn an_account_is_tried_so_often_from_wherever() {
    let stack = limited("login-device=2, login-account=5");
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    in_one_window(QUARTER).await;
    for address in [2, 2, 3, 3, 4] {
        let answer = log_in_from(&stack, address, &ann.username, "wrong").await;
        answer.problem(401, "invalid_credentials");
    }
    for address in [2, 4, 5] {
        let answer = log_in_from(&stack, address, &ann.username, PASSWORD).await;
        answer.too_often(900);
    }
    let bobs = log_in_from(&stack, 2, &bob.username, PASSWORD).await;
    bobs.expect(200);
}

#[tokio::test]
async fn a_stranger_does_not_shut_out_the_owner() {
    // With the limits of every deployment: 10 from one address, 50 from all.
    let stack = limited("register-address=0");
    let ann = stack.register("ann").await;
    in_one_window(QUARTER).await;
    for count in 0..70 {
        let answer = log_in_from(&stack, 2, &ann.username, "wrong").await;
        let expected = if count < 10 { 401 } else { 429 };
        assert_eq!(answer.status, expected, "{count}: {}", answer.text());
    }
    // What was refused there is not counted for the account.
    stack.log_in(&ann.username, PASSWORD).await.expect(200);
}

#[tokio::test]
async fn an_address_cannot_pretend_to_be_another() {
    let stack = limited("login-address=4");
    in_one_window(QUARTER).await;
    let pretending = async |count: usize| {
        let body = json!({"identifier": &fresh()[..20], "password": "wrong"});
        let call = stack.call(Method::POST, "/v1/auth/login");
        let call = call.header("x-forwarded-for", &format!("10.0.0.{count}"));
        let call = call.header("x-real-ip", &format!("10.0.0.{count}"));
        call.json(&body).send().await
    };
    for count in 1..=4 {
        let answer = pretending(count).await;
        answer.problem(401, "invalid_credentials");
    }
    pretending(5).await.too_often(900);
}
