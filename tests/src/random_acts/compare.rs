//! Whether everybody has seen what there is to read, and whether that is what had to come of it.

use std::time::Instant;

use serde_json::{Value, json};

use super::world::World;
use crate::model::{Act, Chat, Cursors, Model, What, comparable, replay};
use crate::{DEADLINE, Stack, User, Viewer, as_viewed, eventually, whole_history};

/// Messages of a page: not all fit into one.
const PAGE: usize = 37;

type People<'a> = [(&'a User, &'a Viewer)];

/// Counts entries, and tells what differs.
pub(super) async fn compare(
    stack: &Stack,
    world: &World,
    people: &People<'_>,
) -> (u64, Vec<String>) {
    let (watcher, watching) = people[0];
    let mut differences = Vec::new();
    let mut models = Vec::new();
    for chat in &world.chats {
        let last = the_end(world, watcher, chat).await;
        stack.until_pushed(&chat.id, &json!(last)).await;
        let log = watching.entries(&chat.id, last).await;
        let model = replay(chat, &log, &world.acts());
        differences.extend(model.broken.iter().cloned());
        for (user, viewer) in people.iter().filter(|(user, _)| chat.has(&user.id)) {
            until_told(world, chat, user, viewer, last).await;
            let found = seen(&model, user, viewer).await;
            differences.extend(
                found
                    .into_iter()
                    .map(|what| format!("{}: {what}", user.username)),
            );
        }
        models.push(model);
    }
    differences.extend(
        world
            .acts()
            .iter()
            .filter_map(|act| check_origin(&models, act)),
    );
    (models.iter().map(Model::last_seq).sum(), differences)
}

/// Says something after everything else.
async fn the_end(world: &World, user: &User, chat: &Chat) -> u64 {
    let body = json!({"type": "text", "text": "the end", "clientMessageId": crate::fresh()});
    let begun = world.begin();
    let message = user.send(&chat.id, &body).await;
    let seq = message["seq"].as_u64().expect("a number");
    world.end(
        &begun,
        user,
        [(chat.id.clone(), What::Send(body), Ok(message))],
    );
    seq
}

async fn until_told(world: &World, chat: &Chat, user: &User, viewer: &Viewer, last: u64) {
    viewer.wait_for(&chat.id, last).await;
    for act in world.acts() {
        if let (What::Hide { message }, true) = (&act.what, act.answer.is_ok())
            && act.user == user.id
        {
            viewer.wait_until_hidden(message).await;
        }
    }
}

/// What one person's device and requests show other than the model.
async fn seen(model: &Model, user: &User, viewer: &Viewer) -> Vec<String> {
    let chat = model.chat.id.as_str();
    let mut differences = Vec::new();
    let standing = standing(model, user).await;
    differences.extend(standing);

    let history = whole_history(user, chat, PAGE).await;
    let read: Vec<Value> = history.iter().map(comparable).collect();
    differences.extend(first_difference(
        "history",
        &read,
        &model.shown_to(&user.id),
    ));
    let viewed: Vec<Value> = viewer.messages(chat).iter().map(as_viewed).collect();
    let expected: Vec<Value> = history.iter().map(as_viewed).collect();
    differences.extend(first_difference("view", &viewed, &expected));

    let text = |value: &Value| value.as_str().expect("a string").to_owned();
    let pins = user.pins(chat).await;
    let pins: Vec<(String, String)> = pins
        .iter()
        .map(|pin| (text(&pin["message"]["id"]), text(&pin["pinnedBy"])))
        .collect();
    differences.extend(first_difference("pins", &pins, &model.pins_for(&user.id)));
    let log = user.whole_log(chat).await;
    let end = log.last().and_then(|event| event["seq"].as_u64());
    if end != Some(model.last_seq()) {
        differences.push(format!("the log by sync ends at {end:?} in {chat}"));
    }
    differences
}

/// Unread messages, and everybody else's cursors; those of who wrote move a moment later.
async fn standing(model: &Model, user: &User) -> Option<String> {
    let chat = model.chat.id.as_str();
    let others = model
        .chat
        .members
        .iter()
        .filter(|member| **member != user.id);
    let cursors = others.map(|member| {
        let Cursors { read, received } = model.cursors(member);
        (member.clone(), read, received)
    });
    let mut cursors: Vec<_> = cursors.collect();
    cursors.sort();
    let expected = (model.unread(&user.id) as u64, cursors);
    let until = Instant::now() + DEADLINE;
    let path = format!("/v1/chats/{chat}/receipts");
    let found = eventually("cursors", 2 * DEADLINE, async || {
        let unread = user.chat(chat).await["unreadCount"].as_u64();
        let receipts = user.get(&path).await.expect(200);
        let receipts = receipts["data"].as_array().expect("a list").iter();
        let mut receipts: Vec<_> = receipts.map(cursors_of).collect();
        receipts.retain(|(member, ..)| *member != user.id);
        receipts.sort();
        let found = (unread.expect("a number"), receipts);
        (found == expected || Instant::now() > until).then_some(found)
    });
    let found = found.await;
    (found != expected).then(|| format!("unread and cursors {found:?}, not {expected:?} in {chat}"))
}

fn cursors_of(receipt: &Value) -> (String, u64, u64) {
    let number = |name: &str| receipt[name].as_u64().unwrap_or_default();
    let user = receipt["userId"].as_str().expect("a string").to_owned();
    (user, number("readSeq"), number("deliveredSeq"))
}

fn check_origin(models: &[Model], act: &Act) -> Option<String> {
    let What::SendOn {
        origin: (chat, message),
        ..
    } = &act.what
    else {
        return None;
    };
    let model = models.iter().find(|model| model.chat.id == *chat)?;
    model.check_forwarded(act, message)
}

fn first_difference<T: PartialEq + std::fmt::Debug>(
    what: &str,
    found: &[T],
    expected: &[T],
) -> Option<String> {
    let place = (0..found.len().max(expected.len()))
        .find(|place| found.get(*place) != expected.get(*place))?;
    let (found, expected) = (found.get(place), expected.get(place));
    Some(format!(
        "{what}, item {place}: {found:?}\n    not {expected:?}"
    ))
}
