//! The service's own messages: nobody changes them, everybody may hide them from themselves.

use e2e::{Stack, User, Way, assert_note, fresh, path_of, shared_stack};
use serde_json::{Value, json};

fn refuses_it(problem: &Value) {
    assert_eq!(problem["errors"][0]["field"], "messageId", "{problem}");
}

/// Ann, Bob, their group, and the notes of everything that happened to it.
async fn with_notes(stack: &Stack) -> (User, User, String, Vec<Value>) {
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let dan = stack.register("dan").await;
    ann.add_members(&chat, &[&dan]).await.expect(200);
    let change = json!({"role": "moderator"});
    ann.change_member(&chat, &cay, &change).await.expect(200);
    let change = json!({"description": "What it is about."});
    ann.patch_chat(&chat, &change).await.expect(200);
    ann.remove(&chat, &cay).await.expect(204);
    dan.leave(&chat).await.expect(204);
    let notes = bob.history(&chat).await;
    let [added, updated, changed, removed, left] = notes.as_slice() else {
        panic!("five notes: {notes:?}")
    };
    assert_note(added, "member.added", &ann, &[&dan]);
    assert_note(updated, "member.updated", &ann, &[&cay]);
    assert_note(changed, "chat.updated", &ann, &[]);
    assert_note(removed, "member.removed", &ann, &[&cay]);
    assert_note(left, "member.left", &dan, &[&dan]);
    (ann, bob, chat, notes)
}

#[tokio::test]
async fn nobody_changes_what_the_service_wrote() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat, notes) = with_notes(&stack).await;
    let elsewhere = bob.group("elsewhere", std::slice::from_ref(&ann)).await;
    let seqs = stack.dynamodb().seqs(&chat).await;
    // All but the last name Ann as their sender.
    for way in Way::BOTH {
        let (owner, member) = (ann.acting(way).await, bob.acting(way).await);
        for note in &notes[..4] {
            let edited = owner.edit(note, &json!({"text": "x"})).await;
            refuses_it(&edited.problem(400, "validation_failed"));
        }
        for note in &notes {
            let acts = [
                owner.delete_for(note, "everyone").await,
                owner.react(note, "👍").await,
                member.react(note, "👍").await,
            ];
            for act in acts {
                refuses_it(&act.problem(400, "validation_failed"));
            }
        }
    }
    for note in &notes {
        let pinned = ann.put(&format!("{}/pin", path_of(note)), &json!({})).await;
        refuses_it(&pinned.problem(400, "validation_failed"));
        for user in [&ann, &bob] {
            let body = json!({"chatIds": [elsewhere], "clientMessageId": fresh()});
            let path = format!("{}/forward", path_of(note));
            let forwarded = user.post(&path, &body).await;
            refuses_it(&forwarded.problem(400, "validation_failed"));
        }
    }
    assert_eq!(stack.dynamodb().seqs(&chat).await, seqs);
    assert!(stack.dynamodb().seqs(&elsewhere).await.is_empty());
    assert_eq!(bob.history(&chat).await, notes);
    assert!(bob.pins(&chat).await.is_empty());
}

#[tokio::test]
async fn everybody_may_hide_a_note_from_themselves() {
    let stack = shared_stack();
    let _log = stack.show_log();
    for way in Way::BOTH {
        let (ann, bob, chat, mut notes) = with_notes(&stack).await;
        let acting = bob.acting(way).await;
        let hidden = notes.remove(1);
        let seqs = stack.dynamodb().seqs(&chat).await;
        let expected = json!({"messageId": hidden["id"], "seq": hidden["seq"]});
        for _ in 0..2 {
            let deleted = acting.delete_for(&hidden, "me").await.done();
            assert_eq!(deleted, expected);
        }
        assert_eq!(bob.history(&chat).await, notes);
        let answer = bob.get(&path_of(&hidden)).await;
        answer.problem(404, "not_found");
        assert_eq!(ann.history(&chat).await.len(), 5, "from bob alone");
        assert_eq!(stack.dynamodb().seqs(&chat).await, seqs);
    }
}
