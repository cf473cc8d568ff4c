//! Logins that are under way while the password becomes another one.

use std::time::Duration;

use e2e::{Options, PASSWORD, Stack, User, eventually};
use reqwest::Method;
use serde_json::json;

use super::{NEW, change, expect_password};

/// So long the login's last write takes; the change of the password is done by then.
const MILLIS: u64 = 3_000;
const PATIENCE: Duration = Duration::from_secs(10);

/// Logs in with the password so far, and does something else before the login is written.
async fn while_logging_in(stack: &Stack, user: &User, meanwhile: impl AsyncFnOnce()) {
    let slow = json!({"rules": [{
        "on": "dynamodb", "fault": "slow", "millis": [MILLIS, MILLIS], "probability": 1, "times": 1,
        "operations": ["TransactWriteItems"], "functions": ["rest-auth"],
    }]});
    stack.inject(&slow).await;
    let login = stack.log_in(&user.username, PASSWORD);
    let rest = async {
        let begun = async || (stack.fault_counts().await.injected() == 1).then_some(());
        eventually("the login is about to be written", PATIENCE, begun).await;
        meanwhile().await;
    };
    let (answer, ()) = tokio::join!(login, rest);
    answer.problem(401, "invalid_credentials");
}

#[tokio::test]
async fn a_login_under_way_does_not_outlive_the_password() {
    let stack = Stack::start(&Options::new());
    let ann = stack.register("ann").await;
    while_logging_in(&stack, &ann, async || {
        change(&ann, PASSWORD, NEW).await.expect(204);
    })
    .await;
    expect_password(&stack, &ann, NEW, PASSWORD).await;
    let sessions = ann.get("/v1/auth/sessions").await.expect(200);
    // The one that made the change, and the one that tried the new password.
    assert_eq!(sessions["data"].as_array().unwrap().len(), 2, "{sessions}");
}

#[tokio::test]
async fn a_login_under_way_does_not_outlive_the_account() {
    let stack = Stack::start(&Options::new());
    let ann = stack.register("ann").await;
    while_logging_in(&stack, &ann, async || {
        let body = json!({"password": PASSWORD});
        let call = ann.call(Method::DELETE, "/v1/users/me").json(&body);
        call.send().await.expect(204);
    })
    .await;
    let refused = stack.log_in(&ann.username, PASSWORD).await;
    refused.problem(401, "invalid_credentials");
}
