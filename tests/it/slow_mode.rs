//! Slow mode: who does not manage members waits between two messages.

use e2e::{
    Acted, Actor, DEADLINE, Stack, User, Way, eventually, fresh, path_of, public, shared_stack,
};
use serde_json::{Value, json};

/// Longer than any test takes.
const LONG: u64 = 3_600;

/// A group of Ann, who owns it, and others, in which one waits so long between two messages.
async fn slow(ann: &User, others: &[&User], seconds: u64) -> String {
    let ids: Vec<&str> = others.iter().map(|user| user.id.as_str()).collect();
    let fields = json!({"memberIds": ids, "slowModeSeconds": seconds});
    ann.make_chat(&fields).await
}

fn text() -> Value {
    json!({"clientMessageId": fresh(), "type": "text", "text": "hello"})
}

/// Makes sure that an act is refused, and that it says how long to wait.
fn check_slow(acted: &Acted, most: u64) {
    let problem = acted.problem(429, "slow_mode");
    let seconds = match acted {
        Acted::Rest(answer) => answer.header("retry-after").parse().unwrap(),
        Acted::Socket(_) => problem["retryAfter"].as_u64().unwrap(),
    };
    assert!((1..=most).contains(&seconds), "{seconds}: {problem}");
}

async fn last_seq(stack: &Stack, chat: &str) -> Option<u64> {
    stack.dynamodb().seqs(chat).await.pop()
}

#[tokio::test]
async fn a_member_waits_between_two_messages() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("person", 3).await;
    let (ann, bob, cay) = (&people[0], &people[1], &people[2]);
    let chat = slow(ann, &[bob, cay], LONG).await;
    assert_eq!(bob.chat(&chat).await["slowModeSeconds"], LONG);
    for (user, way) in [(bob, Way::Rest), (cay, Way::Socket)] {
        let first = text();
        let acting = user.acting(way).await;
        let sent = acting.send_body(&chat, &first).await.done();
        let seq = last_seq(&stack, &chat).await;
        // By whichever way the second comes, it comes too early.
        for way in Way::BOTH {
            let acting = user.acting(way).await;
            for _ in 0..2 {
                check_slow(&acting.send_body(&chat, &text()).await, LONG);
            }
            let again = acting.send_body(&chat, &first).await.done();
            assert_eq!(again["id"], sent["id"], "a repeat is no second message");
        }
        let mut body = text();
        body["chatId"] = json!(chat);
        check_slow(&Acted::Rest(user.post("/v1/messages", &body).await), LONG);
        assert_eq!(last_seq(&stack, &chat).await, seq, "nothing is stored");
    }
    assert_eq!(last_seq(&stack, &chat).await, Some(2), "each on their own");
    // Nobody waits in one chat for another.
    let elsewhere = ann.group("quick", &people[1..]).await;
    for _ in 0..3 {
        bob.say(&elsewhere, "hello").await;
    }
}

#[tokio::test]
async fn after_the_time_the_next_message_is_sent() {
    const SECONDS: u64 = 2;
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = slow(&ann, &[&bob], SECONDS).await;
    let mut last = jiff::Timestamp::UNIX_EPOCH;
    for way in Way::BOTH {
        let acting = bob.acting(way).await;
        for _ in 0..2 {
            // As a client does: again under the same key.
            let body = text();
            let sent = async || {
                let acted = acting.send_body(&chat, &body).await;
                let too_early = acted.outcome().is_err();
                if too_early {
                    check_slow(&acted, SECONDS);
                }
                (!too_early).then(|| acted.done())
            };
            let sent = eventually("its time", DEADLINE, sent).await;
            let at: jiff::Timestamp = sent["createdAt"].as_str().unwrap().parse().unwrap();
            let pause = at.duration_since(last);
            assert!(pause.as_secs() >= 2, "after {pause:?}");
            last = at;
        }
    }
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1, 2, 3, 4]);
}

#[tokio::test]
async fn who_manages_members_does_not_wait() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("person", 5).await;
    let [ann, admin, moderator, trusted, member] = people.try_into().unwrap();
    let chat = slow(&ann, &[&admin, &moderator, &trusted, &member], LONG).await;
    ann.give_role(&chat, &admin, "admin").await;
    ann.give_role(&chat, &moderator, "moderator").await;
    let trust = json!({"permissions": ["post", "manageMembers"]});
    ann.change_member(&chat, &trusted, &trust).await.expect(200);
    for (user, waits) in [
        (&ann, false),
        (&admin, false),
        (&trusted, false),
        (&moderator, true),
        (&member, true),
    ] {
        user.say(&chat, "one").await;
        for way in Way::BOTH {
            let acted = user.acting(way).await.send_body(&chat, &text()).await;
            if waits {
                check_slow(&acted, LONG);
            } else {
                acted.done();
            }
        }
    }
    // It is the role of the moment that counts.
    ann.give_role(&chat, &moderator, "admin").await;
    moderator.say(&chat, "two").await;
    ann.give_role(&chat, &admin, "moderator").await;
    second_waits(&admin, &chat).await;
}

