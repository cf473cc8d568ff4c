//! Entries on their way to everyone, and as events.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};

use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ConnectionId, UserId};
use crate::queue;
use crate::table::entry::{Entry, Slot};
use crate::table::profile::{self, Profile};
use crate::table::reactor::{self, Reactor};
use crate::table::{Change, StoredChange, StoredMessage, side, snapshot};
use crate::time::Time;
use crate::wire::job::{Delivery, Job, News, Own};
use crate::wire::{Event, Happening, Message, Occurrence, Sender};

/// Queues the fan-out of an entry that is stored. When the queue does not take it, the stream of
/// the table brings the entry to the workers within a minute.
pub(crate) async fn announce(app: &App, delivery: Delivery, origin: Option<&ConnectionId>) {
    let (chat, seq) = (delivery.chat_id.clone(), delivery.seq);
    let job = Job::Deliver {
        delivery: Box::new(delivery),
        origin: origin.cloned(),
        after: None,
    };
    if let Err(error) = queue::send(app, job, 0).await {
        tracing::warn!(%chat, seq, cause = %error, "fan-out was not queued");
    }
}

/// A new message.
pub(crate) fn of_message(message: &StoredMessage, sender: Option<Sender>) -> Result<Delivery> {
    let slot = &message.slot;
    // What happened to it later has events of its own.
    let mut shown = message.to_message(None, sender, slot.created_at)?;
    shown.updated_seq = message.updated_seq;
    Ok(Delivery {
        chat_id: slot.chat_id.clone(),
        seq: slot.seq,
        ordinal: slot.ordinal,
        at: slot.created_at,
        news: News::Created { message: shown },
    })
}

/// Something that happened to the chat, with everybody's name.
///
/// # Errors
/// When DynamoDB refuses.
pub(crate) async fn of_occurrence(app: &App, entry: &StoredMessage) -> Result<Delivery> {
    let missing = || Error::internal("an entry without what happened");
    let occurrence = entry.occurrence()?.ok_or_else(missing)?;
    let members = occurrence.members.iter();
    let mut people: Vec<UserId> = members.map(|member| member.user_id.clone()).collect();
    let targets = people.clone();
    people.push(occurrence.actor_id.clone());
    let people = profile::get_many(app, people).await?;
    let actor = people.get(&occurrence.actor_id).map(Profile::to_sender);
    let slot = &entry.slot;
    let message = entry.to_message(None, actor, slot.created_at)?;
    let (added, former) = match occurrence.event {
        Happening::MemberAdded => (targets, Vec::new()),
        Happening::MemberRemoved | Happening::MemberLeft => (Vec::new(), targets),
        _ => (Vec::new(), Vec::new()),
    };
    Ok(Delivery {
        chat_id: slot.chat_id.clone(),
        seq: slot.seq,
        ordinal: slot.ordinal,
        at: slot.created_at,
        news: News::Happened {
            event: occurrence.event,
            data: occurrence_data(occurrence, Some(&message), &people)?,
            added,
            former,
        },
    })
}

/// Data of the event of something that happened to the chat; `message` is what stands among the
/// messages.
fn occurrence_data(
    mut occurrence: Occurrence,
    message: Option<&Message>,
    people: &HashMap<UserId, Profile>,
) -> Result<Value> {
    if occurrence.event == Happening::ChatDeleted {
        return Ok(json!({}));
    }
    for member in &mut occurrence.members {
        member.user = people.get(&member.user_id).map(Profile::to_user);
    }
    let mut data = json!({ "actorId": occurrence.actor_id, "message": message });
    if let Some(changes) = occurrence.changes {
        data["changes"] = Value::Object(changes);
        return Ok(data);
    }
    data["member"] = json!(occurrence.members.first());
    data["reason"] = json!(occurrence.reason);
    if occurrence.members.len() > 1 {
        data["members"] = json!(occurrence.members);
    }
    Ok(data)
}

