//! A username is one person's at a time, and free when they have another.

use e2e::{PASSWORD, Stack, User, fresh, shared_stack};
use serde_json::json;

use super::ME;

/// A name nobody has.
fn name() -> String {
    format!("n{}", &fresh()[..12])
}

async fn found(user: &User, word: &str) -> Vec<String> {
    let word = e2e::percent_encoded(word);
    let people = user.listed(&format!("/v1/users/search?q={word}")).await;
    let ids = people.iter().map(|one| one["id"].as_str().unwrap());
    ids.map(str::to_owned).collect()
}

/// Registers somebody with this name.
async fn register(stack: &Stack, username: &str) -> e2e::Answer {
    let email = format!("{}@example.org", fresh());
    let body = json!({"username": username, "email": email, "password": PASSWORD});
    stack.post_openly("/v1/auth/register", &body).await
}

#[tokio::test]
async fn who_has_another_name_is_found_by_it_alone() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let new = name();
    // She is still called by her display name, which has no word of the old one.
    ann.change_me(&json!({"displayName": "somebody"})).await;
    let changed = ann.change_me(&json!({"username": new})).await;
    assert_eq!(changed["username"], new.as_str());
    assert_eq!(bob.sees(&ann).await["username"], new.as_str());
    assert_eq!(found(&bob, &new).await, [ann.id.as_str()]);
    assert_eq!(
        found(&bob, &new[..10].to_uppercase()).await,
        [ann.id.as_str()]
    );
    assert!(found(&bob, &ann.username).await.is_empty());
    let logged_in = stack.log_in(&new, PASSWORD).await.expect(200);
    assert_eq!(logged_in["user"]["id"], ann.id.as_str());
    let old = stack.log_in(&ann.username, PASSWORD).await;
    old.problem(401, "invalid_credentials");
    stack.log_in(&ann.email, PASSWORD).await.expect(200);

    let next = register(&stack, &ann.username).await.expect(201);
    assert_ne!(next["user"]["id"], ann.id.as_str());
    let back = ann.patch(ME, &json!({"username": ann.username})).await;
    back.problem(409, "name_taken");
    assert_eq!(ann.me().await["username"], new.as_str());
}

#[tokio::test]
async fn a_display_name_is_found_by_its_words() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let (first, second, third) = (name(), name(), name());
    let both = json!({"displayName": format!("{first} {second}")});
    ann.change_me(&both).await;
    for word in [&first, &second] {
        assert_eq!(found(&bob, word).await, [ann.id.as_str()]);
    }
    let other = json!({"displayName": format!("{second} {third}")});
    ann.change_me(&other).await;
    assert!(found(&bob, &first).await.is_empty());
    for word in [&second, &third, &ann.username] {
        assert_eq!(found(&bob, word).await, [ann.id.as_str()]);
    }
}

#[tokio::test]
async fn a_name_of_somebody_else_is_taken() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    for taken in [bob.username.clone(), bob.username.to_uppercase()] {
        let body = json!({"username": taken, "bio": "x"});
        ann.patch(ME, &body).await.problem(409, "name_taken");
        register(&stack, &taken).await.problem(409, "name_taken");
    }
    let me = ann.me().await;
    assert_eq!(me["username"], ann.username.as_str());
    assert!(me["bio"].is_null(), "all or nothing: {me}");
    // One's own may be written otherwise.
    for own in [ann.username.clone(), ann.username.to_uppercase()] {
        let changed = ann.change_me(&json!({"username": own})).await;
        assert_eq!(changed["username"], own.as_str());
        assert_eq!(found(&bob, &ann.username).await, [ann.id.as_str()]);
    }
    stack.log_in(&ann.username, PASSWORD).await.expect(200);
}

#[tokio::test]
async fn one_of_many_gets_a_name() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("person", 4).await;
    let (wanted, watcher) = (name(), stack.register("watcher").await);
    let body = json!({"username": wanted});
    let all = people.iter().map(|person| person.patch(ME, &body));
    let all = futures::future::join_all(all).await;
    let mut winners = Vec::new();
    for (answer, person) in all.into_iter().zip(&people) {
        if answer.status == 200 {
            winners.push(person.id.clone());
        } else {
            answer.problem(409, "name_taken");
        }
    }
    assert_eq!(winners.len(), 1, "{winners:?}");
    assert_eq!(found(&watcher, &wanted).await, winners);
}

#[tokio::test]
async fn one_has_one_name_whatever_one_asks_at_once() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let names: Vec<String> = (0..4).map(|_| name()).collect();
    let all = names.iter().map(|name| {
        let (ann, body) = (&ann, json!({"username": name}));
        async move { ann.patch(ME, &body).await.status }
    });
    let statuses = futures::future::join_all(all).await;
    assert!(statuses.contains(&200), "{statuses:?}");
    assert!(
        statuses
            .iter()
            .all(|status| *status < 500 || *status == 503)
    );
    let kept = ann.me().await["username"].clone();
    for name in &names {
        let is_kept = kept == name.as_str();
        assert_eq!(found(&bob, name).await.len(), usize::from(is_kept));
        if !is_kept {
            register(&stack, name).await.expect(201);
        }
    }
}
