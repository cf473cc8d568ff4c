use std::collections::{BTreeSet, HashMap};

use crate::account::{Identity, contacts_among};
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::rules::limits::LIMITS;
use crate::rules::presence::Pace;
use crate::table::presence::Presence as Record;
use crate::table::{block, presence};
use crate::time::Time;
use crate::wire::{Audience, ConnectedDevice, MyPresence, Page, Presence, UserPresence};

/// Whether the caller is there, as others see it, and what it comes from.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn get_my_presence(app: &App, identity: &Identity) -> Result<MyPresence> {
    let record = presence::get(app, &identity.user_id).await?;
    let record = record.unwrap_or_else(|| Record::of(identity.user_id.clone()));
    Ok(to_mine(&record, Time::now(), app.config.pace))
}

/// Whether somebody is there, as the caller may see it.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn get_presence(app: &App, identity: &Identity, user: &UserId) -> Result<Presence> {
    let seen = see(app, &identity.user_id, std::slice::from_ref(user)).await?;
    let seen = seen.into_values().next();
    Ok(Presence {
        user_id: user.clone(),
        seen: seen.unwrap_or_else(UserPresence::hidden),
    })
}

/// The same of several people, each once, in the order they are named.
///
/// # Errors
/// `validation_failed`, when none or too many are named.
pub async fn list_presence(
    app: &App,
    identity: &Identity,
    users: &[UserId],
) -> Result<Page<Presence>> {
    if users.is_empty() {
        return Err(Error::field(
            "userIds",
            "required",
            "name at least one person",
        ));
    }
    require_few(users)?;
    Ok(Page::of(states(app, identity, users).await?, None))
}

/// Refuses more people than one asks for, or watches.
pub(super) fn require_few(users: &[UserId]) -> Result<()> {
    let most = LIMITS.watched_users;
    if users.len() > most {
        let detail = format!("name {most} people at most");
        return Err(Error::field("userIds", "too_many", detail));
    }
    Ok(())
}

/// What these people are, each once.
pub(super) async fn states(
    app: &App,
    identity: &Identity,
    users: &[UserId],
) -> Result<Vec<Presence>> {
    let mut seen = see(app, &identity.user_id, users).await?;
    let mut named = BTreeSet::new();
    let users = users.iter().filter(|user| named.insert(*user));
    let states = users.map(|user| Presence {
        user_id: user.clone(),
        seen: seen.remove(user).unwrap_or_else(UserPresence::hidden),
    });
    Ok(states.collect())
}

/// What a person may see of others; who does not show themself, or is apart by a block, is left out.
/// 0.5 read units a person, and 1 for the blocks.
pub(crate) async fn see(
    app: &App,
    viewer: &UserId,
    users: &[UserId],
) -> Result<HashMap<UserId, UserPresence>> {
    let (records, apart) = tokio::try_join!(
        presence::get_many(app, users),
        block::apart_from(app, viewer)
    )?;
    let records = records
        .into_iter()
        .map(|record| (record.user_id.clone(), record));
    let mut records: HashMap<UserId, Record> = records.collect();
    for user in users {
        let never_there = || Record::of(user.clone());
        records.entry(user.clone()).or_insert_with(never_there);
    }
    let asks = |record: &&Record| record.facts.shown_to == Audience::Contacts;
    let choosy: Vec<UserId> = records
        .values()
        .filter(asks)
        .map(|one| one.user_id.clone())
        .collect();
    let contacts = contacts_among(app, viewer, choosy).await?;
    let now = Time::now();
    let shown = records.into_values().filter(|record| {
        let user = &record.user_id;
        let is_shown = match record.facts.shown_to {
            Audience::Everyone => true,
            Audience::Contacts => contacts.contains(user),
            Audience::Nobody => false,
        };
        user == viewer || (is_shown && !apart.contains(user))
    });
    let seen = shown.map(|record| {
        let seen = record.seen(now, app.config.pace);
        (record.user_id, seen)
    });
    Ok(seen.collect())
}

/// A record as its person sees it.
pub(super) fn to_mine(record: &Record, now: Time, pace: Pace) -> MyPresence {
    let live = record.connections.iter().map(|(_, link)| link);
    let live = live.filter(|link| !link.signs().is_silent(now, pace));
    let devices = live.map(|link| ConnectedDevice {
        session_id: link.session_id.clone(),
        device: link.device.clone(),
        status: link.signs().status(now, pace),
        connected_at: Time::from_millis(link.at * 1000),
        last_active_at: Time::from_millis(link.active_at),
    });
    MyPresence {
        chosen_status: record.facts.chosen,
        devices: devices.collect(),
        presence: Presence {
            user_id: record.user_id.clone(),
            seen: record.seen(now, pace),
        },
    }
}
