//! Public chats are found by the words of their names and by their tags.

use e2e::{User, fresh, public, shared_stack};
use serde_json::{Value, json};

const PATH: &str = "/v1/chats/discover";

/// A word that no other chat has.
fn word() -> String {
    format!("w{}", &fresh()[..12])
}

/// Fields of a public chat with this name.
fn named(name: &str) -> Value {
    let mut fields = public("open");
    fields["name"] = json!(name);
    fields
}

async fn discover(user: &User, words: &str) -> Vec<Value> {
    let path = format!("{PATH}?q={}", e2e::percent_encoded(words));
    user.listed(&path).await
}

async fn found(user: &User, words: &str) -> Vec<String> {
    let chats = discover(user, words).await;
    chats.iter().map(id_of).collect()
}

fn id_of(chat: &Value) -> String {
    chat["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_public_chat_is_found_by_the_beginning_of_a_word() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, eve) = (stack.register("ann").await, stack.register("eve").await);
    let (first, second, tag) = (word(), word(), word());
    let mut fields = named(&format!("{first} of {}", second.to_uppercase()));
    fields["tags"] = json!(["maps", tag]);
    fields["description"] = json!("We like maps.");
    let chat = ann.make_chat(&fields).await;
    ann.say(&chat, "a secret").await;
    for word in [&first, &second, &tag] {
        for part in [
            word.as_str(),
            &word[..8],
            &word.to_uppercase(),
            &format!(" {word} "),
        ] {
            let chats = discover(&eve, part).await;
            let [one] = chats.as_slice() else {
                panic!("one by {part:?}: {chats:?}")
            };
            assert_eq!(
                (&one["id"], &one["description"]),
                (&json!(chat), &json!("We like maps."))
            );
            assert_eq!(one["memberCount"], 1);
            assert_eq!(one.get("myState"), Some(&Value::Null), "{one}");
            for mine in ["myRole", "lastMessage", "unreadCount", "mySettings"] {
                assert!(one.get(mine).is_none(), "she is not in: {one}");
            }
            assert!(!one.to_string().contains("a secret"), "{one}");
            assert_eq!(found(&ann, part).await, [chat.as_str()], "its owner too");
        }
        assert!(found(&eve, &word[1..]).await.is_empty(), "not from within");
        assert!(found(&eve, &format!("{word}x")).await.is_empty());
    }
    assert_eq!(eve.join(&chat).await.expect(200)["id"], chat);
    assert_eq!(discover(&eve, &first).await[0]["myState"], "active");
}

#[tokio::test]
async fn what_is_not_public_is_found_by_its_members_alone() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let eve = stack.register("eve").await;
    let word = word();
    for visibility in ["private", "secret"] {
        let fields = json!({
            "name": format!("our {word}"), "visibility": visibility, "tags": [word],
            "memberIds": [bob.id],
        });
        let chat = ann.make_chat(&fields).await;
        assert!(found(&eve, &word).await.is_empty(), "{visibility}");
        let mine = discover(&bob, &word[..9]).await;
        let [one] = mine.as_slice() else {
            panic!("one, {visibility}: {mine:?}")
        };
        assert_eq!(
            (&one["id"], &one["myState"]),
            (&json!(chat), &json!("active"))
        );
        bob.leave(&chat).await.expect(204);
        assert!(found(&bob, &word).await.is_empty(), "he has left");
        ann.add(&chat, &[&bob]).await;
        assert_eq!(found(&bob, &word).await, [chat.as_str()]);
        ann.ban(&chat, &bob, &json!({})).await.expect(200);
        assert!(found(&bob, &word).await.is_empty(), "he is banned");
        let path = format!("/v1/chats/{chat}");
        ann.delete(&path).await.expect(204);
    }
}

#[tokio::test]
async fn who_asked_to_join_sees_that_they_wait() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, eve) = (stack.register("ann").await, stack.register("eve").await);
    let word = word();
    let mut fields = named(&word);
    fields["joinPolicy"] = json!("approval");
    let chat = ann.make_chat(&fields).await;
    assert_eq!(discover(&eve, &word).await[0]["myState"], Value::Null);
    eve.join(&chat).await.expect(202);
    assert_eq!(discover(&eve, &word).await[0]["myState"], "pending");
    let path = format!("/v1/chats/{chat}/join-requests/me");
    eve.delete(&path).await.expect(204);
    assert_eq!(found(&eve, &word).await, [chat]);
}

