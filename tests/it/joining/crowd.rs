//! More people than there is room for join at once.

use std::collections::BTreeSet;

use e2e::{insist, public, shared_stack};
use futures::future::join_all;
use serde_json::{Value, json};

/// People who join; the owner is there already.
const PEOPLE: usize = 300;
const ROOM: usize = 256;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_three_hundred_as_many_get_in_as_there_is_room() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let people = stack.register_many("crowd", PEOPLE).await;
    let mut fields = public("open");
    fields["maxMembers"] = json!(ROOM);
    let chat = ann.make_chat(&fields).await;
    let joining = people
        .iter()
        .map(|user| insist(async || user.join(&chat).await));
    let answers = join_all(joining).await;

    let mut inside = BTreeSet::from([ann.id.clone()]);
    let mut refused = Vec::new();
    for (user, answer) in people.iter().zip(&answers) {
        if answer.status == 200 {
            assert_eq!(answer.expect(200)["myState"], "active");
            inside.insert(user.id.clone());
        } else {
            answer.problem(409, "chat_full");
            refused.push(user);
        }
    }
    assert_eq!((inside.len(), refused.len()), (ROOM, PEOPLE + 1 - ROOM));
    assert_eq!(ann.chat(&chat).await["memberCount"], ROOM);
    let members = format!("/v1/chats/{chat}/members");
    let listed = ann.pages(&members, 100).await.concat();
    let ids: BTreeSet<String> = listed.iter().map(id_of).collect();
    assert_eq!((listed.len(), &ids), (ROOM, &inside), "each once");
    // Each who came in is one entry, and nobody else is.
    let entries = stack.dynamodb().seqs(&chat).await;
    assert!(entries.into_iter().eq(1..ROOM as u64));
    for user in &refused {
        let path = format!("/v1/chats/{chat}");
        user.get(&path).await.problem(404, "not_found");
    }

    let one = people.iter().find(|user| inside.contains(&user.id));
    one.unwrap().leave(&chat).await.expect(204);
    let trying = refused[..5]
        .iter()
        .map(|user| insist(async || user.join(&chat).await));
    let answers = join_all(trying).await;
    let came = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(came, 1, "there is room for one");
    assert_eq!(ann.chat(&chat).await["memberCount"], ROOM);
}

fn id_of(member: &Value) -> String {
    member["userId"].as_str().unwrap().to_owned()
}
