//! Who is invited by name learns it by mail, when they want to.

use e2e::{User, fresh, shared_stack};
use serde_json::json;

async fn invite(user: &User, chat: &str, other: &User) {
    let path = format!("/v1/chats/{chat}/invites");
    let body = json!({"userId": other.id});
    user.post(&path, &body).await.expect(201);
}

#[tokio::test]
async fn who_is_invited_is_mailed_when_they_want_to() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("person", 4).await;
    let (ann, unproven, silent, wanting) = (&people[0], &people[1], &people[2], &people[3]);
    for person in [ann, silent, wanting] {
        stack.verify(person).await;
    }
    let off = json!({"emailNotifications": false});
    silent.change_settings(&off).await;
    let (name, title) = (format!("Ann {}", fresh()), format!("Maps {}", fresh()));
    ann.change_me(&json!({"displayName": name})).await;
    let chat = ann.make_chat(&json!({"name": title})).await;
    for person in [unproven, silent, wanting] {
        invite(ann, &chat, person).await;
    }
    let subject = format!("{name} invites you to {title}");
    let mail = stack.mail_to(&wanting.email, &subject).await;
    for part in [&mail.text, &mail.html] {
        assert!(part.contains(&name) && part.contains(&title), "{part}");
        assert!(!part.contains(&ann.email), "{part}");
    }
    for person in [unproven, silent, ann] {
        assert_eq!(stack.count_mails(&person.email, &subject).await, 0);
    }
    // From now on.
    let on = json!({"emailNotifications": true});
    silent.change_settings(&on).await;
    let title = format!("More maps {}", fresh());
    let chat = ann.make_chat(&json!({"name": title})).await;
    let path = format!("/v1/chats/{chat}/invites");
    ann.post(&path, &json!({})).await.expect(201);
    invite(ann, &chat, silent).await;
    let subject = format!("{name} invites you to {title}");
    let mail = stack.mail_to(&silent.email, &subject).await;
    assert_eq!(mail.to, [silent.email.as_str()]);
    assert_eq!(stack.count_mails(&silent.email, &subject).await, 1);
    assert_eq!(stack.count_mails(&wanting.email, &subject).await, 0);
}

#[tokio::test]
async fn names_in_an_invitation_are_no_html() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    stack.verify(&bob).await;
    let (name, title) = ("<b>Ann</b>", "<i>us</i> & \"them\"");
    ann.change_me(&json!({"displayName": name})).await;
    let chat = ann.make_chat(&json!({"name": title})).await;
    invite(&ann, &chat, &bob).await;
    let subject = format!("{name} invites you to {title}");
    let mail = stack.mail_to(&bob.email, &subject).await;
    assert!(mail.text.contains(name) && mail.text.contains(title));
    assert!(mail.html.contains("&lt;b&gt;Ann&lt;"), "{mail:?}");
    assert!(mail.html.contains("&lt;i&gt;us&lt;"), "{mail:?}");
    for raw in [name, title, "<i>us", "& \"them"] {
        assert!(!mail.html.contains(raw), "{raw}: {mail:?}");
    }
}