/// The event of something that happened to the chat, as `sync` brings it.
///
/// # Errors
/// Never for an entry made here.
pub(crate) fn occurrence_event(
    occurrence: Occurrence,
    slot: &Slot,
    message: Option<&Message>,
    people: &HashMap<UserId, Profile>,
) -> Result<Event> {
    Ok(Event {
        kind: occurrence.event.as_str().to_owned(),
        chat_id: Some(slot.chat_id.clone()),
        seq: Some(slot.seq),
        ts: slot.created_at,
        data: occurrence_data(occurrence, message, people)?,
    })
}

/// A change. `message` is how the message stands now; without it, only changes that leave what it
/// says as it is can be told. `votes` is what who did it has chosen: their own devices are told.
pub(crate) fn of_change(
    change: &StoredChange,
    message: Option<Message>,
    votes: Option<&BTreeSet<String>>,
) -> Result<Delivery> {
    let slot = &change.slot;
    let missing = || Error::internal("a change without its message");
    let news = match &change.change {
        Change::Edited => News::Updated {
            message: message.ok_or_else(missing)?,
        },
        Change::Deleted { message_ordinal } => News::Deleted {
            message: message.ok_or_else(missing)?,
            by: change.actor_id.clone(),
            message_ordinal: *message_ordinal,
        },
        _ => {
            let (kind, data) = describe(change, None)?;
            let own = own_data(change, &data, votes);
            News::Other { kind, data, own }
        }
    };
    Ok(Delivery {
        chat_id: slot.chat_id.clone(),
        seq: slot.seq,
        ordinal: slot.ordinal,
        at: slot.created_at,
        news,
    })
}

/// A stored entry, for whoever finds it not pushed.
///
/// # Errors
/// When DynamoDB refuses.
pub(crate) async fn of_entry(app: &App, found: Entry) -> Result<Delivery> {
    let change = match found {
        Entry::Message(message) if message.occurrence.is_some() => {
            return of_occurrence(app, &message).await;
        }
        Entry::Message(message) => return of_old_message(app, *message).await,
        Entry::Change(change) => change,
    };
    let (chat, seq) = (&change.slot.chat_id, change.message_seq);
    let (seqs, reactor) = ([seq], reactor::place(chat, seq, &change.actor_id));
    let (found, own) = tokio::try_join!(
        snapshot::read(app, chat, &seqs),
        side::get::<Reactor>(app, &reactor)
    )?;
    let message = found
        .into_iter()
        .next()
        .map(|(message, state)| message.to_message(state.as_ref(), None, Time::now()))
        .transpose()?;
    match (&change.change, message) {
        // It has disappeared meanwhile; the place is told all the same, or it would seem missed.
        (Change::Edited | Change::Deleted { .. }, None) => Ok(expired_change(&change)),
        (_, message) => of_change(&change, message, own.as_ref().map(|own| &own.votes)),
    }
}

/// A message that was stored a while ago, with what happened to it since.
async fn of_old_message(app: &App, message: StoredMessage) -> Result<Delivery> {
    let seqs = [message.slot.seq];
    let found = snapshot::read(app, &message.slot.chat_id, &seqs).await?;
    let (message, state) = found.into_iter().next().unwrap_or((message, None));
    let mut delivery = of_message(&message, None)?;
    let message = message.to_message(state.as_ref(), None, Time::now())?;
    delivery.news = News::Created { message };
    Ok(delivery)
}

fn expired_change(change: &StoredChange) -> Delivery {
    let slot = &change.slot;
    Delivery {
        chat_id: slot.chat_id.clone(),
        seq: slot.seq,
        ordinal: slot.ordinal,
        at: slot.created_at,
        news: expired(slot.seq),
    }
}

/// That an entry is gone by time.
pub(crate) fn expired(seq: u64) -> News {
    News::Other {
        kind: "entries.expired".to_owned(),
        data: json!({ "fromSeq": seq, "toSeq": seq }),
        own: None,
    }
}

