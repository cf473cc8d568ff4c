//! Who has forgotten the password sets another by a link that was mailed to them.

use e2e::{Answer, CONFIRM_MAIL, PASSWORD, RESET_MAIL, fresh, shared_stack};
use serde_json::json;

use super::{NEW, expect_password, forget, refuses, reset, token};

#[tokio::test]
async fn a_link_leads_to_a_new_password_and_ends_every_login() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let other = ann.log_in_again().await;
    let (anns, others) = tokio::join!(ann.connect(), other.connect());
    let answer = forget(&stack, &ann.email.to_uppercase()).await;
    assert!(answer.expect(204).is_null());
    let mail = stack.mail_to(&ann.email, RESET_MAIL).await;
    let token = mail.token("reset");
    let link = format!("{}/#reset={token}", stack.addresses.http);
    for part in [&mail.text, &mail.html] {
        assert!(part.contains(&link), "{part}");
    }
    ann.me().await;
    assert!(reset(&stack, &token, NEW).await.expect(204).is_null());
    for (socket, user) in [(anns, &ann), (others, &other)] {
        let reason = socket.expect_farewell(user).await;
        assert!(!reason.is_empty());
        let refused = user.expect_logged_out().await;
        refused.problem(401, "session_revoked");
    }
    expect_password(&stack, &ann, NEW, PASSWORD).await;
    let again = reset(&stack, &token, PASSWORD).await;
    refuses(again, "token", "unknown");
    expect_password(&stack, &ann, NEW, PASSWORD).await;
}

#[tokio::test]
async fn a_link_to_a_new_password_is_followed_once() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let token = token(&stack, &ann).await;
    let passwords: Vec<String> = (0..5).map(|number| format!("{NEW} {number}")).collect();
    let all = passwords
        .iter()
        .map(|password| reset(&stack, &token, password));
    let all = futures::future::join_all(all).await;
    let mut good = Vec::new();
    for (answer, password) in all.into_iter().zip(&passwords) {
        if answer.status == 204 {
            good.push(password);
        } else {
            refuses(answer, "token", "unknown");
        }
    }
    assert_eq!(good.len(), 1, "once: {good:?}");
    expect_password(&stack, &ann, good[0], PASSWORD).await;
}

#[tokio::test]
async fn a_token_that_was_not_mailed_for_it_leads_to_no_password() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let mail = stack.mail_to(&ann.email, CONFIRM_MAIL).await;
    let good = token(&stack, &ann).await;
    for wrong in [
        "A".repeat(43),
        "x".to_owned(),
        good[..42].to_owned(),
        format!("{good}A"),
        mail.token("verify"),
        ann.access_token.clone(),
        ann.refresh_token.clone(),
    ] {
        refuses(reset(&stack, &wrong, NEW).await, "token", "unknown");
    }
    let path = "/v1/auth/reset-password";
    for (body, field) in [
        (json!({"newPassword": NEW}), "token"),
        (json!({"token": good}), "newPassword"),
        (json!({"token": 7, "newPassword": NEW}), "token"),
    ] {
        let problem = stack.post_openly(path, &body).await;
        let problem = problem.problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    reset(&stack, &good, NEW).await.expect(204);
    expect_password(&stack, &ann, NEW, PASSWORD).await;
    expect_password(&stack, &bob, PASSWORD, NEW).await;
}

#[tokio::test]
async fn nobody_learns_whether_there_is_an_account() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let nobody = format!("{}@example.org", fresh());
    let looks = |answer: &Answer| {
        let mut names: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
        names.sort_unstable();
        (answer.status, names, answer.body.clone())
    };
    let unknown = forget(&stack, &nobody).await;
    let known = forget(&stack, &ann.email).await;
    assert_eq!(unknown.status, 204);
    assert_eq!(looks(&unknown), looks(&known));
    stack.mail_to(&ann.email, RESET_MAIL).await;
    assert!(stack.mails_to(&nobody).await.is_empty());
    for wrong in [json!("nowhere"), json!(""), json!(7), json!("a@b")] {
        let body = json!({"email": wrong});
        let problem = stack.post_openly("/v1/auth/forgot-password", &body).await;
        let problem = problem.problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], "email", "{problem}");
    }
}
