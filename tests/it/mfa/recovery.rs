//! Recovery codes, for whoever has lost the app: each is good once, and none is kept as it is.

use e2e::shared_stack;
use serde_json::json;

use super::{log_in, wrong};

#[tokio::test]
async fn a_recovery_code_is_good_once() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let (_, codes) = ann.enable_mfa().await;
    let (_, bobs) = bob.enable_mfa().await;
    let with = |code: &str| json!({"recoveryCode": code});
    let logged_in = log_in(&stack, &ann, &with(&codes[0])).await.expect(200);
    assert_eq!(logged_in["user"]["mfaEnabled"], true, "it stays");
    wrong(&log_in(&stack, &ann, &with(&codes[0])).await);
    for foreign in [bobs[0].as_str(), "x", "0000000000", "🙂"] {
        wrong(&log_in(&stack, &ann, &with(foreign)).await);
    }
    let body = json!({
        "identifier": ann.username, "password": "a wrong horse battery",
        "recoveryCode": codes[1],
    });
    wrong(&stack.post_openly("/v1/auth/login", &body).await);
    // As an app's code it is none.
    wrong(&log_in(&stack, &ann, &json!({"mfaCode": codes[1]})).await);
    log_in(&stack, &ann, &with(&codes[9])).await.expect(200);
    log_in(&stack, &bob, &with(&bobs[0])).await.expect(200);
}

#[tokio::test]
async fn one_of_many_wins_who_come_with_one_recovery_code() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let (_, codes) = ann.enable_mfa().await;
    let code = json!({"recoveryCode": codes[3]});
    let all = (0..6).map(|_| log_in(&stack, &ann, &code));
    let all = futures::future::join_all(all).await;
    let (good, bad): (Vec<_>, Vec<_>) = all.into_iter().partition(|answer| answer.status == 200);
    assert_eq!(good.len(), 1, "{good:?} {bad:?}");
    bad.iter().for_each(wrong);
}

#[tokio::test]
async fn recovery_codes_are_not_stored_as_they_are() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let (_, codes) = ann.enable_mfa().await;
    let used = json!({"recoveryCode": codes[0]});
    log_in(&stack, &ann, &used).await.expect(200);
    let stored = stack.stored_of_people().await.to_lowercase();
    assert!(stored.contains(&ann.id.to_lowercase()), "it is all there");
    for code in &codes {
        let code = code.to_lowercase();
        let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
        assert!(!stored.contains(&code), "{code}");
        assert!(!stored.contains(&plain), "{code}");
    }
}
