//! Everything an account holds, for its owner to take along.

use e2e::{PASSWORD, User, percent_encoded, shared_stack};
use reqwest::Method;
use serde_json::{Value, json};

const PATH: &str = "/v1/users/me/export";
/// Messages of one chat: more than a page has.
const MESSAGES: usize = 60;
/// What only the first page holds.
const ONCE: [&str; 5] = ["user", "settings", "sessions", "blocked", "chats"];

/// All pages of somebody's export.
async fn export(user: &User) -> Vec<Value> {
    let (mut pages, mut path) = (Vec::new(), PATH.to_owned());
    loop {
        let page = user.get(&path).await.expect(200);
        assert!(page["messages"].is_array(), "{page}");
        let next = page.get("nextCursor").expect("null, not absent").clone();
        pages.push(page);
        match next.as_str() {
            Some(next) => path = format!("{PATH}?cursor={}", percent_encoded(next)),
            None => return pages,
        }
        assert!(pages.len() < 50, "it has an end");
    }
}

/// Sends messages, each after one of somebody else.
async fn talk(user: &User, other: &User, chat: &str) {
    let (users, others) = tokio::join!(user.connect(), other.connect());
    for number in 0..MESSAGES {
        if number % 10 == 0 {
            others.say(chat, "written by somebody else").await;
        }
        users.say(chat, &format!("mine {chat} {number}")).await;
    }
}

fn texts(pages: &[Value]) -> Vec<String> {
    let messages = pages
        .iter()
        .map(|page| page["messages"].as_array().unwrap());
    let texts = messages.flatten().map(|one| one["text"].as_str().unwrap());
    let mut texts: Vec<String> = texts.map(str::to_owned).collect();
    texts.sort_unstable();
    texts
}

#[tokio::test]
async fn an_export_holds_all_that_is_ones_own_and_nothing_else() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let eve = stack.register("eve").await;
    let (direct, group) = tokio::join!(
        ann.direct_chat(&bob),
        ann.group("both", std::slice::from_ref(&bob))
    );
    tokio::join!(talk(&ann, &bob, &direct), talk(&ann, &bob, &group));
    ann.change_me(&json!({"phone": "+4930123456", "bio": "I like maps."}))
        .await;
    ann.change_settings(&json!({"theme": "dark"})).await;
    let block = format!("/v1/users/{}/block", eve.id);
    ann.post_empty(&block).await.expect(204);
    let other = ann.log_in_again().await;

    let pages = export(&ann).await;
    let mut expected: Vec<String> = (0..MESSAGES)
        .flat_map(|number| [&direct, &group].map(|chat| format!("mine {chat} {number}")))
        .collect();
    expected.sort_unstable();
    assert_eq!(texts(&pages), expected, "each once");
    assert!(pages.len() > 1, "more than one page");
    let first = &pages[0];
    assert_eq!(first["user"]["id"], ann.id.as_str());
    assert_eq!(first["user"]["email"], ann.email.as_str());
    assert_eq!(first["user"]["phone"], "+4930123456");
    assert_eq!(first["user"]["bio"], "I like maps.");
    assert_eq!(first["settings"]["theme"], "dark");
    assert_eq!(first["blocked"][0]["userId"], eve.id.as_str());
    let has = |field: &str, id: &str| {
        let mut list = first[field].as_array().unwrap().iter();
        list.any(|one| one["id"] == id)
    };
    for session in [ann.session_id(), other.session_id()] {
        assert!(has("sessions", &session), "{first}");
    }
    for chat in [&direct, &group] {
        assert!(has("chats", chat), "{first}");
    }
    for page in &pages[1..] {
        for field in ONCE {
            assert_eq!(page.get(field), Some(&Value::Null), "{field}: {page}");
        }
    }
    for message in pages
        .iter()
        .flat_map(|page| page["messages"].as_array().unwrap())
    {
        assert_eq!(message["senderId"], ann.id.as_str(), "{message}");
    }
}

#[tokio::test]
async fn an_export_holds_no_secret() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let setup = ann.get("/v1/auth/mfa/setup").await.expect(200);
    let (_, codes) = ann.enable_mfa().await;
    let chat = ann.direct_chat(&bob).await;
    ann.say(&chat, "mine").await;
    let pages = export(&ann).await;
    assert_eq!(texts(&pages), ["mine"]);
    assert_eq!(pages[0]["user"]["mfaEnabled"], true);
    let text = json!(pages).to_string();
    let mut secrets = vec![
        PASSWORD,
        "argon2",
        "passwordHash",
        setup["secret"].as_str().unwrap(),
        &ann.access_token,
        &ann.refresh_token,
        &bob.email,
    ];
    secrets.extend(codes.iter().map(String::as_str));
    for secret in secrets {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    let empty = export(&stack.register("cay").await).await;
    assert_eq!(empty.len(), 1);
    for list in ["blocked", "chats", "messages"] {
        assert_eq!(empty[0][list], json!([]), "{list}");
    }
}

#[tokio::test]
async fn an_export_is_its_owners_alone() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.direct_chat(&bob).await;
    talk(&ann, &bob, &chat).await;
    let others = ann.group("more", &[]).await;
    talk(&ann, &ann, &others).await;
    for cursor in ["x", "", "bm9uc2Vuc2U", "eyJ4IjoxfQ", "%00"] {
        let answer = ann.get(&format!("{PATH}?cursor={cursor}")).await;
        let problem = answer.problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], "cursor", "{problem}");
    }
    let page = ann.get(PATH).await.expect(200);
    let cursor = percent_encoded(page["nextCursor"].as_str().unwrap());
    let answer = bob.get(&format!("{PATH}?cursor={cursor}")).await;
    assert!([200, 400].contains(&answer.status), "{}", answer.text());
    assert!(!answer.text().contains("mine"), "{}", answer.text());
    let nobody = stack.call(Method::GET, PATH).send().await;
    nobody.problem(401, "unauthenticated");
}
