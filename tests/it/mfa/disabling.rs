//! Who has both password and code does without the second factor again.

use e2e::{Answer, PASSWORD, User, shared_stack};
use reqwest::Method;
use serde_json::{Value, json};

use super::{DISABLE, log_in, wrong};

async fn disable(user: &User, body: &Value) -> Answer {
    user.post(DISABLE, body).await
}

#[tokio::test]
async fn it_goes_with_the_password_and_a_code() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let with = |password: &str, code: &str| json!({"password": password, "code": code});
    disable(&ann, &with(PASSWORD, "123456"))
        .await
        .problem(409, "conflict");
    let (mut authenticator, codes) = ann.enable_mfa().await;
    let code = authenticator.code().await;
    wrong(&disable(&ann, &with("a wrong horse battery", &code)).await);
    let bad = authenticator.wrong_code();
    wrong(&disable(&ann, &with(PASSWORD, &bad)).await);
    assert_eq!(ann.me().await["mfaEnabled"], true);
    log_in(&stack, &ann, &json!({}))
        .await
        .problem(401, "mfa_required");

    let code = authenticator.code().await;
    let answer = disable(&ann, &with(PASSWORD, &code)).await;
    assert!(answer.expect(204).is_null());
    assert_eq!(ann.me().await["mfaEnabled"], false);
    let logged_in = log_in(&stack, &ann, &json!({})).await.expect(200);
    assert_eq!(logged_in["user"]["mfaEnabled"], false);
    let again = json!({"password": PASSWORD, "recoveryCode": codes[0]});
    disable(&ann, &again).await.problem(409, "conflict");

    // From the beginning: nothing of before is good.
    let (_, new) = ann.enable_mfa().await;
    assert!(new.iter().all(|code| !codes.contains(code)));
    wrong(&log_in(&stack, &ann, &json!({"recoveryCode": codes[1]})).await);
    assert_eq!(ann.me().await["mfaEnabled"], true);
}

#[tokio::test]
async fn it_goes_with_the_password_and_a_recovery_code() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let (_, codes) = ann.enable_mfa().await;
    let used = json!({"recoveryCode": codes[0]});
    log_in(&stack, &ann, &used).await.expect(200);
    let with = |password: &str, code: &str| json!({"password": password, "recoveryCode": code});
    wrong(&disable(&ann, &with(PASSWORD, &codes[0])).await);
    wrong(&disable(&ann, &with("a wrong horse battery", &codes[1])).await);
    assert_eq!(ann.me().await["mfaEnabled"], true);
    let nobody = stack.call(Method::POST, DISABLE);
    let nobody = nobody.json(&with(PASSWORD, &codes[2])).send().await;
    nobody.problem(401, "unauthenticated");
    disable(&ann, &with(PASSWORD, &codes[3])).await.expect(204);
    assert_eq!(ann.me().await["mfaEnabled"], false);
    log_in(&stack, &ann, &json!({})).await.expect(200);
}

#[tokio::test]
async fn a_password_alone_does_not_do_it() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let (mut authenticator, _codes) = ann.enable_mfa().await;
    let code = authenticator.code().await;
    for lacking in [json!({"password": PASSWORD}), json!({"code": code})] {
        let answer = disable(&ann, &lacking).await;
        assert!([400, 401].contains(&answer.status), "{}", answer.text());
    }
    assert_eq!(ann.me().await["mfaEnabled"], true);
}
