//! The list of my chats, read while it changes; and what is unread in them.

use std::collections::BTreeMap;

use e2e::{Stack, User, in_seconds, shared_stack};
use serde_json::{Value, json};

fn id_of(chat: &Value) -> String {
    chat["id"].as_str().unwrap().to_owned()
}

async fn settings(user: &User, chat: &str, settings: &Value) -> Value {
    user.set_in_chat(chat, settings).await.expect(200)
}

/// Says something, and waits until the chat's place in the lists has changed.
async fn say(stack: &Stack, user: &User, chat: &str) {
    let message = user.say(chat, "news").await;
    stack.until_pushed(chat, &message["seq"]).await;
}

/// Ann and Bob, and some groups of both, the last of them the newest.
async fn groups(stack: &Stack, count: usize) -> (User, User, Vec<String>) {
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let mut chats = Vec::new();
    for number in 0..count {
        let name = format!("group {number}");
        let chat = ann.group(&name, std::slice::from_ref(&bob)).await;
        say(stack, &ann, &chat).await;
        chats.push(chat);
    }
    (ann, bob, chats)
}

/// Reads the list page by page, lets something happen between the pages, and gives what was read.
async fn read(user: &User, query: &str, mut between: impl AsyncFnMut(usize)) -> Vec<String> {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    for turn in 0..100 {
        let path = format!("/v1/chats?{query}{cursor}");
        let page = user.get(&path).await.expect(200);
        ids.extend(page["data"].as_array().unwrap().iter().map(id_of));
        let Some(next) = page["nextCursor"].as_str() else {
            return ids;
        };
        cursor = format!("&cursor={next}");
        between(turn).await;
    }
    panic!("the list has no end: {ids:?}")
}

/// Makes sure that all these chats were read, and each once.
fn check_all(mut ids: Vec<String>, chats: &[String]) {
    let mut expected = chats.to_vec();
    ids.sort();
    expected.sort();
    assert_eq!(ids, expected, "none is skipped, none comes again");
}

#[tokio::test]
async fn chats_that_move_while_they_are_read_are_neither_skipped_nor_repeated() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chats) = groups(&stack, 9).await;
    // The list begins with the last. What was read moves, and so does what was not read yet.
    let moving = [[0, 7], [8, 1], [2, 6], [3, 4]];
    let ids = read(&bob, "limit=2", async |turn| {
        for place in moving.get(turn).into_iter().flatten() {
            say(&stack, &ann, &chats[*place]).await;
        }
    });
    check_all(ids.await, &chats);
    let ids = read(&bob, "limit=1", async |turn| {
        for place in [turn % 9, (turn * 5 + 3) % 9] {
            say(&stack, &ann, &chats[place]).await;
        }
    });
    check_all(ids.await, &chats);
}

#[tokio::test]
async fn pins_that_change_while_the_list_is_read_hide_no_chat() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (_ann, bob, chats) = groups(&stack, 8).await;
    for place in [0, 3] {
        settings(&bob, &chats[place], &json!({"pinned": true})).await;
    }
    // A chat on a later page is pinned; one that was shown as a pin is one no longer.
    let ids = read(&bob, "limit=2", async |turn| {
        let (place, pinned) = [(1, true), (0, false), (7, true)][turn % 3];
        settings(&bob, &chats[place], &json!({"pinned": pinned})).await;
    });
    check_all(ids.await, &chats);
}