/// Of two messages at once the second waits; the first may, for what was said before.
async fn second_waits(user: &User, chat: &str) {
    let acting = user.acting(Way::Rest).await;
    drop(acting.send_body(chat, &text()).await);
    check_slow(&acting.send_body(chat, &text()).await, LONG);
}

/// Everything one does with messages but send one.
async fn other_acts(bob: &Actor, own: &Value, anns: &Value) {
    let edit = json!({"text": "edited"});
    bob.edit(own, &edit).await.done();
    bob.react(anns, "👍").await.done();
    bob.unreact(anns, "👍").await.done();
    bob.vote(anns, &json!(["1"])).await.done();
    let chat = own["chatId"].as_str().unwrap();
    bob.mark_read(chat, &json!({})).await.done();
    bob.delete_for(anns, "me").await.done();
}

#[tokio::test]
async fn only_messages_wait() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = slow(&ann, &[&bob], LONG).await;
    let own = bob.say(&chat, "one").await;
    let options = json!([{"text": "yes"}, {"text": "no"}]);
    let poll = json!({"type": "poll", "poll": {"question": "?", "options": options}});
    for way in Way::BOTH {
        let acting = bob.acting(way).await;
        let poll = ann.send(&chat, &poll).await;
        other_acts(&acting, &own, &poll).await;
        check_slow(&acting.send_body(&chat, &text()).await, LONG);
    }
    // A forwarded message is one more message of its new chat.
    let elsewhere = bob.group("quick", &[]).await;
    let message = bob.say(&elsewhere, "pass it on").await;
    let forward = json!({"chatIds": [chat, elsewhere], "clientMessageId": fresh()});
    let path = format!("{}/forward", path_of(&message));
    let results = bob.post(&path, &forward).await.expect(200);
    let error = &results["data"][0]["error"];
    assert_eq!(
        (&error["status"], &error["code"]),
        (&json!(429), &json!("slow_mode"))
    );
    assert_eq!(results["data"][1]["error"], Value::Null);

    bob.acting(Way::Rest)
        .await
        .delete_for(&own, "everyone")
        .await
        .done();
    let acting = bob.acting(Way::Socket).await;
    let early = acting.send_body(&chat, &text()).await;
    check_slow(&early, LONG);
}

#[tokio::test]
async fn slow_mode_is_turned_on_and_off() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let fields = json!({"memberIds": [bob.id]});
    let chat = ann.make_chat(&fields).await;
    assert_eq!(bob.chat(&chat).await["slowModeSeconds"], 0);
    let socket = bob.connect().await;
    for seconds in [LONG, 0, LONG] {
        let change = json!({"slowModeSeconds": seconds});
        let changed = ann.change_chat(&chat, &change).await;
        assert_eq!(changed["slowModeSeconds"], seconds);
        let is_it = |event: &Value| event["data"]["changes"] == change;
        socket.expect_event("chat.updated", is_it).await;
        if seconds == LONG {
            second_waits(&bob, &chat).await;
        } else {
            bob.say(&chat, "at once").await;
            bob.say(&chat, "and again").await;
        }
    }
}

#[tokio::test]
async fn slow_mode_is_an_hour_at_most_and_not_for_everybody_to_set() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = slow(&ann, &[&bob], 7).await;
    let path = format!("/v1/chats/{chat}");
    for wrong in [json!(3_601), json!(-1), json!(1.5), json!("7")] {
        let mut fields = public("open");
        fields["slowModeSeconds"] = wrong.clone();
        let refused = [
            ann.patch(&path, &json!({"slowModeSeconds": wrong})).await,
            ann.post("/v1/chats", &with_name(&fields)).await,
        ];
        for answer in refused {
            let problem = answer.problem(400, "validation_failed");
            assert_eq!(problem["errors"][0]["field"], "slowModeSeconds", "{wrong}");
        }
    }
    let off = json!({"slowModeSeconds": 0});
    bob.patch(&path, &off).await.problem(403, "forbidden");
    assert_eq!(bob.chat(&chat).await["slowModeSeconds"], 7);
}

fn with_name(fields: &Value) -> Value {
    let mut body = fields.clone();
    body["type"] = json!("group");
    body["name"] = json!("slow");
    body["memberIds"] = json!([]);
    body
}
