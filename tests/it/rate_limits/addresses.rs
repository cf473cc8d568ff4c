//! What one address may try, whomever it is about.

use e2e::{Options, PASSWORD, Stack, fresh, in_one_window};
use serde_json::{Value, json};

const HOUR: i64 = 60 * 60;
const QUARTER: i64 = 15 * 60;

pub(super) fn limited(limits: &str) -> Stack {
    Stack::start(&Options::new().env("RATE_LIMITS", limits))
}

fn somebody() -> Value {
    let name = format!("some-{}", &fresh()[..12]);
    let email = format!("{name}@example.org");
    json!({"username": name, "email": email, "password": PASSWORD})
}

#[tokio::test]
async fn an_address_makes_so_many_accounts() {
    let stack = limited("register-address=3");
    in_one_window(HOUR).await;
    let path = "/v1/auth/register";
    for _ in 0..3 {
        stack.post_openly(path, &somebody()).await.expect(201);
    }
    let refused = somebody();
    stack.post_openly(path, &refused).await.too_often(3_600);
    // It was not made.
    let name = refused["username"].as_str().unwrap();
    let answer = stack.log_in(name, PASSWORD).await;
    answer.problem(401, "invalid_credentials");
}

#[tokio::test]
async fn an_address_tries_so_many_passwords() {
    let stack = limited("login-address=6");
    let ann = stack.register("ann").await;
    in_one_window(QUARTER).await;
    for _ in 0..5 {
        let answer = stack.log_in(&fresh()[..20], PASSWORD).await;
        answer.problem(401, "invalid_credentials");
    }
    // Whoever knows the password uses up nothing.
    for _ in 0..3 {
        stack.log_in(&ann.username, PASSWORD).await.expect(200);
    }
    let sixth = stack.log_in(&fresh()[..20], PASSWORD).await;
    sixth.problem(401, "invalid_credentials");
    let seventh = stack.log_in(&fresh()[..20], PASSWORD).await;
    seventh.too_often(900);
    stack.log_in(&ann.username, PASSWORD).await.too_often(900);
    ann.me().await;
}

#[tokio::test]
async fn an_address_asks_for_so_many_mails() {
    let stack = limited("forgot-address=4");
    let ann = stack.register("ann").await;
    in_one_window(HOUR).await;
    let path = "/v1/auth/forgot-password";
    for count in 0..4 {
        let email = match count {
            0 => ann.email.clone(),
            _ => format!("{}@example.org", fresh()),
        };
        let body = json!({"email": email});
        stack.post_openly(path, &body).await.expect(204);
    }
    for email in [ann.email.clone(), format!("{}@example.org", fresh())] {
        let body = json!({"email": email});
        stack.post_openly(path, &body).await.too_often(3_600);
    }
}

#[tokio::test]
async fn an_address_guesses_so_many_links() {
    let stack = limited("token-address=3");
    in_one_window(HOUR).await;
    let token = "a".repeat(43);
    let verify = json!({"token": token});
    let reset = json!({"token": token, "newPassword": format!("another {}", fresh())});
    let tries = [
        ("/v1/auth/verify-email", &verify),
        ("/v1/auth/reset-password", &reset),
        ("/v1/auth/verify-email", &verify),
    ];
    for (path, body) in tries {
        let answer = stack.post_openly(path, body).await;
        answer.problem(400, "validation_failed");
    }
    for (path, body) in tries {
        stack.post_openly(path, body).await.too_often(3_600);
    }
}
