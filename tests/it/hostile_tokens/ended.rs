//! Tokens of logins that have ended, in each way a login can end.

use std::time::Duration;

use e2e::{ADMITTED, PASSWORD, Stack, User, eventually, fresh, refused_with, shared_stack, sign};
use reqwest::Method;
use serde_json::json;

use super::{ticket, with};

/// An environment takes a login for good for five seconds without looking.
const FORGOTTEN: Duration = Duration::from_secs(7);

/// Whoever holds tokens, and a ticket beside.
struct Holder {
    user: User,
    ticket: String,
}

impl Holder {
    async fn new(user: User) -> Self {
        let ticket = ticket(&user).await;
        // What is remembered of the login must not outlive it for long.
        user.me().await;
        Self { user, ticket }
    }

    /// Makes sure that nothing they hold is good for anything.
    async fn has_nothing(&self, stack: &Stack, what: &str) {
        let Self { user, ticket } = self;
        let access = &user.access_token;
        let refused = refused_with("session_revoked");
        // A socket never opens after the end; REST may go on for as long as it remembers.
        let outcomes = stack.outcomes(access).await;
        assert_eq!(outcomes[1..], refused[1..], "{what}");
        let gone = async || {
            let outcomes = stack.outcomes(access).await;
            (outcomes == refused).then_some(())
        };
        eventually(what, FORGOTTEN, gone).await;
        assert_eq!(stack.outcome_of_ticket(ticket).await, "ticket 401");
        let outcome = stack.outcome_of_refresh(&user.refresh_token).await;
        assert_eq!(outcome, "refresh 401 session_revoked", "{what}");
        // Nor is what somebody with the key would make of them.
        let later = json!(jiff::Timestamp::now().as_second() + 86_400);
        let longer = sign(&with(&e2e::claims(access), "exp", later));
        let gone = async || {
            let outcomes = stack.outcomes(&longer).await;
            (outcomes == refused).then_some(())
        };
        eventually(what, FORGOTTEN, gone).await;
    }
}

#[tokio::test]
async fn a_login_that_its_owner_ended() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let other = Holder::new(ann.log_in_again().await).await;
    let path = format!("/v1/auth/sessions/{}", other.user.session_id());
    ann.delete(&path).await.expect(204);
    other.has_nothing(&stack, "ended from elsewhere").await;
    assert_eq!(stack.outcomes(&ann.access_token).await, ADMITTED);
}

#[tokio::test]
async fn logins_that_ended_everywhere() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let other = Holder::new(ann.log_in_again().await).await;
    let own = Holder::new(ann).await;
    let everywhere = own.user.call(Method::POST, "/v1/auth/logout-all");
    everywhere.send().await.expect(204);
    own.has_nothing(&stack, "the one that asked").await;
    other.has_nothing(&stack, "the other one").await;
}

#[tokio::test]
async fn a_login_from_before_the_password_changed() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let other = Holder::new(ann.log_in_again().await).await;
    let password = format!("another {}", fresh());
    stack.must_not_log(&password);
    let body = json!({"currentPassword": PASSWORD, "newPassword": password});
    ann.put("/v1/users/me/password", &body).await.expect(204);
    other.has_nothing(&stack, "from before").await;
    assert_eq!(stack.outcomes(&ann.access_token).await, ADMITTED);
}

#[tokio::test]
async fn a_login_of_an_account_that_is_gone() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = Holder::new(stack.register("ann").await).await;
    let deleting = ann.user.call(Method::DELETE, "/v1/users/me");
    let deleting = deleting.json(&json!({"password": PASSWORD}));
    deleting.send().await.expect(204);
    ann.has_nothing(&stack, "of nobody").await;
}
