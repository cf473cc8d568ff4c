//! Who has gone is told nothing more, and sees and does nothing more.

use e2e::looking::{self, check_viewers};
use e2e::{Answer, Socket, User, shared_stack};
use serde_json::{Value, json};

use super::typing;

/// How a membership ends.
const ENDS: [&str; 3] = ["left", "removed", "banned"];

async fn end(ann: &User, bob: &User, chat: &str, how: &str) -> Answer {
    match how {
        "left" => bob.leave(chat).await,
        "removed" => ann.remove(chat, bob).await,
        _ => ann.ban(chat, bob, &json!({})).await,
    }
}

/// Waits for the event of a membership's end.
async fn expect_end(socket: &Socket, who: &User, chat: &str) -> Value {
    let is_it = |frame: &Value| {
        let is_end = ["member.left", "member.removed"].iter();
        frame["chatId"] == chat
            && is_end.into_iter().any(|kind| frame["type"] == *kind)
            && frame["data"]["member"]["userId"] == who.id.as_str()
    };
    socket.expect("end of a membership", is_it).await
}

#[tokio::test]
async fn who_has_gone_is_told_nothing() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let cay = stack.register("cay").await;
    let (anns, bobs, cays) = tokio::join!(ann.connect(), bob.connect(), cay.connect());
    for how in ENDS {
        let chat = ann.group(how, &[bob.clone(), cay.clone()]).await;
        looking::open(&anns, &chat).await;
        looking::open(&bobs, &chat).await;
        looking::start(&anns, &chat).await;
        looking::expect(&bobs, "typing.started", &ann, &chat).await;
        let ended = end(&ann, &bob, &chat, how).await;
        assert!(ended.status < 300, "{how}: {}", ended.text());
        expect_end(&bobs, &bob, &chat).await;

        looking::open(&cays, &chat).await;
        looking::start(&cays, &chat).await;
        looking::expect(&anns, "viewer.joined", &cay, &chat).await;
        looking::expect(&anns, "typing.started", &cay, &chat).await;
        looking::close(&cays, &chat).await;
        looking::expect(&anns, "viewer.left", &cay, &chat).await;
        bobs.settle().await;
        let told = looking::told_at_all(&bobs, &cay, &chat);
        assert!(told.is_empty(), "{how}: {told:?}");
        check_viewers(&looking::open(&anns, &chat).await, &chat, &[&ann]);
    }
}

#[tokio::test]
async fn strangers_and_who_has_gone_do_and_see_nothing() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, _cay, chat) = stack.group_of_three().await;
    let eve = stack.register("eve").await;
    let gone = stack.register_many("gone", ENDS.len()).await;
    let added = ann.add(&chat, &gone.iter().collect::<Vec<_>>()).await;
    assert!(added.iter().all(|one| one["status"] == "added"));
    for (user, how) in gone.iter().zip(ENDS) {
        let ended = end(&ann, user, &chat, how).await;
        assert!(ended.status < 300, "{how}: {}", ended.text());
    }
    let (anns, bobs) = tokio::join!(ann.connect(), bob.connect());
    looking::open(&anns, &chat).await;
    for user in gone.iter().chain([&eve]) {
        let socket = user.connect().await;
        for unknown in [chat.as_str(), "cht_nothing"] {
            let path = format!("/v1/chats/{unknown}/typing");
            user.get(&path).await.problem(404, "not_found");
            let there = json!({"chatId": unknown});
            for (action, data) in [
                ("typing", typing(unknown, "started")),
                ("typing", typing(unknown, "stopped")),
                ("openChat", there.clone()),
                ("closeChat", there),
            ] {
                let reply = socket.send(action, data).await;
                reply.problem(404, "not_found");
            }
        }
    }
    looking::start(&bobs, &chat).await;
    looking::expect(&anns, "typing.started", &bob, &chat).await;
    anns.settle().await;
    for user in gone.iter().chain([&eve]) {
        let told = looking::told_at_all(&anns, user, &chat);
        assert!(told.is_empty(), "{told:?}");
    }
    let ack = looking::open(&anns, &chat).await;
    check_viewers(&ack, &chat, &[&ann, &bob]);
    assert_eq!(looking::typists(&ann, &chat).await.len(), 1);
}
