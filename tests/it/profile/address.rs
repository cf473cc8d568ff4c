//! Another e-mail address is one's own once it is proven; until then the old one stays.

use e2e::{CONFIRM_MAIL, PASSWORD, Stack, User, fresh, shared_stack};
use serde_json::{Value, json};

use super::{ME, refuses};

fn address() -> String {
    format!("{}@example.org", fresh())
}

/// Asks for another address.
async fn ask(user: &User, email: &str) -> Value {
    let body = json!({"email": email, "currentPassword": PASSWORD});
    user.change_me(&body).await
}

async fn verify(stack: &Stack, token: &str) -> e2e::Answer {
    let body = json!({"token": token});
    stack.post_openly("/v1/auth/verify-email", &body).await
}

/// Registers somebody with this address.
async fn register(stack: &Stack, email: &str) -> e2e::Answer {
    let body = json!({"username": fresh(), "email": email, "password": PASSWORD});
    stack.post_openly("/v1/auth/register", &body).await
}

#[tokio::test]
async fn an_address_is_changed_by_proving_the_new_one() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    stack.verify(&ann).await;
    let new = address();
    let asked = ask(&ann, &new).await;
    for me in [&asked, &ann.me().await] {
        assert_eq!(me["email"], ann.email.as_str());
        assert_eq!(me["pendingEmail"], new.as_str());
        assert_eq!(me["emailVerified"], true);
    }
    stack.log_in(&ann.email, PASSWORD).await.expect(200);
    let early = stack.log_in(&new, PASSWORD).await;
    early.problem(401, "invalid_credentials");
    register(&stack, &ann.email).await.problem(409, "conflict");

    let mail = stack.mail_to(&new, CONFIRM_MAIL).await;
    verify(&stack, &mail.token("verify")).await.expect(204);
    let me = ann.me().await;
    assert_eq!(me["email"], new.as_str());
    assert_eq!(me.get("pendingEmail"), Some(&Value::Null), "{me}");
    assert_eq!(me["emailVerified"], true);
    let logged_in = stack.log_in(&new, PASSWORD).await.expect(200);
    assert_eq!(logged_in["user"]["id"], ann.id.as_str());
    let old = stack.log_in(&ann.email, PASSWORD).await;
    old.problem(401, "invalid_credentials");
    register(&stack, &new).await.problem(409, "conflict");
    let next = register(&stack, &ann.email).await.expect(201);
    assert_ne!(next["user"]["id"], ann.id.as_str(), "the old one is free");
    let again = verify(&stack, &mail.token("verify")).await;
    again.problem(400, "validation_failed");
}

#[tokio::test]
async fn who_does_not_know_the_password_changes_no_address() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let before = ann.me().await;
    let new = address();
    let wrong = json!({"email": new, "currentPassword": "a wrong horse battery", "bio": "x"});
    let answer = ann.patch(ME, &wrong).await;
    answer.problem(401, "invalid_credentials");
    let without = ann.patch(ME, &json!({"email": new, "bio": "x"})).await;
    assert!([400, 401].contains(&without.status), "{}", without.text());
    for nowhere in ["nowhere", "", "a@b", "a b@example.org", "@example.org"] {
        let body = json!({"email": nowhere, "currentPassword": PASSWORD});
        refuses(&ann, &body, &["email"]).await;
    }
    assert_eq!(ann.me().await, before, "all or nothing");
    // The mail to the second address comes later than one to the first would have.
    let second = address();
    ask(&ann, &second).await;
    stack.mail_to(&second, CONFIRM_MAIL).await;
    assert!(stack.mails_to(&new).await.is_empty());
}

#[tokio::test]
async fn an_address_is_pending_until_another_is() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    stack.verify(&ann).await;
    let (first, second) = (address(), address());
    ask(&ann, &first).await;
    let old = stack.mail_to(&first, CONFIRM_MAIL).await;
    let asked = ask(&ann, &second).await;
    assert_eq!(asked["pendingEmail"], second.as_str());
    let new = stack.mail_to(&second, CONFIRM_MAIL).await;
    // She does not ask for the first any more.
    let late = verify(&stack, &old.token("verify")).await;
    assert!([400, 409].contains(&late.status), "{}", late.text());
    assert_eq!(ann.me().await["email"], ann.email.as_str());
    // Another link is for what is pending.
    ann.post_empty("/v1/auth/verify-email/resend")
        .await
        .expect(204);
    let newest = stack.mail_after(&new).await;
    verify(&stack, &newest.token("verify")).await.expect(204);
    let me = ann.me().await;
    assert_eq!(
        (&me["email"], &me["emailVerified"]),
        (&json!(second), &json!(true))
    );
}

#[tokio::test]
async fn an_address_that_somebody_else_got_first_is_theirs() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let wanted = address();
    ask(&ann, &wanted).await;
    let mail = stack.mail_to(&wanted, CONFIRM_MAIL).await;
    let bob = register(&stack, &wanted).await.expect(201);
    let late = verify(&stack, &mail.token("verify")).await;
    late.problem(409, "conflict");
    assert_eq!(ann.me().await["email"], ann.email.as_str());
    let logged_in = stack.log_in(&wanted, PASSWORD).await.expect(200);
    assert_eq!(logged_in["user"]["id"], bob["user"]["id"]);
}
