//! What only some may do: the sender, who keeps order, who owns the chat.

use e2e::{Acted, Actor, Way, path_of, shared_stack};
use reqwest::Method;
use serde_json::{Value, json};

use super::scene::Scene;

/// Everything a plain member may not do with a message of somebody else, each way it can be done.
async fn acts_on_anothers(actor: &Actor, text: &Value, poll: &Value) -> Vec<(&'static str, Acted)> {
    let mut acts = vec![
        ("edit", actor.edit(text, &json!({"text": "x"})).await),
        ("delete", actor.delete_for(text, "everyone").await),
    ];
    if actor.socket().is_none() {
        for (method, rest, message) in [
            (Method::PUT, "pin", text),
            (Method::DELETE, "pin", text),
            (Method::POST, "poll/close", poll),
        ] {
            let call = actor.call(method, &format!("{}/{rest}", path_of(message)));
            acts.push((rest, Acted::Rest(call.send().await)));
        }
    }
    acts
}

#[tokio::test]
async fn a_member_does_not_what_only_some_may() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack).await;
    let (text, poll) = (scene.message().await, scene.poll().await);
    let seqs = stack.dynamodb().seqs(&scene.chat).await;
    for way in Way::BOTH {
        let bob = scene.bob.acting(way).await;
        for (what, act) in acts_on_anothers(&bob, &text, &poll).await {
            let problem = act.problem(403, "forbidden");
            assert!(problem["detail"].is_string(), "{what}");
        }
        let all = json!({"type": "text", "text": "x", "mentions": ["@all"]});
        bob.send_body(&scene.chat, &all)
            .await
            .problem(403, "forbidden");
    }
    assert_eq!(
        stack.dynamodb().seqs(&scene.chat).await,
        seqs,
        "and nothing was written"
    );
    assert_eq!(scene.ann.message(&text).await, text);
}

#[tokio::test]
async fn who_owns_the_chat_may_do_all_but_speak_for_others() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack).await;
    for way in Way::BOTH {
        let ann = scene.ann.acting(way).await;
        let text = scene.bob.say(&scene.chat, "by bob").await;
        let options = json!([{"text": "a"}, {"text": "b"}]);
        let poll = json!({"type": "poll", "poll": {"question": "?", "options": options}});
        let poll = scene.bob.send(&scene.chat, &poll).await;
        ann.edit(&text, &json!({"text": "x"}))
            .await
            .problem(403, "forbidden");
        for (method, rest, message) in [
            (Method::PUT, "pin", &text),
            (Method::DELETE, "pin", &text),
            (Method::POST, "poll/close", &poll),
        ] {
            let call = ann.call(method, &format!("{}/{rest}", path_of(message)));
            call.send().await.expect(200);
        }
        ann.delete_for(&text, "everyone").await.done();
        let all = json!({"type": "text", "text": "x", "mentions": ["@all"]});
        ann.send_body(&scene.chat, &all).await.done();
    }
}

#[tokio::test]
async fn in_a_direct_chat_nobody_keeps_order_over_the_other() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack).await;
    let chat = scene.ann.direct_chat(&scene.bob).await;
    let text = scene.ann.say(&chat, "by ann").await;
    let options = json!([{"text": "a"}, {"text": "b"}]);
    let poll = json!({"type": "poll", "poll": {"question": "?", "options": options}});
    let poll = scene.ann.send(&chat, &poll).await;
    for way in Way::BOTH {
        let bob = scene.bob.acting(way).await;
        for (what, act) in acts_on_anothers(&bob, &text, &poll).await {
            match what {
                "pin" => drop(act.done()),
                _ => drop(act.problem(403, "forbidden")),
            }
        }
        let all = json!({"type": "text", "text": "x", "mentions": ["@all"]});
        bob.send_body(&chat, &all).await.done();
    }
    assert_eq!(scene.ann.message(&text).await["text"], "by ann");
}

#[tokio::test]
async fn admins_and_moderators_have_their_rights() {
    let stack = shared_stack();
    let _log = stack.show_log();
    for (role, may_name_all) in [("admin", true), ("moderator", false)] {
        let scene = Scene::new(&stack).await;
        // No route of today gives a role.
        let member = format!("#member#{}", scene.bob.id);
        let key = [("pk", scene.chat.as_str()), ("sk", member.as_str())];
        stack
            .dynamodb()
            .set("Chats", &key, &[("role", json!({"S": role}))])
            .await;
        assert_eq!(scene.bob.chat(&scene.chat).await["myRole"], role);
        for way in Way::BOTH {
            let bob = scene.bob.acting(way).await;
            let (text, poll) = (scene.message().await, scene.poll().await);
            bob.edit(&text, &json!({"text": "x"}))
                .await
                .problem(403, "forbidden");
            for (method, rest, message) in [
                (Method::PUT, "pin", &text),
                (Method::DELETE, "pin", &text),
                (Method::POST, "poll/close", &poll),
            ] {
                let call = bob.call(method, &format!("{}/{rest}", path_of(message)));
                call.send().await.expect(200);
            }
            bob.delete_for(&text, "everyone").await.done();
            let all = json!({"type": "text", "text": "x", "mentions": ["@all"]});
            let named = bob.send_body(&scene.chat, &all).await;
            if may_name_all {
                named.done();
            } else {
                named.problem(403, "forbidden");
            }
        }
    }
}