/// The event of a delivery.
///
/// # Errors
/// Never: messages have a JSON form.
pub(crate) fn event(delivery: &Delivery) -> Result<Event> {
    let (kind, data) = match &delivery.news {
        News::Created { message } => ("message.created".to_owned(), to_value(message)?),
        News::Updated { message } => ("message.updated".to_owned(), to_value(message)?),
        News::Deleted { message, by, .. } => {
            let data = json!({ "messageId": message.id, "deletedBy": by });
            ("message.deleted".to_owned(), data)
        }
        News::Happened { event, data, .. } => (event.as_str().to_owned(), data.clone()),
        News::Other { kind, data, .. } => (kind.clone(), data.clone()),
    };
    Ok(Event {
        kind,
        chat_id: Some(delivery.chat_id.clone()),
        seq: Some(delivery.seq),
        ts: delivery.at,
        data,
    })
}

/// What a poll's event says beyond its counts to who voted.
fn own_data(change: &StoredChange, data: &Value, votes: Option<&BTreeSet<String>>) -> Option<Own> {
    let (Change::PollUpdated { .. }, Some(votes)) = (&change.change, votes) else {
        return None;
    };
    let mut data = data.clone();
    data["votes"] = json!(votes);
    Some(Own {
        user_id: change.actor_id.clone(),
        data,
    })
}

/// The event of a new message, as `sync` brings it: with what happened to it since.
///
/// # Errors
/// Never: messages have a JSON form.
pub(crate) fn created_event(message: &Message) -> Result<Event> {
    Ok(Event {
        kind: "message.created".to_owned(),
        chat_id: Some(message.chat_id.clone()),
        seq: Some(message.seq),
        ts: message.created_at,
        data: to_value(message)?,
    })
}

/// The event of a change, as `sync` brings it.
///
/// # Errors
/// When the message is needed and not given. `votes` is what the reader has chosen, if they did it.
pub(crate) fn change_event(
    change: &StoredChange,
    message: Option<&Message>,
    votes: Option<&BTreeSet<String>>,
) -> Result<Event> {
    let (kind, data) = describe(change, message)?;
    let data = own_data(change, &data, votes).map_or(data, |own| own.data);
    Ok(Event {
        kind,
        chat_id: Some(change.slot.chat_id.clone()),
        seq: Some(change.slot.seq),
        ts: change.slot.created_at,
        data,
    })
}

/// Type and data of a change's event.
fn describe(change: &StoredChange, message: Option<&Message>) -> Result<(String, Value)> {
    let (id, by) = (&change.message_id, &change.actor_id);
    let (kind, data) = match &change.change {
        Change::Edited => {
            let message = message.ok_or_else(|| Error::internal("an edit without its message"))?;
            ("message.updated", to_value(message)?)
        }
        Change::Deleted { .. } => (
            "message.deleted",
            json!({ "messageId": id, "deletedBy": by }),
        ),
        Change::Pinned => ("message.pinned", json!({ "messageId": id, "by": by })),
        Change::Unpinned => ("message.unpinned", json!({ "messageId": id, "by": by })),
        Change::ReactionAdded { emoji, count } => (
            "reaction.added",
            json!({ "messageId": id, "emoji": emoji, "userId": by, "count": count }),
        ),
        Change::ReactionRemoved { emoji, count } => (
            "reaction.removed",
            json!({ "messageId": id, "emoji": emoji, "userId": by, "count": count }),
        ),
        Change::PollUpdated { counts, closed } => {
            let options = counts.iter();
            let options: Vec<Value> = options
                .map(|(id, count)| json!({ "id": id, "count": count }))
                .collect();
            let data = json!({ "messageId": id, "options": options, "closed": closed });
            ("poll.updated", data)
        }
    };
    Ok((kind.to_owned(), data))
}

fn to_value(message: &Message) -> Result<Value> {
    serde_json::to_value(message).map_err(Error::internal)
}
