//! Adding: everyone is told, a note of it stays, and each person has a result of their own.

use e2e::{User, assert_note, common, shared_stack};
use serde_json::{Value, json};

use super::{ids, ids_of, statuses};

/// What an event of several who came tells everyone.
fn assert_came(event: &Value, chat: &str, by: &User, people: &[&User]) {
    let data = &event["data"];
    assert_eq!(
        (&event["type"], &event["chatId"]),
        (&json!("member.added"), &json!(chat))
    );
    assert_eq!(data["actorId"], by.id.as_str());
    assert_eq!(data.get("reason"), Some(&Value::Null), "{event}");
    let members = data["members"].as_array().expect("several came");
    assert_eq!(ids(members), ids_of(people));
    assert_eq!(data["member"], members[0]);
    for member in members {
        let is = (&member["role"], &member["state"]);
        assert_eq!(is, (&json!("member"), &json!("active")));
    }
    assert_note(&data["message"], "member.added", by, people);
    assert_eq!(data["message"]["seq"], event["seq"]);
}

#[tokio::test]
async fn everyone_is_told_who_came_and_who_came_is_told_the_chat() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let (cay, dan) = (stack.register("cay").await, stack.register("dan").await);
    let (anns, bobs) = tokio::join!(ann.connect(), bob.connect());
    let (cays, dans) = tokio::join!(cay.connect(), dan.connect());
    ann.say(&chat, "before").await;
    let answer = ann.add_members(&chat, &[&cay, &dan]).await;
    assert_eq!(statuses(&answer, &[&cay, &dan]), ["added", "added"]);

    for socket in [&anns, &bobs, &cays, &dans] {
        let event = socket.expect_entry(&chat, 2).await;
        assert_came(&event, &chat, &ann, &[&cay, &dan]);
        let members = event["data"]["members"].as_array().unwrap();
        for place in 0..2 {
            let result = &answer.json()["data"][place]["member"];
            assert!(members.contains(result), "{result} is told: {event}");
        }
    }
    for socket in [&anns, &bobs] {
        let event = socket.expect_entry(&chat, 2).await;
        assert!(event["data"].get("chat").is_none(), "they know it: {event}");
    }
    for socket in [&cays, &dans] {
        let shown = socket.expect_entry(&chat, 2).await["data"]["chat"].clone();
        assert_eq!(
            (&shown["id"], &shown["name"], &shown["memberCount"]),
            (&json!(chat), &json!("two"), &json!(4))
        );
        for mine in ["unreadCount", "myRole", "myPermissions", "mySettings"] {
            assert!(shown.get(mine).is_none(), "depends on the reader: {shown}");
        }
    }
    let later = ann.say(&chat, "later").await;
    for socket in [&bobs, &cays, &dans] {
        socket.expect_message(&later).await;
    }
    let history = cay.history(&chat).await;
    let texts: Vec<&Value> = history.iter().map(|message| &message["text"]).collect();
    assert_eq!(texts, [&json!("before"), &Value::Null, &json!("later")]);
    assert_eq!(dan.chat(&chat).await["memberCount"], 4);
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1, 2, 3], "one entry");
}

#[tokio::test]
async fn who_was_away_learns_it_by_sync() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let cay = stack.register("cay").await;
    let (of_bob, of_cay) = (bob.sync_token().await, cay.sync_token().await);
    ann.add_members(&chat, &[&cay]).await.expect(200);
    let later = ann.say(&chat, "later").await;
    stack.until_pushed(&chat, &later["seq"]).await;

    let reply = cay.sync_since(&of_cay).await;
    let [news] = reply["chats"].as_array().unwrap().as_slice() else {
        panic!("one chat: {reply}")
    };
    assert_eq!(
        (&news["chatId"], &news["membership"]),
        (&json!(chat), &json!("active"))
    );
    assert_eq!(
        news["chat"],
        cay.chat(&chat).await,
        "in full, as GET gives it"
    );
    let last = news["events"].as_array().unwrap().last();
    assert_eq!(last.expect("an event")["data"], common(&later));

    let events = bob.synced(&of_bob, &chat).await;
    let types: Vec<&Value> = events.iter().map(|event| &event["type"]).collect();
    assert_eq!(types, ["member.added", "message.created"]);
    let data = &events[0]["data"];
    assert_eq!(data["member"]["userId"], cay.id.as_str());
    assert_note(&data["message"], "member.added", &ann, &[&cay]);
    assert!(data.get("chat").is_none(), "he knows it: {data}");
}

