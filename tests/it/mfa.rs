//! A second factor: an app that shows codes, or a recovery code in its place.

mod codes;
mod disabling;
mod recovery;

use e2e::{Answer, Authenticator, PASSWORD, Stack, User, shared_stack};
use reqwest::Method;
use serde_json::{Value, json};

const SETUP: &str = "/v1/auth/mfa/setup";
const ENABLE: &str = "/v1/auth/mfa/enable";
const DISABLE: &str = "/v1/auth/mfa/disable";

/// Logs in with the right password and `more`.
async fn log_in(stack: &Stack, user: &User, more: &Value) -> Answer {
    let mut body = json!({"identifier": user.username, "password": PASSWORD});
    let fields = body.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    stack.post_openly("/v1/auth/login", &body).await
}

async fn enable(user: &User, code: &str) -> Answer {
    user.post(ENABLE, &json!({"code": code})).await
}

fn wrong(answer: &Answer) {
    answer.problem(401, "invalid_credentials");
}

#[tokio::test]
async fn codes_are_those_of_the_standard() {
    // RFC 6238, appendix B: the last six of eight digits at these times.
    let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    let authenticator = Authenticator::new(secret);
    for (time, code) in [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_234_567_890, "005924"),
        (20_000_000_000, "353130"),
    ] {
        assert_eq!(authenticator.code_of(time / 30), code, "{time}");
    }
}

#[tokio::test]
async fn a_secret_is_shown_until_it_is_in_use() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let setup = ann.get(SETUP).await.expect(200);
    let secret = setup["secret"].as_str().unwrap();
    assert!(secret.len() >= 32, "160 bits: {secret}");
    let is_base32 = |letter: char| letter.is_ascii_uppercase() || ('2'..='7').contains(&letter);
    assert!(secret.chars().all(is_base32), "{secret}");
    let uri = setup["otpauthUri"].as_str().unwrap();
    assert!(uri.starts_with("otpauth://totp/"), "{uri}");
    assert!(uri.contains(&format!("secret={secret}")), "{uri}");
    assert!(uri.contains("issuer="), "{uri}");
    assert!(uri.contains(&ann.username), "whose it is: {uri}");
    let picture = setup["qrSvg"].as_str().unwrap().trim();
    assert!(picture.contains("<svg"), "{picture}");
    assert!(picture.ends_with("</svg>"), "{picture}");
    assert!(!picture.contains("<script"), "{picture}");

    assert_eq!(ann.get(SETUP).await.expect(200), setup, "the same again");
    let other = bob.get(SETUP).await.expect(200);
    assert_ne!(other["secret"], setup["secret"]);
    assert_eq!(ann.me().await["mfaEnabled"], false);
    log_in(&stack, &ann, &json!({})).await.expect(200);
    ann.enable_mfa().await;
    ann.get(SETUP).await.problem(409, "conflict");
    let nobody = stack.call(Method::GET, SETUP).send().await;
    nobody.problem(401, "unauthenticated");
}

#[tokio::test]
async fn it_is_in_use_once_a_code_of_it_was_shown() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    enable(&ann, "123456").await.problem(409, "conflict");
    let mut authenticator = ann.begin_mfa().await;
    wrong(&enable(&ann, &authenticator.wrong_code()).await);
    assert_eq!(ann.me().await["mfaEnabled"], false);
    let code = authenticator.code().await;
    let enabled = enable(&ann, &code).await.expect(200);
    let codes = enabled["recoveryCodes"].as_array().unwrap();
    assert_eq!(codes.len(), 10);
    let mut distinct: Vec<&str> = codes.iter().filter_map(Value::as_str).collect();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), 10, "{enabled}");
    assert!(distinct.iter().all(|code| code.len() >= 10), "{enabled}");
    assert_eq!(ann.me().await["mfaEnabled"], true);
    let code = authenticator.code().await;
    enable(&ann, &code).await.problem(409, "conflict");
    ann.refreshed().await.me().await;
    let problem = ann.post(ENABLE, &json!({})).await;
    problem.problem(400, "validation_failed");
}

#[tokio::test]
async fn a_login_needs_both_password_and_code() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let (mut authenticator, _codes) = ann.enable_mfa().await;
    for identifier in [&ann.username, &ann.email] {
        let answer = stack.log_in(identifier, PASSWORD).await;
        answer.problem(401, "mfa_required");
        let answer = stack.log_in(identifier, "a wrong horse battery").await;
        wrong(&answer);
    }
    let none = json!({"mfaCode": null, "recoveryCode": null});
    let answer = log_in(&stack, &ann, &none).await;
    answer.problem(401, "mfa_required");
    let bad = authenticator.wrong_code();
    for bad in [bad.as_str(), "12345", "1234567", "abcdef", "🙂🙂🙂🙂🙂🙂"] {
        wrong(&log_in(&stack, &ann, &json!({"mfaCode": bad})).await);
    }
    let good = json!({"mfaCode": authenticator.code().await});
    let logged_in = log_in(&stack, &ann, &good).await.expect(200);
    assert_eq!(logged_in["user"]["id"], ann.id.as_str());
    assert_eq!(logged_in["user"]["mfaEnabled"], true);
    stack.person(&logged_in).me().await;

    let body = json!({
        "identifier": ann.username, "password": "a wrong horse battery",
        "mfaCode": authenticator.code().await,
    });
    wrong(&stack.post_openly("/v1/auth/login", &body).await);
    // Who has no second factor may send a code all the same.
    let bob = stack.register("bob").await;
    let needless = json!({"mfaCode": "123456"});
    log_in(&stack, &bob, &needless).await.expect(200);
}

#[tokio::test]
async fn a_new_password_is_no_way_around_it() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let (mut authenticator, _codes) = ann.enable_mfa().await;
    let forgot = json!({"email": ann.email});
    let forgot = stack.post_openly("/v1/auth/forgot-password", &forgot).await;
    forgot.expect(204);
    let mail = stack.mail_to(&ann.email, e2e::RESET_MAIL).await;
    let password = "a new horse battery staple";
    let body = json!({"token": mail.token("reset"), "newPassword": password});
    let reset = stack.post_openly("/v1/auth/reset-password", &body).await;
    reset.expect(204);
    let answer = stack.log_in(&ann.username, password).await;
    answer.problem(401, "mfa_required");
    let body = json!({
        "identifier": ann.username, "password": password,
        "mfaCode": authenticator.code().await,
    });
    let logged_in = stack.post_openly("/v1/auth/login", &body).await;
    assert_eq!(logged_in.expect(200)["user"]["mfaEnabled"], true);
}