#[tokio::test]
async fn pinned_chats_come_first_and_archived_ones_apart() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chats) = groups(&stack, 5).await;
    let list = async |query: &str| read(&bob, query, async |_| {}).await;
    let order = |places: &[usize]| {
        let ids = places.iter().map(|place| chats[*place].clone());
        ids.collect::<Vec<String>>()
    };
    assert_eq!(list("limit=2").await, order(&[4, 3, 2, 1, 0]));
    for place in [0, 2] {
        let set = settings(&bob, &chats[place], &json!({"pinned": true})).await;
        assert_eq!(set["pinned"], true);
    }
    for limit in [1, 2, 100] {
        let query = format!("limit={limit}");
        assert_eq!(list(&query).await, order(&[2, 0, 4, 3, 1]), "{query}");
    }
    for place in [2, 3] {
        settings(&bob, &chats[place], &json!({"archived": true})).await;
    }
    assert_eq!(list("limit=2").await, order(&[0, 4, 1]));
    assert_eq!(list("archived=false&limit=2").await, order(&[0, 4, 1]));
    assert_eq!(list("archived=true&limit=1").await, order(&[2, 3]));
    say(&stack, &ann, &chats[1]).await;
    assert_eq!(list("limit=2").await, order(&[0, 1, 4]), "newest first");
    settings(&bob, &chats[2], &json!({"archived": false})).await;
    assert_eq!(list("limit=2").await, order(&[2, 0, 1, 4]));
    let anns = ann.listed("/v1/chats").await;
    assert_eq!(anns.len(), 5, "what is bob's alone: {anns:?}");
}

#[tokio::test]
async fn a_list_is_asked_for_sensibly() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (_ann, bob, chats) = groups(&stack, 2).await;
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("cursor=x", "cursor"),
        ("archived=7", "archived"),
    ] {
        let problem = bob.get(&format!("/v1/chats?{query}")).await;
        let problem = problem.problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], field, "{query}");
    }
    for path in ["/v1/chats", "/v1/chats/unread"] {
        let call = stack.call(reqwest::Method::GET, path);
        call.send().await.problem(401, "unauthenticated");
    }
    assert_eq!(bob.listed("/v1/chats").await.len(), chats.len());
}

/// What is unread: in all chats that are not muted together, and in each that has something.
async fn unread(user: &User) -> (u64, BTreeMap<String, u64>) {
    let counts = user.get("/v1/chats/unread").await.expect(200);
    let chats = counts["chats"].as_array().unwrap().iter();
    let each = chats.map(|one| {
        assert_eq!(one.as_object().unwrap().len(), 2, "{one}");
        let id = one["chatId"].as_str().unwrap().to_owned();
        (id, one["unreadCount"].as_u64().unwrap())
    });
    (counts["total"].as_u64().unwrap(), each.collect())
}

#[tokio::test]
async fn what_is_unread_is_counted_over_all_chats() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chats) = groups(&stack, 4).await;
    let expected = |counts: [u64; 4]| {
        let each = chats.iter().cloned().zip(counts);
        each.filter(|(_, count)| *count > 0)
            .collect::<BTreeMap<_, _>>()
    };
    assert_eq!(unread(&bob).await, (4, expected([1, 1, 1, 1])));
    assert_eq!(unread(&ann).await, (0, BTreeMap::new()), "her own");
    for chat in [&chats[0], &chats[0], &chats[1]] {
        say(&stack, &ann, chat).await;
    }
    assert_eq!(unread(&bob).await, (7, expected([3, 2, 1, 1])));
    for (chat, counted) in chats.iter().zip([3, 2, 1, 1]) {
        assert_eq!(bob.chat(chat).await["unreadCount"], counted);
    }
    let read = format!("/v1/chats/{}/read", chats[2]);
    bob.post(&read, &json!({})).await.expect(200);
    assert_eq!(unread(&bob).await, (6, expected([3, 2, 0, 1])));

    // A muted chat tells its own count, and is not in the total.
    let muted = json!({"mutedUntil": in_seconds(3_600)});
    settings(&bob, &chats[0], &muted).await;
    assert_eq!(unread(&bob).await, (3, expected([3, 2, 0, 1])));
    say(&stack, &ann, &chats[0]).await;
    assert_eq!(unread(&bob).await, (3, expected([4, 2, 0, 1])));
    settings(&bob, &chats[0], &json!({"mutedUntil": null})).await;
    assert_eq!(unread(&bob).await, (7, expected([4, 2, 0, 1])));

    bob.leave(&chats[1]).await.expect(204);
    assert_eq!(unread(&bob).await, (5, expected([4, 0, 0, 1])), "he left");
    ann.give_role(&chats[3], &bob, "moderator").await;
    stack.until_pushed(&chats[3], &json!(2)).await;
    assert_eq!(
        unread(&bob).await,
        (5, expected([4, 0, 0, 1])),
        "what happens to a chat is no message"
    );
}
