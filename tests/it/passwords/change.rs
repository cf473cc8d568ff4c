//! Who knows the password sets another.

use e2e::{CHANGED_MAIL, PASSWORD, shared_stack};
use reqwest::Method;
use serde_json::json;

use super::{NEW, change, expect_password};

#[tokio::test]
async fn a_new_password_ends_all_other_logins() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let others = [ann.log_in_again().await, ann.log_in_again().await];
    let (kept, second) = tokio::join!(ann.connect(), ann.connect());
    let sockets = tokio::join!(others[0].connect(), others[1].connect());
    let changed = change(&ann, PASSWORD, NEW).await;
    assert!(changed.expect(204).is_null());
    for (socket, other) in [(sockets.0, &others[0]), (sockets.1, &others[1])] {
        assert_eq!(socket.expect_farewell(other).await, "password_changed");
        let refused = other.expect_logged_out().await;
        refused.problem(401, "session_revoked");
    }
    for socket in [&kept, &second] {
        socket.settle().await;
        assert!(socket.events("session.revoked").is_empty());
    }
    ann.me().await;
    ann.refreshed().await.me().await;
    expect_password(&stack, &ann, NEW, PASSWORD).await;
    let mail = stack.mail_to(&ann.email, CHANGED_MAIL).await;
    for part in [&mail.text, &mail.html] {
        assert!(!part.contains(NEW) && !part.contains(PASSWORD), "{part}");
    }
}

#[tokio::test]
async fn who_does_not_know_the_password_does_not_change_it() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let other = ann.log_in_again().await;
    let socket = other.connect().await;
    for wrong in ["a wrong horse battery staple", "x", &PASSWORD[1..]] {
        let answer = change(&ann, wrong, NEW).await;
        answer.problem(401, "invalid_credentials");
    }
    let endless = "x".repeat(20_000);
    let answer = change(&ann, &endless, NEW).await;
    answer.problem(401, "invalid_credentials");
    let path = "/v1/users/me/password";
    for (body, field) in [
        (json!({"newPassword": NEW}), "currentPassword"),
        (json!({"currentPassword": PASSWORD}), "newPassword"),
        (
            json!({"currentPassword": 7, "newPassword": NEW}),
            "currentPassword",
        ),
    ] {
        let problem = ann.put(path, &body).await;
        let problem = problem.problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    let body = json!({"currentPassword": PASSWORD, "newPassword": NEW});
    let nobody = stack.call(Method::PUT, path).json(&body).send().await;
    nobody.problem(401, "unauthenticated");
    expect_password(&stack, &ann, PASSWORD, NEW).await;
    socket.settle().await;
    assert!(socket.events("session.revoked").is_empty());
    other.refreshed().await.me().await;
    // The other's mail comes later than hers would have.
    change(&bob, PASSWORD, NEW).await.expect(204);
    stack.mail_to(&bob.email, CHANGED_MAIL).await;
    assert_eq!(stack.count_mails(&ann.email, CHANGED_MAIL).await, 0);
}
