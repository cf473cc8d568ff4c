//! People who went, and people who came: what is theirs to see ends and begins there, and nothing
//! from before leads back.

use e2e::{Answer, Socket, User, Way, shared_stack};
use serde_json::{Value, json};

/// Makes an invitation.
async fn invite(user: &User, chat: &str, body: &Value) -> Value {
    let path = format!("/v1/chats/{chat}/invites");
    user.post(&path, body).await.expect(201)
}

/// The path of an invitation, as whoever has its code sees it.
fn path(invite: &Value) -> String {
    format!("/v1/invites/{}", invite["code"].as_str().unwrap())
}

async fn accept(user: &User, invite: &Value) -> Answer {
    user.post_empty(&format!("{}/accept", path(invite))).await
}

/// What a socket was told of what one person received and read.
fn receipts(socket: &Socket, of: &User) -> Vec<Value> {
    let kinds = ["receipt.delivered", "receipt.read"];
    let mut events = kinds.map(|kind| socket.events(kind)).concat();
    events.retain(|event| event["data"]["userId"] == of.id.as_str());
    events
}

/// The numbers of messages, in their order.
fn seqs<'a>(messages: impl IntoIterator<Item = &'a Value>) -> Vec<u64> {
    let messages = messages.into_iter();
    let seqs = messages.map(|message| message["seq"].as_u64().unwrap());
    seqs.collect()
}

#[tokio::test]
async fn who_went_is_not_told_that_anybody_reads_what_they_wrote() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("person", 5).await;
    let [ann, cay, gone @ ..] = people.as_slice() else {
        panic!("five people")
    };
    let chat = ann.group("all", &people[1..]).await;
    ann.say(&chat, "by ann").await;
    let mut sockets = Vec::new();
    for person in gone {
        person.say(&chat, "by somebody who goes").await;
        sockets.push(person.connect().await);
    }
    gone[0].leave(&chat).await.expect(204);
    ann.remove(&chat, &gone[1]).await.expect(204);
    ann.ban(&chat, &gone[2], &json!({})).await.expect(200);
    stack.until_pushed(&chat, &json!(7)).await;
    for (socket, seq) in sockets.iter().zip(5..) {
        socket.expect_entry(&chat, seq).await;
    }

    // Cay has seen nothing so far, and reads everything: also by which entries they went.
    let (anns, acting) = tokio::join!(ann.connect(), cay.acting(Way::Rest));
    let by_cay = |event: &Value| event["data"]["userId"] == cay.id.as_str();
    let everything = json!({"seq": 7});
    acting.mark_delivered(&chat, &everything).await.done();
    anns.expect_event("receipt.delivered", by_cay).await;
    acting.mark_read(&chat, &everything).await.done();
    anns.expect_event("receipt.read", by_cay).await;
    for socket in &sockets {
        socket.settle().await;
        let told = receipts(socket, cay);
        assert!(told.is_empty(), "{told:?}");
    }
}

#[tokio::test]
async fn an_invitation_from_before_does_not_lead_back() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    for is_banned in [false, true] {
        let chat = ann.make_chat(&json!({})).await;
        let personal = json!({"userId": bob.id});
        let old = invite(&ann, &chat, &personal).await;
        let added = ann.add(&chat, &[&bob]).await;
        assert_eq!(added[0]["status"], "added");
        if is_banned {
            ann.ban(&chat, &bob, &json!({})).await.expect(200);
        } else {
            ann.remove(&chat, &bob).await.expect(204);
        }
        accept(&bob, &old).await.problem(404, "not_found");
        bob.get(&path(&old)).await.problem(404, "not_found");
        let mine = bob.listed("/v1/invites").await;
        assert!(mine.is_empty(), "{mine:?}");
        let all = ann.listed(&format!("/v1/chats/{chat}/invites")).await;
        assert!(all.is_empty(), "{all:?}");
        assert_eq!(ann.chat(&chat).await["memberCount"], 1);
        if !is_banned {
            let new = invite(&ann, &chat, &personal).await;
            accept(&bob, &new).await.expect(200);
        }
    }
}

#[tokio::test]
async fn nobody_comes_back_by_their_own_link() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("person", 3).await;
    let (ann, bob, cay) = (&people[0], &people[1], &people[2]);
    let chat = ann.group("linked", std::slice::from_ref(bob)).await;
    ann.give_role(&chat, bob, "moderator").await;
    let link = invite(bob, &chat, &json!({})).await;
    ann.remove(&chat, bob).await.expect(204);
    accept(bob, &link).await.problem(404, "not_found");
    let joined = accept(cay, &link).await.expect(200);
    assert_eq!(joined["memberCount"], 2, "others do");
    accept(bob, &link).await.problem(404, "not_found");
    let shown = bob.get(&format!("/v1/chats/{chat}")).await;
    shown.problem(404, "not_found");
}

#[tokio::test]
async fn who_follows_a_link_twice_uses_it_once() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("person", 3).await;
    let (ann, bob, cay) = (&people[0], &people[1], &people[2]);
    let chat = ann.make_chat(&json!({})).await;
    let link = invite(ann, &chat, &json!({"maxUses": 1})).await;
    for _ in 0..2 {
        let joined = accept(bob, &link).await.expect(200);
        assert_eq!(joined["memberCount"], 2);
    }
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1], "once");
    accept(cay, &link).await.problem(404, "not_found");
    // It is in no list any more.
    let (_, secret) = link["code"].as_str().unwrap().rsplit_once('.').unwrap();
    let sort = format!("invite#{secret}");
    let key = [("pk", chat.as_str()), ("sk", sort.as_str())];
    let stored = stack.dynamodb().get("Chats", &key).await;
    assert_eq!(stored["uses"], 1, "{stored}");
}

#[tokio::test]
async fn pages_end_where_one_came_in() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("person", 3).await;
    let (ann, bob, cay) = (&people[0], &people[1], &people[2]);
    let from_join = json!({"historyVisibility": "fromJoin"});
    let chat = ann.make_with("group", &[bob], &from_join).await;
    for number in 0..5 {
        ann.say(&chat, &number.to_string()).await;
    }
    let added = ann.add(&chat, &[cay]).await;
    assert_eq!(added[0]["status"], "added");
    for number in 0..3 {
        ann.say(&chat, &number.to_string()).await;
    }
    let path = format!("/v1/chats/{chat}/messages");
    for (user, first) in [(bob, 1), (cay, 6)] {
        let all: Vec<u64> = (first..=9).collect();
        for limit in 1..=5 {
            let pages = user.pages(&path, limit).await;
            let is_full = pages.iter().all(|page| !page.is_empty());
            assert!(is_full, "{limit}: {pages:?}");
            let found = seqs(pages.iter().rev().flatten());
            assert_eq!(found, all, "{limit}");

            let from_there = format!("{path}?limit={limit}&afterSeq=0");
            let page = user.get(&from_there).await.expect(200);
            let found = seqs(page["data"].as_array().unwrap());
            assert_eq!(found, all[..limit.min(all.len())], "{limit}");
        }
        let around = format!("{path}?limit=4&aroundSeq={first}");
        let page = user.get(&around).await.expect(200);
        assert_eq!(page["data"][0]["seq"], first, "{page}");
        assert_eq!(page.get("nextCursor"), Some(&Value::Null), "{page}");
    }
}
