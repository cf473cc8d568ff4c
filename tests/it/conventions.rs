//! How answers look on every route: their headers, fields and pages.

use e2e::{Answer, fresh, shared_stack};
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn a_body_is_read_whatever_it_is_said_to_be() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let http = reqwest::Client::new();
    let url = format!("{}/v1/chats", stack.addresses.http);
    let body =
        json!({"type": "group", "name": "ünï", "memberIds": [], "color": "blue"}).to_string();
    for kind in [None, Some("text/plain"), Some("application/octet-stream")] {
        let mut request = http
            .post(&url)
            .bearer_auth(&ann.access_token)
            .body(body.clone());
        if let Some(kind) = kind {
            request = request.header("content-type", kind);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 201, "{kind:?}");
        let chat: Value = response.json().await.unwrap();
        assert_eq!(chat["name"], "ünï");
        assert!(chat.get("color").is_none(), "unknown fields are ignored");
    }
    let not_text = http
        .post(&url)
        .bearer_auth(&ann.access_token)
        .body(vec![0xff, 0xfe, 0x00]);
    assert_eq!(not_text.send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn every_list_is_cut_into_pages_in_the_same_way() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let chat = ann.group("alone", &[]).await;
    let lists = [
        "/v1/chats?".to_owned(),
        format!("/v1/chats/{chat}/messages?"),
        "/v1/users/search?q=ann&".to_owned(),
    ];
    for list in lists {
        for limit in ["0", "101", "-1", "1.5", "x", "", "4294967296"] {
            let answer = ann.get(&format!("{list}limit={limit}")).await;
            refuses(&answer, "limit");
        }
        for cursor in ["", "x", "%00", "eyJ4IjoxfQ", "bm9uc2Vuc2U"] {
            let answer = ann.get(&format!("{list}cursor={cursor}")).await;
            refuses(&answer, "cursor");
        }
        for limit in ["1", "100"] {
            let page = ann.get(&format!("{list}limit={limit}")).await.expect(200);
            assert!(page["data"].is_array(), "{page}");
            assert!(page.get("nextCursor").is_some(), "null, not absent: {page}");
        }
    }
    for place in [
        "beforeSeq=x",
        "beforeSeq=-1",
        "afterSeq=1.5",
        "afterSeq=18446744073709551616",
    ] {
        let answer = ann.get(&format!("/v1/chats/{chat}/messages?{place}")).await;
        refuses(&answer, place.split('=').next().unwrap());
    }
    for query in ["", "?q=", "?q=%20", &format!("?q={}", "x".repeat(101))] {
        refuses(&ann.get(&format!("/v1/users/search{query}")).await, "q");
    }
}

fn refuses(answer: &Answer, field: &str) {
    let problem = answer.problem(400, "validation_failed");
    assert_eq!(problem["errors"][0]["field"], field, "{problem}");
}

#[tokio::test]
async fn a_search_finds_everybody_page_by_page() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let name = format!("q{}", &fresh()[..8]);
    let people = stack.register_many(&name, 7).await;
    let (ann, others) = people.split_first().unwrap();
    let mut found = Vec::new();
    let mut cursor = String::new();
    for _ in 0..10 {
        let path = format!("/v1/users/search?q={}&limit=2{cursor}", name.to_uppercase());
        let page = ann.get(&path).await.expect(200);
        let data = page["data"].as_array().unwrap();
        assert!(data.len() <= 2);
        found.extend(
            data.iter()
                .map(|user| user["id"].as_str().unwrap().to_owned()),
        );
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    found.sort();
    let mut expected: Vec<String> = others.iter().map(|user| user.id.clone()).collect();
    expected.sort();
    assert_eq!(found, expected, "each once, not oneself");
}

#[tokio::test]
async fn a_field_is_null_when_empty_and_never_absent() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let direct = ann.direct_chat(&bob).await;
    let group = ann.group("alone", &[]).await;
    let common = [
        "id",
        "type",
        "name",
        "description",
        "avatarUrl",
        "memberCount",
        "firstSeq",
        "lastSeq",
        "asOfSeq",
        "lastActivityAt",
        "createdAt",
        "updatedAt",
        "peer",
        "lastMessage",
        "unreadCount",
        "myRole",
        "myState",
    ];
    for chat in [&direct, &group] {
        has_all(&ann.chat(chat).await, &common);
    }
    let message = ann.say(&direct, "x").await;
    let fields = [
        "id",
        "chatId",
        "seq",
        "updatedSeq",
        "senderId",
        "sender",
        "clientMessageId",
        "type",
        "text",
        "metadata",
        "createdAt",
        "status",
    ];
    has_all(&message, &fields);
    let user = ["id", "username", "displayName", "avatarUrl", "createdAt"];
    has_all(
        &bob.get(&format!("/v1/users/{}", ann.id)).await.expect(200),
        &user,
    );
    has_all(
        &ann.get("/v1/users/me").await.expect(200),
        &["email", "emailVerified"],
    );
    for time in [&message["createdAt"], &ann.chat(&direct).await["createdAt"]] {
        let text = time.as_str().unwrap();
        assert!(text.parse::<jiff::Timestamp>().is_ok(), "{text}");
        assert!(
            text.len() == 24 && text.ends_with('Z'),
            "milliseconds, UTC: {text}"
        );
    }
}

fn has_all(value: &Value, fields: &[&str]) {
    for field in fields {
        assert!(value.get(field).is_some(), "no {field}: {value}");
    }
}

#[tokio::test]
async fn an_answer_says_how_it_may_be_used() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let answers = [
        (ann.get("/v1/users/me").await, "application/json"),
        (
            ann.get("/v1/chats/cht_nobody").await,
            "application/problem+json",
        ),
        (ann.get("/v1/nothing").await, "application/problem+json"),
        (
            stack.call(Method::GET, "/v1/users/me").send().await,
            "application/problem+json",
        ),
        (
            stack.call(Method::GET, "/v1/config").send().await,
            "application/json",
        ),
    ];
    for (answer, kind) in answers {
        let headers = &answer.headers;
        assert_eq!(answer.header("content-type"), kind);
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(
            answer.header("content-security-policy"),
            "default-src 'none'; frame-ancestors 'none'"
        );
        for name in [
            "content-security-policy",
            "cache-control",
            "strict-transport-security",
        ] {
            assert_eq!(
                headers.get_all(name).iter().count(),
                1,
                "{name}: {headers:?}"
            );
        }
        for name in [
            "set-cookie",
            "server",
            "x-powered-by",
            "access-control-allow-origin",
        ] {
            assert!(!headers.contains_key(name), "{name}: {headers:?}");
        }
    }
}
