//! A permission takes effect with the next act, by whatever way.

use e2e::{Acted, Actor, Stack, User, Way, fresh, path_of, shared_stack};
use serde_json::{Value, json};

use super::{ALL, give_role, may, permit};

/// Ann, who owns the chat; Bob, a moderator; Cay, a member.
struct Scene<'a> {
    stack: &'a Stack,
    ann: User,
    bob: User,
    cay: User,
    chat: String,
}

impl<'a> Scene<'a> {
    async fn new(stack: &'a Stack) -> Self {
        let (ann, bob, cay, chat) = stack.group_of_three().await;
        give_role(&ann, &chat, &bob, "moderator").await;
        Self {
            stack,
            ann,
            bob,
            cay,
            chat,
        }
    }

    /// Does what needs this permission, and with the exception of naming everyone nothing else.
    async fn act(&self, actor: &Actor, permission: &str) -> Acted {
        let chat = &self.chat;
        let text = json!({"type": "text", "text": "x"});
        match permission {
            "post" => actor.send_body(chat, &text).await,
            "mentionAll" => {
                let body = json!({"type": "text", "text": "x", "mentions": ["@all"]});
                actor.send_body(chat, &body).await
            }
            "deleteMessages" => {
                let message = self.ann.send(chat, &text).await;
                actor.delete_for(&message, "everyone").await
            }
            "pin" => {
                let message = self.ann.send(chat, &text).await;
                let path = format!("{}/pin", path_of(&message));
                Acted::Rest(actor.put(&path, &json!({})).await)
            }
            "invite" => {
                let new = self.stack.register("new").await;
                Acted::Rest(actor.add_members(chat, &[&new]).await)
            }
            "editInfo" => {
                let change = json!({"description": fresh()});
                Acted::Rest(actor.patch_chat(chat, &change).await)
            }
            "manageMembers" => {
                let change = json!({"title": fresh()});
                Acted::Rest(actor.change_member(chat, &self.cay, &change).await)
            }
            _ => panic!("nothing here needs {permission}"),
        }
    }

    async fn permit(&self, permissions: &Value) {
        permit(&self.ann, &self.chat, &self.bob, permissions).await;
    }
}

#[tokio::test]
async fn each_permission_is_for_its_act_alone() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack).await;
    for way in Way::BOTH {
        let actor = scene.bob.acting(way).await;
        for permission in ALL {
            let others = ALL.into_iter().filter(|other| *other != permission);
            let others = json!(others.collect::<Vec<_>>());
            scene.permit(&others).await;
            assert_eq!(may(&scene.bob, &scene.chat).await, others);
            let refused = scene.act(&actor, permission).await;
            let problem = refused.problem(403, "forbidden");
            assert!(problem["detail"].is_string(), "{permission}: {problem}");

            let alone = match permission {
                "mentionAll" => json!(["mentionAll", "post"]),
                _ => json!([permission]),
            };
            scene.permit(&alone).await;
            assert_eq!(may(&scene.bob, &scene.chat).await, alone);
            scene.act(&actor, permission).await.done();
        }
        scene.permit(&Value::Null).await;
        let role = json!(super::MODERATORS);
        assert_eq!(may(&scene.bob, &scene.chat).await, role);
    }
}

#[tokio::test]
async fn a_role_brings_its_permissions_at_once_and_takes_them_along() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack).await;
    let roles: [(&str, &[&str]); 3] = [
        ("admin", &ALL),
        ("moderator", &super::MODERATORS),
        ("member", &["post"]),
    ];
    for way in Way::BOTH {
        let actor = scene.bob.acting(way).await;
        for (role, permissions) in roles {
            give_role(&scene.ann, &scene.chat, &scene.bob, role).await;
            for permission in ALL {
                let acted = scene.act(&actor, permission).await;
                if permissions.contains(&permission) {
                    acted.done();
                } else {
                    acted.problem(403, "forbidden");
                }
            }
        }
    }
}

#[tokio::test]
async fn without_any_permission_one_reads_and_reacts() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack).await;
    let (ann, chat) = (&scene.ann, &scene.chat);
    scene.permit(&json!([])).await;
    for way in Way::BOTH {
        let actor = scene.bob.acting(way).await;
        let sent = ann.say(chat, "one").await;
        assert_eq!(actor.message(&sent).await["text"], "one");
        actor.react(&sent, "👍").await.done();
        actor.unreact(&sent, "👍").await.done();
        actor.delete_for(&sent, "me").await.done();
        let seq = json!({"seq": sent["seq"]});
        stack.until_pushed(chat, &sent["seq"]).await;
        actor.mark_read(chat, &seq).await.done();
        for permission in ALL {
            let refused = scene.act(&actor, permission).await;
            refused.problem(403, "forbidden");
        }
    }
    scene.bob.leave(chat).await.expect(204);
}
