//! Every way by which somebody could be told of somebody else.

use e2e::looking;
use serde_json::{Value, json};

use super::scene::{Person, Scene};

/// What an answer tells of a person who shows themself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tells {
    /// Whether they are there, or since when they are not.
    Presence,
    /// What they do now.
    Doing,
    /// Who they are, and nothing of the like.
    Name,
    /// Nothing that is said of everybody.
    Nothing,
}

/// Routes; what stands in braces is filled in for the person they are asked about.
const ROUTES: [(&str, Tells); 16] = [
    ("/v1/chats/{direct}/typing", Tells::Doing),
    ("/v1/chats/{group}/typing", Tells::Doing),
    ("/v1/users/{id}", Tells::Presence),
    ("/v1/presence/users/{id}", Tells::Presence),
    ("/v1/presence/users?userIds={both}", Tells::Presence),
    ("/v1/users/search?q={username}", Tells::Name),
    ("/v1/users/blocked", Tells::Nothing),
    ("/v1/users/me/export", Tells::Nothing),
    ("/v1/chats", Tells::Name),
    ("/v1/chats/{direct}", Tells::Name),
    ("/v1/chats/{direct}/members", Tells::Name),
    ("/v1/chats/{direct}/messages", Tells::Name),
    ("/v1/chats/{direct}/receipts", Tells::Name),
    ("/v1/chats/{group}/members", Tells::Name),
    ("/v1/chats/{group}/messages", Tells::Name),
    ("/v1/chats/{group}/receipts", Tells::Name),
];

/// What Ann was answered.
#[derive(Debug)]
pub(super) struct Told {
    /// What she asked.
    pub(super) by: String,
    pub(super) tells: Tells,
    /// When she asked about him.
    pub(super) of_hal: Value,
    /// When she asked about her.
    pub(super) of_cat: Value,
}

/// A route as it is asked about somebody; none when they share no chat with her.
fn filled(route: &str, scene: &Scene, person: &Person) -> Option<String> {
    let both = format!("{},{}", scene.hal.user.id, scene.cat.user.id);
    let mut path = route.replace("{id}", &person.user.id);
    path = path.replace("{both}", &both);
    path = path.replace("{username}", &person.user.username);
    if !path.starts_with("/v1/chats") {
        return Some(path);
    }
    path = path.replace("{group}", scene.group.as_ref()?);
    Some(path.replace("{direct}", person.direct.as_ref()?))
}

/// Asks by every route, and by every action of the socket that answers with people.
pub(super) async fn ask(scene: &Scene) -> Vec<Told> {
    let mut all = Vec::new();
    for (route, tells) in ROUTES {
        let mut answers = Vec::new();
        for person in [&scene.hal, &scene.cat] {
            if let Some(path) = filled(route, scene, person) {
                answers.push(scene.ann.get(&path).await.expect(200));
            }
        }
        if let [of_hal, of_cat] = answers.as_slice() {
            let (of_hal, of_cat) = (of_hal.clone(), of_cat.clone());
            let by = format!("GET {route}");
            all.push(Told {
                by,
                tells,
                of_hal,
                of_cat,
            });
        }
    }
    all.extend(ask_by_frames(scene).await);
    all
}

async fn ask_by_frames(scene: &Scene) -> Vec<Told> {
    let ids = json!({"userIds": [scene.hal.user.id, scene.cat.user.id]});
    let watched = scene.watching.send("watchPresence", ids).await.ack();
    let mut all = vec![Told {
        by: "watchPresence".to_owned(),
        tells: Tells::Presence,
        of_hal: watched.clone(),
        of_cat: watched,
    }];
    let Some(group) = &scene.group else {
        return all;
    };
    let since = json!({"since": scene.start});
    let synced = scene.ann.post("/v1/sync", &since).await.expect(200);
    all.push(Told {
        by: "POST /v1/sync".to_owned(),
        tells: Tells::Name,
        of_hal: synced.clone(),
        of_cat: synced,
    });
    let opened = looking::open(&scene.watching, group).await;
    all.push(Told {
        by: "openChat of the group".to_owned(),
        tells: Tells::Doing,
        of_hal: opened.clone(),
        of_cat: opened,
    });
    let mut of_each = Vec::new();
    for person in [&scene.hal, &scene.cat] {
        let direct = person.direct.as_ref().unwrap();
        of_each.push(looking::open(&scene.watching, direct).await);
    }
    let of_cat = of_each.pop().unwrap();
    let of_hal = of_each.pop().unwrap();
    all.push(Told {
        by: "openChat of the direct chat".to_owned(),
        tells: Tells::Doing,
        of_hal,
        of_cat,
    });
    all
}
