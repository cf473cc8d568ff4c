//! An address is proven by a link that was mailed to it.

mod required;
mod taken;

use e2e::{Acted, Answer, CONFIRM_MAIL, RESET_MAIL, Stack, User, fresh, shared_stack};
use reqwest::Method;
use serde_json::json;

async fn verify(stack: &Stack, token: &str) -> Answer {
    let body = json!({"token": token});
    stack.post_openly("/v1/auth/verify-email", &body).await
}

async fn resend(user: &User) -> Answer {
    user.post_empty("/v1/auth/verify-email/resend").await
}

/// Makes sure that a token was refused because it is good for nothing.
fn refuses_token(answer: Answer) {
    Acted::Rest(answer).refuses("token", "unknown");
}

#[tokio::test]
async fn a_link_proves_the_address_it_was_sent_to() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let mail = stack.mail_to(&ann.email, CONFIRM_MAIL).await;
    assert_eq!(mail.to, [ann.email.as_str()]);
    assert!(mail.from.contains('@'), "{mail:?}");
    let link = format!("{}/#verify={}", stack.addresses.http, mail.token("verify"));
    assert!(mail.text.contains(&link), "{mail:?}");
    assert!(mail.html.contains(&link), "{mail:?}");
    assert!(mail.html.contains("<a "), "{mail:?}");
    for seen in [ann.me().await, bob.sees(&ann).await] {
        assert_eq!(seen["emailVerified"], false);
    }
    let answer = verify(&stack, &mail.token("verify")).await;
    assert!(answer.expect(204).is_null());
    for seen in [ann.me().await, bob.sees(&ann).await] {
        assert_eq!(seen["emailVerified"], true);
    }
    assert_eq!(bob.me().await["emailVerified"], false, "it is hers alone");
    refuses_token(verify(&stack, &mail.token("verify")).await);
    assert_eq!(ann.me().await["emailVerified"], true);
}

#[tokio::test]
async fn a_token_that_was_not_mailed_for_it_proves_nothing() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let token = stack.mail_to(&ann.email, CONFIRM_MAIL).await;
    let token = token.token("verify");
    let forgot = json!({"email": ann.email});
    let forgot = stack.post_openly("/v1/auth/forgot-password", &forgot).await;
    forgot.expect(204);
    let reset = stack.mail_to(&ann.email, RESET_MAIL).await.token("reset");
    let end = if token.ends_with('A') { "E" } else { "A" };
    let unknown = [
        "A".repeat(43),
        "x".to_owned(),
        format!("{}{end}", &token[..42]),
        format!("{token}A"),
        token[..42].to_owned(),
        "#?=".to_owned(),
        "ü🙂".to_owned(),
        reset,
        ann.access_token.clone(),
        ann.id.clone(),
    ];
    for token in unknown {
        refuses_token(verify(&stack, &token).await);
    }
    for nothing in [json!({}), json!({"token": ""}), json!({"token": 7})] {
        let answer = stack.post_openly("/v1/auth/verify-email", &nothing).await;
        let problem = answer.problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], "token", "{problem}");
    }
    assert_eq!(ann.me().await["emailVerified"], false);
    verify(&stack, &token).await.expect(204);
}

#[tokio::test]
async fn another_link_is_sent_on_demand_until_the_address_is_proven() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let first = stack.mail_to(&ann.email, CONFIRM_MAIL).await;
    assert!(resend(&ann).await.expect(204).is_null());
    let second = stack.mail_after(&first).await;
    assert_ne!(first.token("verify"), second.token("verify"));
    verify(&stack, &second.token("verify")).await.expect(204);
    resend(&ann).await.problem(409, "conflict");
    let call = stack.call(Method::POST, "/v1/auth/verify-email/resend");
    call.send().await.problem(401, "unauthenticated");
}

#[tokio::test]
async fn a_link_is_followed_once_also_by_several_at_once() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let mail = stack.mail_to(&ann.email, CONFIRM_MAIL).await;
    let token = mail.token("verify");
    let all = futures::future::join_all((0..5).map(|_| verify(&stack, &token))).await;
    let (good, bad): (Vec<Answer>, Vec<Answer>) =
        all.into_iter().partition(|answer| answer.status == 204);
    assert_eq!(good.len(), 1, "once");
    for answer in bad {
        refuses_token(answer);
    }
    assert_eq!(ann.me().await["emailVerified"], true);
}

#[tokio::test]
async fn whether_addresses_must_be_proven_is_part_of_the_configuration() {
    let stack = shared_stack();
    let _log = stack.show_log();
    for (stack, is_required) in [(&*stack, false), (required::strict_stack(), true)] {
        let config = stack.call(Method::GET, "/v1/config").send().await;
        let config = config.expect(200);
        assert_eq!(config["features"]["emailVerificationRequired"], is_required);
        assert_eq!(config["limits"]["verifySeconds"], 86_400);
    }
}

#[tokio::test]
async fn where_nobody_must_prove_their_address_all_chat() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.direct_chat(&bob).await;
    let message = ann.connect().await.say(&chat, &fresh()).await;
    assert_eq!(bob.message(&message).await["text"], message["text"]);
    let by_address = stack.log_in(&ann.email, e2e::PASSWORD).await;
    assert_eq!(by_address.expect(200)["user"]["id"], ann.id.as_str());
}
