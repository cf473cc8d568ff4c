//! Where addresses must be proven, registering tells nobody who has an account.

use std::collections::BTreeSet;

use e2e::{Answer, CONFIRM_MAIL, EXISTS_MAIL, PASSWORD, Stack, fresh};
use serde_json::{Value, json};

use super::required::strict_stack;
use super::verify;

/// The password of whoever registers with somebody else's address.
const OTHERS: &str = "another horse battery staple";

/// Registers somebody with an address.
async fn register(stack: &Stack, email: &str) -> Answer {
    let username = format!("eve-{}", &fresh()[..12]);
    let body = json!({"username": username, "email": email, "password": OTHERS});
    stack.post_openly("/v1/auth/register", &body).await
}

fn names(value: &Value) -> BTreeSet<&str> {
    let fields = value.as_object().unwrap();
    fields.keys().map(String::as_str).collect()
}

#[tokio::test]
async fn a_taken_address_is_answered_as_a_free_one_and_its_owner_is_told() {
    let stack = strict_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    stack.verify(&ann).await;
    let free = format!("{}@example.org", fresh());
    let free = register(stack, &free).await.expect(201);
    for address in [ann.email.clone(), ann.email.to_uppercase()] {
        let taken = register(stack, &address).await.expect(201);
        assert_eq!(names(&taken), names(&free));
        assert_eq!(names(&taken["user"]), names(&free["user"]));
        assert_eq!(taken["user"]["emailVerified"], false);
        assert_eq!(taken["user"]["email"], address.as_str());
        assert_ne!(taken["user"]["id"], ann.id.as_str());
    }
    let told = stack.mail_to(&ann.email, EXISTS_MAIL).await;
    assert!(!told.text.contains("#verify="), "{told:?}");
    assert!(!told.html.contains("#verify="), "{told:?}");
    let count = stack.count_mails(&ann.email, CONFIRM_MAIL).await;
    assert_eq!(count, 1, "her own");
}

#[tokio::test]
async fn who_takes_an_address_of_somebody_else_never_has_it() {
    let stack = strict_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    stack.verify(&ann).await;
    let eve = register(stack, &ann.email).await.expect(201);
    let eve = stack.person(&eve);
    stack.mail_to(&ann.email, EXISTS_MAIL).await;
    // Whatever is answered here, no link goes out that would prove the address for her.
    eve.post_empty("/v1/auth/verify-email/resend").await;
    let by_address = stack.log_in(&ann.email, OTHERS).await;
    by_address.problem(401, "invalid_credentials");
    let by_address = stack.log_in(&ann.email, PASSWORD).await.expect(200);
    assert_eq!(by_address["user"]["id"], ann.id.as_str());
    let by_name = stack.log_in(&eve.username, OTHERS).await.expect(200);
    assert_eq!(by_name["user"]["id"], eve.id.as_str());
    // A new password for the address is a new password of its owner.
    let forgot = json!({"email": ann.email});
    let forgot = stack.post_openly("/v1/auth/forgot-password", &forgot).await;
    forgot.expect(204);
    let reset = stack.mail_to(&ann.email, e2e::RESET_MAIL).await;
    let password = "a new horse battery staple";
    let body = json!({"token": reset.token("reset"), "newPassword": password});
    let reset = stack.post_openly("/v1/auth/reset-password", &body).await;
    reset.expect(204);
    stack.log_in(&ann.username, password).await.expect(200);
    stack.log_in(&eve.username, OTHERS).await.expect(200);
    assert_eq!(eve.me().await["emailVerified"], false);
    let count = stack.count_mails(&ann.email, CONFIRM_MAIL).await;
    assert_eq!(count, 1, "Ann's own");
}

#[tokio::test]
async fn an_address_belongs_to_who_proves_it_first() {
    let stack = strict_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let first = stack.mail_to(&ann.email, CONFIRM_MAIL).await;
    let eve = register(stack, &ann.email).await.expect(201);
    let eve = stack.person(&eve);
    let second = stack.mail_after(&first).await;
    verify(stack, &second.token("verify")).await.expect(204);
    assert_eq!(eve.me().await["emailVerified"], true);
    let late = verify(stack, &first.token("verify")).await;
    late.problem(409, "conflict");
    assert_eq!(ann.me().await["emailVerified"], false);
    let by_address = stack.log_in(&ann.email, OTHERS).await.expect(200);
    assert_eq!(by_address["user"]["id"], eve.id.as_str());
    let by_address = stack.log_in(&ann.email, PASSWORD).await;
    by_address.problem(401, "invalid_credentials");
    let by_name = stack.log_in(&ann.username, PASSWORD).await.expect(200);
    assert_eq!(by_name["user"]["id"], ann.id.as_str());
}

#[tokio::test]
async fn a_taken_name_is_refused_all_the_same() {
    let stack = strict_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let email = format!("{}@example.org", fresh());
    let body = json!({"username": ann.username, "email": email, "password": OTHERS});
    let answer = stack.post_openly("/v1/auth/register", &body).await;
    answer.problem(409, "name_taken");
}