#[tokio::test]
async fn a_chat_is_found_by_what_it_is_called_now() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, eve) = (stack.register("ann").await, stack.register("eve").await);
    let (old, new, kept, tag) = (word(), word(), word(), word());
    let mut fields = named(&format!("{old} {kept}"));
    fields["tags"] = json!([tag]);
    let chat = ann.make_chat(&fields).await;
    let name = json!({"name": format!("{kept} {new}")});
    ann.change_chat(&chat, &name).await;
    assert!(found(&eve, &old).await.is_empty());
    for word in [&new, &kept, &tag] {
        let chats = discover(&eve, word).await;
        assert_eq!(chats.iter().map(id_of).collect::<Vec<_>>(), [chat.as_str()]);
        assert_eq!(chats[0]["name"], name["name"]);
    }
    ann.change_chat(&chat, &json!({"tags": [old]})).await;
    assert!(found(&eve, &tag).await.is_empty());
    assert_eq!(found(&eve, &old).await, [chat.as_str()]);
    ann.change_chat(&chat, &json!({"tags": null})).await;
    assert!(found(&eve, &old).await.is_empty());
}

#[tokio::test]
async fn a_chat_is_found_while_it_is_public_and_there() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, eve) = (stack.register("ann").await, stack.register("eve").await);
    let (word, tag) = (word(), word());
    let mut fields = named(&word);
    fields["tags"] = json!([tag]);
    let chat = ann.make_chat(&fields).await;
    for visibility in ["private", "public", "secret", "public"] {
        let change = json!({"visibility": visibility});
        ann.change_chat(&chat, &change).await;
        for word in [&word, &tag] {
            let count = usize::from(visibility == "public");
            assert_eq!(found(&eve, word).await.len(), count, "{visibility}");
        }
        assert_eq!(found(&ann, &word).await, [chat.as_str()], "{visibility}");
    }
    // Renamed while it is hidden: it comes back under its new name.
    let renamed = self::word();
    for change in [
        json!({"visibility": "private"}),
        json!({"name": renamed}),
        json!({"visibility": "public"}),
    ] {
        ann.change_chat(&chat, &change).await;
    }
    assert!(found(&eve, &word).await.is_empty());
    assert_eq!(found(&eve, &renamed).await, [chat.as_str()]);
    let path = format!("/v1/chats/{chat}");
    ann.delete(&path).await.expect(204);
    for user in [&ann, &eve] {
        assert!(found(user, &renamed).await.is_empty(), "it is deleted");
    }
}

#[tokio::test]
async fn many_chats_are_found_page_by_page() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, eve) = (stack.register("ann").await, stack.register("eve").await);
    let word = word();
    let mut expected = Vec::new();
    for number in 0..7 {
        // By several words each, and still found once.
        let mut fields = named(&format!("{word}{number} {word}"));
        fields["tags"] = json!([word, format!("{word}{number}")]);
        expected.push(ann.make_chat(&fields).await);
    }
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("{PATH}?q={word}&limit=2{cursor}");
        let page = eve.get(&path).await.expect(200);
        let data = page["data"].as_array().unwrap();
        assert!(data.len() <= 2, "{page}");
        ids.extend(data.iter().map(id_of));
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    ids.sort();
    expected.sort();
    assert_eq!(ids, expected, "each once");
}

#[tokio::test]
async fn a_discovery_names_what_it_looks_for() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let long = format!("?q={}", "x".repeat(101));
    for (query, field) in [
        ("", "q"),
        ("?q=", "q"),
        ("?q=%20", "q"),
        (long.as_str(), "q"),
        ("?q=x&limit=0", "limit"),
        ("?q=x&limit=101", "limit"),
        ("?q=x&limit=x", "limit"),
        ("?q=x&cursor=x", "cursor"),
        ("?q=x&cursor=", "cursor"),
    ] {
        let problem = ann.get(&format!("{PATH}{query}")).await;
        let problem = problem.problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], field, "{query}");
    }
    let call = stack.call(reqwest::Method::GET, &format!("{PATH}?q=x"));
    call.send().await.problem(401, "unauthenticated");
}
