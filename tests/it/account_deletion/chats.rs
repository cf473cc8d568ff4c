//! What becomes of the chats of an account that is deleted: others go on, and read what was said.

use e2e::{DEADLINE, User, eventually, fresh, public, shared_stack};
use serde_json::{Value, json};

use super::delete;

const NOBODY: &str = "Deleted user";

/// Waits until a message has nobody's name on it any more.
async fn expect_nameless(reader: &User, message: &Value) {
    let look = async || {
        let sender = reader.message(message).await["sender"].clone();
        (sender["displayName"] == NOBODY).then_some(sender)
    };
    let sender = eventually("a message without a name", DEADLINE, look).await;
    assert_eq!(sender["avatarUrl"], Value::Null);
}

/// Waits until somebody owns a chat.
async fn expect_owner(user: &User, chat: &str) {
    let look = async || (user.chat(chat).await["myRole"] == "owner").then_some(());
    eventually("the chat has an owner", DEADLINE, look).await;
}

#[tokio::test]
async fn messages_stay_without_the_name_of_who_wrote_them() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let avatar = json!({"avatarUrl": "https://pictures.example/ann.png"});
    ann.change_me(&avatar).await;
    let direct = ann.direct_chat(&bob).await;
    let group = bob.group("both", std::slice::from_ref(&ann)).await;
    let mut said = Vec::new();
    for chat in [&direct, &group] {
        let old = ann.say(chat, "by ann").await;
        let answer = bob.reply(&old, "by bob").await;
        said.push((chat, old, answer));
    }
    delete(&ann).await;
    for (chat, old, answer) in said {
        expect_nameless(&bob, &old).await;
        let kept = bob.message(&old).await;
        assert_eq!((&kept["text"], &kept["id"]), (&json!("by ann"), &old["id"]));
        let history = bob.history(chat).await;
        let of_ann = history.iter().find(|one| one["id"] == old["id"]);
        assert_eq!(of_ann.unwrap()["sender"]["displayName"], NOBODY);
        let of_bob = history.iter().find(|one| one["id"] == answer["id"]);
        assert_eq!(of_bob.unwrap()["sender"]["displayName"], "bob");
        assert!(!json!(history).to_string().contains(&ann.username));
    }
}

#[tokio::test]
async fn a_direct_chat_stays_with_the_other() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.direct_chat(&bob).await;
    let sent = ann.say(&chat, "hello").await;
    bob.reply(&sent, "hello").await;
    delete(&ann).await;
    expect_nameless(&bob, &sent).await;
    assert_eq!(bob.chat(&chat).await["lastSeq"], 2);
    let listed = bob.listed("/v1/chats").await;
    assert!(listed.iter().any(|one| one["id"] == chat.as_str()));
    assert!(!json!(listed).to_string().contains(&ann.username));
    let delivered = json!({"seq": 2});
    let read = bob
        .post(&format!("/v1/chats/{chat}/read"), &delivered)
        .await;
    read.expect(200);
}

#[tokio::test]
async fn others_see_that_somebody_left() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("person", 3).await;
    let (ann, bob, cay) = (&people[0], &people[1], &people[2]);
    for kind in ["group", "channel"] {
        let chat = bob.make_with(kind, &[ann, cay], &json!({})).await;
        assert_eq!(bob.chat(&chat).await["memberCount"], 3);
    }
    let chats = bob.listed("/v1/chats").await;
    let (bobs, cays) = tokio::join!(bob.connect(), cay.connect());
    delete(ann).await;
    for chat in &chats {
        for socket in [&bobs, &cays] {
            let is_it = |event: &Value| {
                let member = &event["data"]["member"];
                event["chatId"] == chat["id"] && member["userId"] == ann.id.as_str()
            };
            let event = socket.expect_event("member.left", is_it).await;
            assert_eq!(event["seq"], 1, "{event}");
            assert_eq!(event["data"]["member"]["state"], "left");
        }
        let chat = chat["id"].as_str().unwrap();
        assert_eq!(bob.chat(chat).await["memberCount"], 2);
        let members = bob.members(chat).await;
        assert!(members.iter().all(|one| one["userId"] != ann.id.as_str()));
        bob.say(chat, "others go on").await;
    }
}

#[tokio::test]
async fn a_chat_goes_to_its_highest_and_longest_member() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("person", 4).await;
    let [ann, bob, cay, dan] = people.as_slice() else {
        panic!("four people")
    };
    let (moderator, admin, member) = (Some("moderator"), Some("admin"), None);
    let mut heirs = Vec::new();
    for (roles, heir) in [
        ([member, member, member], bob),
        ([member, admin, member], cay),
        ([member, admin, admin], cay),
        ([moderator, member, admin], dan),
        ([member, moderator, member], cay),
    ] {
        let chat = ann.group("owned", &[]).await;
        for (person, role) in [bob, cay, dan].into_iter().zip(roles) {
            assert_eq!(ann.add(&chat, &[person]).await[0]["status"], "added");
            if let Some(role) = role {
                ann.give_role(&chat, person, role).await;
            }
        }
        heirs.push((chat, heir));
    }
    delete(ann).await;
    for (chat, heir) in heirs {
        expect_owner(heir, &chat).await;
        let members = heir.members(&chat).await;
        let owners = members.iter().filter(|one| one["role"] == "owner").count();
        assert_eq!(owners, 1, "{members:?}");
        let gone = async || (heir.chat(&chat).await["memberCount"] == 3).then_some(());
        eventually("she has left", DEADLINE, gone).await;
        let name = json!({"name": "mine"});
        assert_eq!(heir.change_chat(&chat, &name).await["name"], "mine");
    }
}

#[tokio::test]
async fn a_chat_that_nobody_is_left_in_is_gone() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, eve) = (stack.register("ann").await, stack.register("eve").await);
    let word = format!("w{}", &fresh()[..12]);
    let mut fields = public("open");
    fields["name"] = json!(word);
    let mut chats = Vec::new();
    for kind in ["group", "channel"] {
        chats.push(ann.make_with(kind, &[], &fields).await);
    }
    let path = format!("/v1/chats/discover?q={word}");
    assert_eq!(eve.listed(&path).await.len(), 2);
    delete(&ann).await;
    let gone = async || eve.listed(&path).await.is_empty().then_some(());
    eventually("nobody finds them", DEADLINE, gone).await;
    for chat in &chats {
        eve.join(chat).await.problem(404, "not_found");
    }
}
