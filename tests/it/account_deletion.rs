//! An account that is deleted: its logins end, what it said of itself is gone, its names are free.

mod chats;

use e2e::{Answer, DEADLINE, PASSWORD, Stack, User, eventually, fresh, shared_stack};
use reqwest::Method;
use serde_json::{Value, json};

const ME: &str = "/v1/users/me";

async fn delete_with(user: &User, body: &Value) -> Answer {
    user.call(Method::DELETE, ME).json(body).send().await
}

/// Deletes somebody's account.
async fn delete(user: &User) {
    let answer = delete_with(user, &json!({"password": PASSWORD})).await;
    assert!(answer.expect(204).is_null());
}

/// Registers somebody as soon as nobody else has the names.
async fn register_again(stack: &Stack, body: &Value) -> User {
    let made = async || {
        let answer = stack.post_openly("/v1/auth/register", body).await;
        (answer.status != 409).then_some(answer)
    };
    let made = eventually("the names are free", DEADLINE, made).await;
    stack.person(&made.expect(201))
}

#[tokio::test]
async fn every_login_ends_with_the_account() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let other = ann.log_in_again().await;
    let (anns, others, bobs) = tokio::join!(ann.connect(), other.connect(), bob.connect());
    delete(&ann).await;
    for (socket, user) in [(anns, &ann), (others, &other)] {
        assert_eq!(socket.expect_farewell(user).await, "account_deleted");
        user.expect_logged_out().await;
    }
    for identifier in [&ann.username, &ann.email] {
        let answer = stack.log_in(identifier, PASSWORD).await;
        answer.problem(401, "invalid_credentials");
    }
    let unknown = format!("/v1/users/{}", ann.id);
    bob.get(&unknown).await.problem(404, "not_found");
    let gone = async || (!bob.finds(&ann).await).then_some(());
    eventually("she is not found any more", DEADLINE, gone).await;
    bobs.settle().await;
    assert!(bobs.events("session.revoked").is_empty());
    bob.me().await;
}

#[tokio::test]
async fn who_does_not_know_the_password_deletes_nothing() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let socket = ann.connect().await;
    for wrong in ["a wrong horse battery", "x"] {
        let answer = delete_with(&ann, &json!({"password": wrong})).await;
        answer.problem(401, "invalid_credentials");
    }
    for nothing in [json!({}), json!({"password": null})] {
        let answer = delete_with(&ann, &nothing).await;
        assert!([400, 401].contains(&answer.status), "{}", answer.text());
    }
    let without = ann.call(Method::DELETE, ME).send().await;
    assert!([400, 401].contains(&without.status), "{}", without.text());
    let wrong = delete_with(&ann, &json!({"password": 7})).await;
    wrong.problem(400, "validation_failed");
    let body = json!({"password": PASSWORD});
    let nobody = stack.call(Method::DELETE, ME).json(&body).send().await;
    nobody.problem(401, "unauthenticated");
    socket.settle().await;
    assert!(socket.events("session.revoked").is_empty());
    ann.refreshed().await.me().await;
}

#[tokio::test]
async fn names_and_addresses_are_free_again() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    ann.change_me(&json!({"bio": "of before"})).await;
    ann.change_settings(&json!({"theme": "dark"})).await;
    let chat = ann.direct_chat(&bob).await;
    ann.say(&chat, "hello").await;
    delete(&ann).await;
    let body = json!({"username": ann.username, "email": ann.email, "password": PASSWORD});
    let next = register_again(&stack, &body).await;
    assert_ne!(next.id, ann.id);
    let me = next.me().await;
    assert_eq!(
        (&me["bio"], &me["emailVerified"]),
        (&Value::Null, &json!(false))
    );
    let settings = next.get("/v1/users/me/settings").await.expect(200);
    assert_eq!(settings["theme"], "system");
    assert!(next.listed("/v1/chats").await.is_empty(), "it is another's");
    assert!(bob.finds(&next).await);
    ann.expect_logged_out().await;
    // What was mailed before is good for the former account alone, and that is no more.
    let again = json!({"email": ann.email});
    let again = stack.post_openly("/v1/auth/forgot-password", &again).await;
    again.expect(204);
    let logged_in = stack.log_in(&ann.email, PASSWORD).await.expect(200);
    assert_eq!(logged_in["user"]["id"], next.id.as_str());
}

#[tokio::test]
async fn links_that_were_mailed_lead_nowhere() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let confirm = stack.mail_to(&ann.email, e2e::CONFIRM_MAIL).await;
    let forgot = json!({"email": ann.email});
    let forgot = stack.post_openly("/v1/auth/forgot-password", &forgot).await;
    forgot.expect(204);
    let reset = stack.mail_to(&ann.email, e2e::RESET_MAIL).await;
    delete(&ann).await;
    let body = json!({"token": confirm.token("verify")});
    let answer = stack.post_openly("/v1/auth/verify-email", &body).await;
    answer.problem(400, "validation_failed");
    let body = json!({"token": reset.token("reset"), "newPassword": "a new horse battery"});
    let answer = stack.post_openly("/v1/auth/reset-password", &body).await;
    answer.problem(400, "validation_failed");
    let answer = stack.log_in(&ann.username, "a new horse battery").await;
    answer.problem(401, "invalid_credentials");
}

#[tokio::test]
async fn what_people_said_of_themselves_is_gone() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let [first, last, bio] = [fresh(), fresh(), fresh()];
    let phone = format!("+49{:013}", rand::random::<u32>());
    let address = format!("https://pictures.example/{}", fresh());
    let body = json!({
        "firstName": first, "lastName": last, "bio": bio, "phone": phone, "avatarUrl": address,
        "displayName": format!("Ann {}", fresh()),
    });
    ann.change_me(&body).await;
    ann.direct_chat(&bob).await;
    let traces = [first, last, bio, phone, address];
    let stored = stack.stored_of_people().await;
    assert!(traces.iter().all(|trace| stored.contains(trace)));
    delete(&ann).await;
    let gone = async || {
        let stored = stack.stored_of_people().await;
        let left = traces.iter().any(|trace| stored.contains(trace));
        (!left).then_some(())
    };
    eventually("nothing is left of her", DEADLINE, gone).await;
}
