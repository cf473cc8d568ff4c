//! Which passwords are good, and how one gets another.

mod change;
mod meanwhile;
mod reset;

use e2e::{Acted, Answer, PASSWORD, RESET_MAIL, Stack, User, fresh, shared_stack};
use serde_json::{Value, json};

/// Long enough, and among the first that anybody tries.
const COMMON: [&str; 4] = [
    "password1234",
    "qwertyuiop12",
    "123456789012",
    "iloveyou1234",
];
/// A good password that is not the one of the other tests.
const NEW: &str = "a new horse battery staple";

/// The password of the other tests, hashed with a third of the memory and in one pass.
const WEAK_HASH: &str = "$argon2id$v=19$m=8192,t=1,p=1$vtWRw2SzxYpEJDkAf7YF8w$w6WDCLT/me1jv+0smbmK0zUMs8/37aV41DFfGI2oSXs";

/// As long as may be, in characters: in bytes it is longer.
fn longest() -> String {
    let password = format!("{}{}", fresh(), "🦜🐍🚀é".repeat(24));
    assert_eq!(password.chars().count(), 128);
    password
}

/// Passwords nobody may have who has this name, and the code of the refusal.
fn bad_passwords(name: &str) -> Vec<(String, &'static str)> {
    let mut bad = vec![
        ("short horse".to_owned(), "too_short"),
        (format!("{}x", longest()), "too_long"),
        (format!("the {name} of old"), "personal"),
        (format!("{}!", name.to_uppercase()), "personal"),
    ];
    bad.extend(COMMON.map(|password| (password.to_owned(), "common")));
    bad
}

fn refuses(answer: Answer, field: &str, code: &str) {
    Acted::Rest(answer).refuses(field, code);
}

async fn change(user: &User, current: &str, new: &str) -> Answer {
    let body = json!({"currentPassword": current, "newPassword": new});
    user.put("/v1/users/me/password", &body).await
}

async fn reset(stack: &Stack, token: &str, new: &str) -> Answer {
    let body = json!({"token": token, "newPassword": new});
    stack.post_openly("/v1/auth/reset-password", &body).await
}

async fn forget(stack: &Stack, email: &str) -> Answer {
    let body = json!({"email": email});
    stack.post_openly("/v1/auth/forgot-password", &body).await
}

/// Asks for a link to a new password, and gives its token.
async fn token(stack: &Stack, user: &User) -> String {
    forget(stack, &user.email).await.expect(204);
    stack.mail_to(&user.email, RESET_MAIL).await.token("reset")
}

/// Makes sure that only this one of the two is the password.
async fn expect_password(stack: &Stack, user: &User, good: &str, bad: &str) {
    let refused = stack.log_in(&user.username, bad).await;
    refused.problem(401, "invalid_credentials");
    let logged_in = stack.log_in(&user.username, good).await.expect(200);
    assert_eq!(logged_in["user"]["id"], user.id.as_str());
}

fn registration(username: &str, local_part: &str, password: &str) -> Value {
    let email = format!("{local_part}@example.org");
    json!({"username": username, "email": email, "password": password})
}

#[tokio::test]
async fn nobody_registers_with_a_bad_password() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let path = "/v1/auth/register";
    let (username, local_part) = (fresh(), fresh());
    let mut bad = bad_passwords(&username);
    bad.push((format!("the {local_part} of old"), "personal"));
    for (password, code) in bad {
        let body = registration(&username, &local_part, &password);
        refuses(stack.post_openly(path, &body).await, "password", code);
    }
    let body = registration(&username, &local_part, "example.org is fine");
    let made = stack.post_openly(path, &body).await.expect(201);
    assert_eq!(made["user"]["username"], username.as_str());
}

#[tokio::test]
async fn nobody_changes_to_a_bad_password() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    for (password, code) in bad_passwords(&ann.username) {
        let answer = change(&ann, PASSWORD, &password).await;
        refuses(answer, "newPassword", code);
    }
    let token = token(&stack, &ann).await;
    for (password, code) in bad_passwords(&ann.username) {
        let answer = reset(&stack, &token, &password).await;
        refuses(answer, "newPassword", code);
    }
    expect_password(&stack, &ann, PASSWORD, COMMON[0]).await;
    // The link was not used up.
    reset(&stack, &token, NEW).await.expect(204);
    expect_password(&stack, &ann, NEW, PASSWORD).await;
}

#[tokio::test]
async fn a_password_has_characters_of_every_kind() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (username, longest) = (fresh(), longest());
    let body = registration(&username, &username, &longest);
    let made = stack.post_openly("/v1/auth/register", &body).await;
    let ann = stack.person(&made.expect(201));
    expect_password(&stack, &ann, &longest, &longest[1..]).await;
    let spaced = " a  horse and a battery ";
    change(&ann, &longest, spaced).await.expect(204);
    expect_password(&stack, &ann, spaced, spaced.trim()).await;
    let shortest = "häßlich 🦜🐍🚀";
    assert_eq!(shortest.chars().count(), 11);
    refuses(
        change(&ann, spaced, shortest).await,
        "newPassword",
        "too_short",
    );
    let enough = format!("{shortest}!");
    change(&ann, spaced, &enough).await.expect(204);
    expect_password(&stack, &ann, &enough, shortest).await;
}

#[tokio::test]
async fn a_hash_of_former_parameters_is_raised_by_the_next_login() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let tables = stack.dynamodb();
    let key = [("pk", ann.id.as_str()), ("sk", "profile")];
    let hash = async || {
        let profile = tables.get("Users", &key).await;
        profile["passwordHash"].as_str().unwrap().to_owned()
    };
    let weak = [("passwordHash", json!({"S": WEAK_HASH}))];
    tables.set("Users", &key, &weak).await;
    stack
        .log_in(&ann.username, NEW)
        .await
        .problem(401, "invalid_credentials");
    assert_eq!(
        hash().await,
        WEAK_HASH,
        "whoever does not know it changes nothing"
    );
    stack.log_in(&ann.username, PASSWORD).await.expect(200);
    let raised = hash().await;
    assert!(
        raised.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{raised}"
    );
    stack.log_in(&ann.username, PASSWORD).await.expect(200);
    assert_eq!(hash().await, raised, "once");
}
