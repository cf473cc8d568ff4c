//! Thirty people react to one message and vote in one poll at once, and change their minds.

use std::collections::{BTreeMap, BTreeSet};

use e2e::{Acted, Actor, User, Viewer, Way, as_viewed, shared_stack, whole_history};
use futures::future::join_all;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};

const PEOPLE: usize = 30;
const SEED: u64 = 4;
const EMOJI: &str = "👍";
const OPTIONS: [&str; 3] = ["1", "2", "3"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reactions_of_thirty_at_once_add_up() {
    let scene = Scene::new(&json!({"type": "text", "text": "who comes?"})).await;
    let acting = scene.people.iter().zip(&scene.actors).enumerate();
    let acting = acting.map(async |(place, (user, actor))| {
        let mut dice = StdRng::seed_from_u64(SEED * 1_000 + place as u64);
        let mut reacts = false;
        for _ in 0..dice.random_range(2..=5) {
            reacts = !reacts;
            let answer = insist(async || match reacts {
                true => actor.react(&scene.message, EMOJI).await,
                false => actor.unreact(&scene.message, EMOJI).await,
            });
            let answer = answer.await;
            let mine = &answer["reactions"][EMOJI]["mine"];
            assert_eq!(*mine == true, reacts, "what was just done: {answer}");
        }
        reacts.then(|| user.id.clone())
    });
    let last: BTreeSet<String> = join_all(acting).await.into_iter().flatten().collect();
    assert!((5..25).contains(&last.len()), "some do, some do not");

    scene.quiet().await;
    let count = last.len();
    for user in &scene.people {
        let message = user.message(&scene.message).await;
        let expected = json!({EMOJI: {"count": count, "mine": last.contains(&user.id)}});
        assert_eq!(message["reactions"], expected, "{}", user.id);
    }
    let path = format!("{}/reactions", e2e::path_of(&scene.message));
    let listed = scene.people[0].pages(&path, 7).await.concat();
    let listed: BTreeMap<&str, &Value> = listed
        .iter()
        .map(|one| (one["userId"].as_str().unwrap(), &one["emojis"]))
        .collect();
    assert!(listed.keys().copied().eq(last.iter().map(String::as_str)));
    assert!(listed.values().all(|emojis| **emojis == json!([EMOJI])));

    // Entry by entry: each is somebody's change of mind, and tells how many there are then.
    let mut now = BTreeSet::new();
    for event in scene.people[1].whole_log(&scene.chat).await {
        let (data, kind) = (&event["data"], event["type"].as_str().unwrap());
        let user = data["userId"].as_str().unwrap_or_default().to_owned();
        let is_news = match kind {
            "reaction.added" => now.insert(user),
            "reaction.removed" => now.remove(&user),
            _ => continue,
        };
        assert!(is_news && data["count"] == now.len(), "{event}");
    }
    assert_eq!(now, last);
    scene.compare_views().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn votes_of_thirty_at_once_add_up() {
    let options = OPTIONS.map(|id| json!({"text": id}));
    let poll = json!({"question": "when?", "options": options, "multiple": true});
    let scene = Scene::new(&json!({"type": "poll", "poll": poll})).await;
    let acting = scene.people.iter().zip(&scene.actors).enumerate();
    let acting = acting.map(async |(place, (user, actor))| {
        let mut dice = StdRng::seed_from_u64(SEED * 2_000 + place as u64);
        let mut votes = Vec::new();
        for _ in 0..dice.random_range(2..=5) {
            let count = dice.random_range(0..=2);
            votes = OPTIONS.choose_multiple(&mut dice, count).copied().collect();
            votes.sort_unstable();
            let answer = insist(async || actor.vote(&scene.message, &json!(votes)).await).await;
            assert_eq!(answer["votes"], json!(votes), "what was just chosen");
        }
        (user.id.clone(), votes)
    });
    let last: BTreeMap<String, Vec<&str>> = join_all(acting).await.into_iter().collect();

    scene.quiet().await;
    let counts = OPTIONS.map(|id| {
        let count = last.values().filter(|votes| votes.contains(&id)).count();
        json!({"id": id, "text": id, "count": count})
    });
    for user in &scene.people {
        let poll = user.message(&scene.message).await["poll"].clone();
        assert_eq!(poll["options"], json!(counts), "{}", user.id);
        assert_eq!(poll["votes"], json!(last[&user.id]), "{}", user.id);
    }
    // A change of mind moves one person's votes and nobody else's.
    let updates = scene.people[1].whole_log(&scene.chat).await.into_iter();
    let updates = updates.filter(|event| event["type"] == "poll.updated");
    let totals = updates.map(|event| counts_of(&event["data"]));
    let totals: Vec<[u64; 3]> = [[0; 3]].into_iter().chain(totals).collect();
    for step in totals.windows(2) {
        let changed = step[0]
            .iter()
            .zip(step[1])
            .map(|(one, other)| one.abs_diff(other));
        let changed: Vec<u64> = changed.collect();
        assert!(
            changed.iter().all(|by| *by <= 1) && changed != [0; 3],
            "{step:?}"
        );
    }
    let end = counts.map(|option| option["count"].as_u64().unwrap());
    assert_eq!(totals.last(), Some(&end));
    scene.compare_views().await;
}

fn counts_of(poll: &Value) -> [u64; 3] {
    let count = |place: usize| poll["options"][place]["count"].as_u64().unwrap();
    [count(0), count(1), count(2)]
}

/// Does it again as long as the chat is too busy: nothing was stored then.
async fn insist(act: impl AsyncFn() -> Acted) -> Value {
    loop {
        match act().await.outcome() {
            Ok(answer) => return answer,
            Err(refused) => assert_eq!(refused.code, "unavailable", "{refused:?}"),
        }
    }
}

/// A group of thirty and one message. Everybody acts one way, and looks on by a client.
struct Scene {
    people: Vec<User>,
    chat: String,
    message: Value,
    actors: Vec<Actor>,
    viewers: Vec<Viewer>,
}

impl Scene {
    async fn new(body: &Value) -> Self {
        let stack = shared_stack();
        let people = stack.register_many("crowd", PEOPLE).await;
        let chat = people[0].group("crowd", &people[1..]).await;
        let message = people[0].send(&chat, body).await;
        let actors = people
            .iter()
            .enumerate()
            .map(|(place, user)| user.acting(Way::BOTH[place % 2]));
        let viewers = people.iter().map(|user| Viewer::start(user, Way::Rest));
        let (actors, viewers) = tokio::join!(join_all(actors), join_all(viewers));
        Self {
            people,
            chat,
            message,
            actors,
            viewers,
        }
    }

    /// Says something after everything, and waits until everybody has it.
    async fn quiet(&self) {
        let last = self.people[0].say(&self.chat, "the end").await;
        let seq = last["seq"].as_u64().unwrap();
        join_all(
            self.viewers
                .iter()
                .map(|viewer| viewer.wait_for(&self.chat, seq)),
        )
        .await;
    }

    /// What came by events is what there is to read.
    async fn compare_views(&self) {
        for (user, viewer) in self.people.iter().zip(&self.viewers) {
            let history = whole_history(user, &self.chat, 100).await;
            let history: Vec<Value> = history.iter().map(as_viewed).collect();
            let view: Vec<Value> = viewer.messages(&self.chat).iter().map(as_viewed).collect();
            assert_eq!(view, history, "{}", user.id);
        }
    }
}
