use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::account::Identity;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ChatId, UserId};
use crate::log::amend::{Act, Scene, Verdict, amend};
use crate::log::require_member;
use crate::member::admission::{admit, require_admission};
use crate::rules::limits::LIMITS;
use crate::table::block;
use crate::table::profile::{self, Profile};
use crate::wire::{Addition, Additions, Happening, Occurrence, Page};

/// People of one entry.
const PER_ENTRY: usize = 90;
/// Writes for the people of one entry: a transaction has 100 in all (Amazon DynamoDB API Reference,
/// `TransactWriteItems`). Who was banned or asked to come in takes two.
const WRITES: usize = 98;

/// Lets people into a chat, and says of each what became of it. One entry of the log for up to 90
/// of them.
///
/// # Errors
/// `not_found`, `forbidden`; `validation_failed` for too many or none.
pub async fn add_members(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    body: &Additions,
) -> Result<Page<Addition>> {
    let most = LIMITS.members_per_call;
    if !(1..=most).contains(&body.user_ids.len()) {
        let detail = format!("name 1 to {most} people");
        return Err(Error::field("userIds", "out_of_range", detail));
    }
    let (head, me) = require_member(app, chat, &identity.user_id).await?;
    require_admission(&head, &me.standing(&head).permissions())?;
    let named: BTreeSet<UserId> = body.user_ids.iter().cloned().collect();
    let people = profile::get_many(app, named.iter().cloned().collect()).await?;
    let (known, unknown): (Vec<UserId>, Vec<UserId>) = named
        .into_iter()
        .partition(|user| people.get(user).is_some_and(|one| !one.deleted));
    let mut results: BTreeMap<UserId, Addition> = BTreeMap::new();
    let refusing = block::by_any(app, &known, &identity.user_id).await?;
    let (blocked, known): (Vec<UserId>, Vec<UserId>) =
        known.into_iter().partition(|user| refusing.contains(user));
    for user in blocked {
        results.insert(user.clone(), Addition::refused(user, "blocked"));
    }
    for user in unknown {
        results.insert(user.clone(), Addition::refused(user, "unknown"));
    }
    let mut waiting = known;
    while !waiting.is_empty() {
        let rest = waiting.split_off(waiting.len().min(PER_ENTRY));
        let outcomes = add(app, identity, chat, &waiting, &people).await?;
        waiting = rest;
        for one in outcomes {
            match one.status.as_str() {
                LATER => waiting.push(one.user_id),
                _ => drop(results.insert(one.user_id.clone(), one)),
            }
        }
    }
    let mut data = Vec::with_capacity(results.len());
    for user in &body.user_ids {
        data.extend(results.remove(user));
    }
    Ok(Page::of(data, None))
}

/// Who may come in; by the next entry, when this one has no space for them.
const LATER: &str = "later";

async fn add(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    users: &[UserId],
    people: &HashMap<UserId, Profile>,
) -> Result<Vec<Addition>> {
    let actor = &identity.user_id;
    let act = Act::on(chat, actor, users);
    let (scene, entry) = amend(app, act, |scene| {
        let (_, permissions) = scene.actor()?;
        require_admission(&scene.head, &permissions)?;
        let mut added = Vec::new();
        for user in users {
            let has_space = added.len() + scene.deletes.len() + 2 <= WRITES;
            if has_space && status(scene, user) == LATER {
                let silent = people.get(user).is_some_and(|one| one.receipts_off);
                added.push(admit(scene, user, silent)?);
            }
        }
        if added.is_empty() {
            return Ok(Verdict::Nothing);
        }
        let event = Happening::MemberAdded;
        Ok(Verdict::Write(Occurrence::of_members(
            event, actor, added, None,
        )))
    })
    .await?;
    let occurrence = entry.map(|entry| entry.occurrence()).transpose()?.flatten();
    let added = occurrence.map(|occurrence| occurrence.members);
    let added: BTreeSet<UserId> = added
        .into_iter()
        .flatten()
        .map(|member| member.user_id)
        .collect();
    let results = users.iter().map(|user| {
        let status = if added.contains(user) {
            "added"
        } else {
            status(&scene, user)
        };
        let member = scene.active(user);
        Addition {
            user_id: user.clone(),
            status: status.to_owned(),
            member: member.map(|member| member.to_wire(people.get(user))),
        }
    });
    Ok(results.collect())
}

/// What becomes of one person as things stand.
fn status(scene: &Scene, user: &UserId) -> &'static str {
    match scene.members.get(user) {
        Some(member) if member.is_active() => "already",
        Some(member) if member.is_banned(scene.now) => "banned",
        _ if scene.room() == 0 => "full",
        _ => LATER,
    }
}
