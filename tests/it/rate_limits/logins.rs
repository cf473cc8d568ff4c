//! Attempts to get into an account, and mails about it: counted exactly, alike for accounts that are
//! there and that are not.

use std::sync::OnceLock;

use e2e::{Answer, Options, PASSWORD, Stack, fresh, in_one_window};
use serde_json::{Value, json};

const QUARTER: i64 = 15 * 60;
const HOUR: i64 = 60 * 60;
const WRONG: &str = "a wrong horse battery staple";

/// A stack with the limits of every deployment, but for those of an address: all tests have one.
fn limited() -> &'static Stack {
    static LIMITED: OnceLock<Stack> = OnceLock::new();
    let limits = "register-address=0,login-address=0,forgot-address=0";
    LIMITED.get_or_init(|| Stack::start(&Options::new().env("RATE_LIMITS", limits)))
}

/// A refusal without what differs each time: the request's name, and the seconds.
fn common(answer: &Answer) -> Value {
    let mut problem = answer.json();
    problem["requestId"].take();
    let detail = problem["detail"].as_str().unwrap();
    let detail: String = detail.chars().filter(|one| !one.is_ascii_digit()).collect();
    problem["detail"] = json!(detail);
    if let Some(seconds) = problem.get_mut("retryAfter") {
        *seconds = json!("soon");
    }
    problem
}

#[tokio::test]
async fn ten_wrong_passwords_are_enough() {
    let stack = limited();
    let _log = stack.show_log();
    stack.must_not_log(WRONG);
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    in_one_window(QUARTER).await;
    for count in 0..10 {
        // However it is spelled.
        let name = match count % 2 {
            0 => ann.username.clone(),
            _ => ann.username.to_uppercase(),
        };
        let answer = stack.log_in(&name, WRONG).await;
        answer.problem(401, "invalid_credentials");
    }
    for password in [WRONG, PASSWORD] {
        let answer = stack.log_in(&ann.username, password).await;
        answer.too_often(900);
    }
    // It shuts out neither anybody else nor her own logins.
    stack.log_in(&bob.username, PASSWORD).await.expect(200);
    ann.me().await;
    ann.refresh(&ann.refresh_token).await.expect(200);
}

#[tokio::test]
async fn a_login_gives_its_count_back() {
    let stack = limited();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    in_one_window(QUARTER).await;
    for _ in 0..9 {
        let answer = stack.log_in(&ann.username, WRONG).await;
        answer.problem(401, "invalid_credentials");
    }
    for _ in 0..3 {
        stack.log_in(&ann.username, PASSWORD).await.expect(200);
    }
    let tenth = stack.log_in(&ann.username, WRONG).await;
    tenth.problem(401, "invalid_credentials");
    let answer = stack.log_in(&ann.username, PASSWORD).await;
    answer.too_often(900);
}

#[tokio::test]
async fn many_at_once_are_counted_as_well() {
    let stack = limited();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    in_one_window(QUARTER).await;
    let trying = (0..20).map(|_| stack.log_in(&ann.username, WRONG));
    let answers = futures::future::join_all(trying).await;
    let refused = answers.iter().filter(|answer| answer.status == 429);
    assert_eq!(refused.count(), 10);
    let tried = answers.iter().filter(|answer| answer.status == 401);
    assert_eq!(tried.count(), 10);
}

#[tokio::test]
async fn an_account_that_is_not_there_is_guarded_alike() {
    let stack = limited();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let nobody = format!("nobody-{}", &fresh()[..12]);
    in_one_window(QUARTER).await;
    let mut refusals = Vec::new();
    for name in [&ann.username, &nobody] {
        let mut own = Vec::new();
        for _ in 0..12 {
            let answer = stack.log_in(name, WRONG).await;
            own.push((answer.status, common(&answer)));
        }
        let statuses: Vec<u16> = own.iter().map(|(status, _)| *status).collect();
        assert_eq!(statuses[..10], [401; 10]);
        assert_eq!(statuses[10..], [429; 2]);
        refusals.push(own);
    }
    assert_eq!(refusals[0], refusals[1], "nobody can tell them apart");
}

#[tokio::test]
async fn an_address_is_mailed_a_few_times_whether_or_not_it_has_an_account() {
    let stack = limited();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let nobody = format!("{}@example.org", fresh());
    in_one_window(HOUR).await;
    let mut refusals = Vec::new();
    for email in [&ann.email, &nobody] {
        let body = json!({"email": email});
        let ask = async || stack.post_openly("/v1/auth/forgot-password", &body).await;
        for _ in 0..5 {
            assert!(ask().await.expect(204).is_null());
        }
        let refusal = ask().await;
        refusal.too_often(3_600);
        refusals.push(common(&refusal));
        let body = json!({"email": email.to_uppercase()});
        let spelled = stack.post_openly("/v1/auth/forgot-password", &body).await;
        spelled.too_often(3_600);
    }
    assert_eq!(refusals[0], refusals[1]);
}

#[tokio::test]
async fn a_mail_to_confirm_comes_a_few_times() {
    let stack = limited();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    in_one_window(HOUR).await;
    let path = "/v1/auth/verify-email/resend";
    for _ in 0..5 {
        ann.post_empty(path).await.expect(204);
    }
    ann.post_empty(path).await.too_often(3_600);
    bob.post_empty(path).await.expect(204);
}

#[tokio::test]
async fn five_wrong_codes_are_enough() {
    let stack = limited();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let mut authenticator = ann.begin_mfa().await;
    let path = "/v1/auth/mfa/enable";
    in_one_window(QUARTER).await;
    for _ in 0..5 {
        let body = json!({"code": authenticator.wrong_code()});
        let answer = ann.post(path, &body).await;
        answer.problem(401, "invalid_credentials");
    }
    let body = json!({"code": authenticator.code().await});
    ann.post(path, &body).await.too_often(900);
}