#[tokio::test]
async fn a_note_of_it_stays_in_the_history_and_counts_as_nothing() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let cay = stack.register("cay").await;
    let newer = ann.group("newer", std::slice::from_ref(&bob)).await;
    for chat in [&chat, &newer] {
        let sent = ann.say(chat, "one").await;
        stack.until_pushed(chat, &sent["seq"]).await;
    }
    let (bobs, before) = (bob.connect().await, bob.chat(&chat).await);
    assert_eq!(before["unreadCount"], 1);
    ann.add_members(&chat, &[&cay]).await.expect(200);
    let event = bobs.expect_entry(&chat, 2).await;
    stack.until_pushed(&chat, &json!(2)).await;

    let history = bob.history(&chat).await;
    let [_, note] = history.as_slice() else {
        panic!("one message and a note: {history:?}")
    };
    assert_note(note, "member.added", &ann, &[&cay]);
    assert_eq!(event["data"]["message"], common(note));
    for reader in [&ann, &bob, &cay] {
        assert_eq!(common(&reader.message(note).await), common(note));
    }
    let after = bob.chat(&chat).await;
    for same in ["unreadCount", "lastMessage", "lastActivityAt"] {
        assert_eq!(after[same], before[same], "{same}");
    }
    assert_eq!(after["lastSeq"], 2);
    for user in [&ann, &cay] {
        let seen = user.chat(&chat).await;
        assert_eq!(seen["lastMessage"]["text"], "one");
    }
    assert_eq!(ann.chat(&chat).await["unreadCount"], 0);
    let listed = bob.get("/v1/chats").await.expect(200);
    assert_eq!(listed["data"][0]["id"], newer, "its place is as it was");
    let path = format!("/v1/chats/{chat}/read");
    let position = bob.post(&path, &json!({})).await.expect(200);
    assert_eq!(position["unreadCount"], 0);
}

#[tokio::test]
async fn each_person_has_a_result_of_their_own() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let cay = stack.register("cay").await;
    let mut nobody = cay.clone();
    nobody.id = "usr_nobody".to_owned();
    let people = [&bob, &nobody, &cay, &ann];
    let answer = ann.add_members(&chat, &people).await;
    assert_eq!(
        statuses(&answer, &people),
        ["already", "unknown", "added", "already"]
    );
    let results = answer.json()["data"].clone();
    for (place, person) in [(0, &bob), (2, &cay), (3, &ann)] {
        assert_eq!(results[place]["member"]["userId"], person.id.as_str());
    }
    assert_eq!(results[1].get("member"), Some(&Value::Null));
    let again = ann.add_members(&chat, &people).await;
    assert_eq!(
        statuses(&again, &people),
        ["already", "unknown", "already", "already"]
    );
    let history = bob.history(&chat).await;
    let [note] = history.as_slice() else {
        panic!("a repeat that changes nothing makes no entry: {history:?}")
    };
    assert_note(note, "member.added", &ann, &[&cay]);
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1]);
}

#[tokio::test]
async fn up_to_ninety_come_in_one_entry() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("member", 96).await;
    let (ann, others) = people.split_first().unwrap();
    let others: Vec<&User> = others.iter().collect();
    let (ninety, more) = (ann.group("ninety", &[]).await, ann.group("more", &[]).await);
    let last = others[94].connect().await;
    for (chat, people, entries) in [(&ninety, &others[..90], 1), (&more, &others[..], 2)] {
        let answer = ann.add_members(chat, people).await;
        let ended = statuses(&answer, people);
        assert!(ended.iter().all(|status| status == "added"), "{ended:?}");
        let seqs = stack.dynamodb().seqs(chat).await;
        assert_eq!(seqs.len(), entries);
        assert_eq!(ann.chat(chat).await["memberCount"], people.len() + 1);
        let path = format!("/v1/chats/{chat}/members");
        let members = ann.pages(&path, 40).await.concat();
        assert_eq!(members.len(), people.len() + 1, "each once");
    }
    let is_told = |event: &Value| event["data"]["chat"]["id"] == more.as_str();
    last.expect_event("member.added", is_told).await;
    let notes = ann.history(&more).await;
    let targets = notes.iter().map(|note| &note["system"]["targetIds"]);
    let mut counts: Vec<usize> = targets.map(|ids| ids.as_array().unwrap().len()).collect();
    counts.sort_unstable();
    assert_eq!(counts, [5, 90]);
}
