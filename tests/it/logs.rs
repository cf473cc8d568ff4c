//! Logs hold nothing that lets somebody in, and nothing that people say to each other. Every stack of
//! these tests is watched for what everybody's secrets look like; here one is kept busy, and texts
//! are marked.

mod busy;

use std::panic::{AssertUnwindSafe, catch_unwind};

use e2e::{Options, PASSWORD, Stack, claims, fresh, secret_in, sign};
use reqwest::Method;
use serde_json::json;

#[test]
fn what_everybody_s_secrets_look_like() {
    let token = sign(&json!({"sub": "usr_1"}));
    assert_eq!(claims(&token)["sub"], "usr_1");
    let link = "aB3-_".repeat(9);
    let secret = [
        format!("login with {PASSWORD}"),
        format!("Authorization: Bearer {token}"),
        format!("{{\"accessToken\":\"{token}\"}}"),
        format!("GET /live?token={token}&device=web"),
        "mail to ann@example.org".to_owned(),
        "otpauth://totp/Banter:ann?secret=JBSWY3DP".to_owned(),
        format!("http://127.0.0.1:3000/#verify={}", &link[..43]),
        format!("http://127.0.0.1:3000/#reset={link} and more"),
    ];
    for line in &secret {
        assert!(secret_in(line).is_some(), "{line}");
    }
    let harmless = [
        r#"{"ready":{"http":"http://127.0.0.1:3000","pid":1}}"#.to_owned(),
        "12:00:00.000  POST /v1/auth/login  rest-auth  12.0 ms  401".to_owned(),
        "the link is /#verify=…".to_owned(),
        format!("http://127.0.0.1:3000/#verify={}", &link[..42]),
        "eyJ is how a token begins".to_owned(),
        "usr_01jxyz logs in from example.org".to_owned(),
        String::new(),
    ];
    for line in &harmless {
        assert_eq!(secret_in(line), None, "{line}");
    }
}

#[tokio::test]
async fn a_stack_that_tells_a_secret_fails_its_test() {
    let stack = Stack::start(&Options::new());
    // The stack itself writes the path of every request.
    let path = format!("/nothing-{}", fresh());
    stack.must_not_log(&path);
    let answer = stack.call(Method::GET, &path).send().await;
    assert_eq!(answer.status, 404, "{}", answer.text());
    let ended = catch_unwind(AssertUnwindSafe(|| drop(stack)));
    let why = ended.expect_err("it fails");
    let why = why.downcast_ref::<String>().expect("with words");
    assert!(why.contains(&path), "{why}");
}

#[tokio::test]
async fn nothing_secret_and_nothing_said_is_logged() {
    // As talkative as a deployment can be made.
    let stack = Stack::start(&Options::new().env("LOG_LEVEL", "debug"));
    busy::accounts(&stack).await;
    busy::tokens(&stack).await;
    busy::mails(&stack).await;
    busy::second_factor(&stack).await;
    busy::messages(&stack).await;
    busy::refused_messages(&stack).await;
    let log = stack.log();
    assert!(log.contains("rest-messages"), "it was looked at: {log}");
    // Ends the stack, reads the last line, and looks.
    drop(stack);
}
