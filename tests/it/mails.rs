//! What is mailed to whom: of new devices, of invitations, and how every mail looks.

mod invitations;

use e2e::{
    Answer, CHANGED_MAIL, CONFIRM_MAIL, LOGIN_MAIL, Mail, PASSWORD, RESET_MAIL, Stack, User, fresh,
    shared_stack,
};
use serde_json::{Value, json};

const NEW: &str = "a new horse battery staple";

/// Registers somebody with a display name, on a device.
async fn register(stack: &Stack, display_name: &str, device: &Value) -> User {
    let name = fresh();
    let body = json!({
        "username": name, "email": format!("{name}@example.org"), "password": PASSWORD,
        "displayName": display_name, "device": device,
    });
    let made = stack.post_openly("/v1/auth/register", &body).await;
    stack.person(&made.expect(201))
}

async fn log_in_on(stack: &Stack, user: &User, device: &Value) -> Answer {
    let body = json!({
        "identifier": user.username, "password": PASSWORD, "device": device,
    });
    stack.post_openly("/v1/auth/login", &body).await
}

fn device(kind: &str, name: &str) -> Value {
    json!({"type": kind, "name": name})
}

#[tokio::test]
async fn a_login_on_a_new_device_is_told_of_once() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let phone = device("mobile", "phone");
    let ann = register(&stack, "Ann", &phone).await;
    log_in_on(&stack, &ann, &phone).await.expect(200);
    let laptop = device("desktop", "laptop");
    log_in_on(&stack, &ann, &laptop).await.expect(200);
    let first = stack.mail_to(&ann.email, LOGIN_MAIL).await;
    assert!(first.text.contains("laptop"), "{first:?}");
    for known in [&laptop, &phone] {
        log_in_on(&stack, &ann, known).await.expect(200);
    }
    // The same name on something else is something else.
    let tablet = device("mobile", "laptop");
    log_in_on(&stack, &ann, &tablet).await.expect(200);
    let second = stack.mail_after(&first).await;
    let failed = json!({
        "identifier": ann.username, "password": "a wrong horse battery",
        "device": device("web", "a stranger's"),
    });
    let failed = stack.post_openly("/v1/auth/login", &failed).await;
    failed.problem(401, "invalid_credentials");
    log_in_on(&stack, &ann, &device("web", "browser"))
        .await
        .expect(200);
    let third = stack.mail_after(&second).await;
    assert!(third.text.contains("browser"), "{third:?}");
    let count = stack.count_mails(&ann.email, LOGIN_MAIL).await;
    assert_eq!(count, 3, "of what was new");
}

/// Everything that can be mailed to an account by its own doing.
async fn all_mails(stack: &Stack, ann: &User) -> Vec<Mail> {
    let confirm = stack.mail_to(&ann.email, CONFIRM_MAIL).await;
    let elsewhere = device("desktop", "<i>laptop</i>");
    log_in_on(stack, ann, &elsewhere).await.expect(200);
    let login = stack.mail_to(&ann.email, LOGIN_MAIL).await;
    let forgot = json!({"email": ann.email});
    let forgot = stack.post_openly("/v1/auth/forgot-password", &forgot).await;
    forgot.expect(204);
    let reset = stack.mail_to(&ann.email, RESET_MAIL).await;
    let body = json!({"currentPassword": PASSWORD, "newPassword": NEW});
    ann.put("/v1/users/me/password", &body).await.expect(204);
    let changed = stack.mail_to(&ann.email, CHANGED_MAIL).await;
    vec![confirm, login, reset, changed]
}

#[tokio::test]
async fn every_mail_is_text_and_html_and_holds_no_password() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = register(&stack, "Ann", &device("mobile", "phone")).await;
    for mail in all_mails(&stack, &ann).await {
        assert_eq!(mail.to, [ann.email.as_str()]);
        assert!(mail.from.contains('@'), "{mail:?}");
        assert!(!mail.text.trim().is_empty(), "{mail:?}");
        let html = mail.html.to_ascii_lowercase();
        assert!(html.contains("</html>"), "{mail:?}");
        assert!(!html.contains("<script") && !html.contains("<img"));
        for part in [&mail.text, &mail.html] {
            let secrets = [PASSWORD, NEW, &ann.access_token, &ann.refresh_token];
            for secret in secrets {
                assert!(!part.contains(secret), "{mail:?}");
            }
        }
    }
}

#[tokio::test]
async fn what_people_wrote_is_no_html_in_a_mail() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let name = "<b>Ann</b> & \"Co\" <a href='https://evil.example'>x</a>";
    let ann = register(&stack, name, &device("mobile", "phone")).await;
    for mail in all_mails(&stack, &ann).await {
        for raw in ["<b>Ann", "<a href='https://evil", "<i>laptop"] {
            assert!(!mail.html.contains(raw), "{raw}: {mail:?}");
        }
        assert!(!mail.text.contains("&lt;"), "{mail:?}");
    }
}

#[tokio::test]
async fn an_account_without_a_proven_address_is_mailed_all_the_same() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let off = json!({"emailNotifications": false});
    ann.change_settings(&off).await;
    // What keeps an account safe is no notification.
    let mails = all_mails(&stack, &ann).await;
    assert_eq!(mails.len(), 4);
}
