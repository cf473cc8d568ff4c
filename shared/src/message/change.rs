use serde::Serialize;

use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ChatId, ConnectionId, MessageId, UserId};
use crate::log::contend::{Attempt, PATIENCE, contend, put_entry};
use crate::log::news::{announce, of_change};
use crate::log::tip::Tip;
use crate::table::change::{Change, StoredChange};
use crate::table::entry::Slot;
use crate::table::pins::{self, Pins};
use crate::table::reactor::{self, Reactor};
use crate::table::side::{self, Place, put_if_unchanged};
use crate::table::state::{self, State};
use crate::table::{StoredMessage, Transaction, entry, gone, version};
use crate::time::Time;
use crate::wire::MessageType;

/// Who wants to change which message.
#[derive(Clone, Copy, Debug)]
pub(super) struct Act<'a> {
    pub(super) chat: &'a ChatId,
    pub(super) actor: &'a UserId,
    pub(super) message: &'a MessageId,
    /// The connection that asks, which has its acknowledgement.
    pub(super) origin: Option<&'a ConnectionId>,
}

/// A message with everything that a change can touch. What a decision alters here is written.
#[derive(Clone, Debug)]
pub(super) struct Scene {
    pub(super) message: StoredMessage,
    pub(super) state: State,
    pub(super) own: Reactor,
    pub(super) pins: Pins,
    /// The place that the change will have.
    pub(super) slot: Slot,
    pub(super) now: Time,
}

/// What to do.
#[derive(Debug)]
pub(super) enum Verdict {
    /// Everything is as it is asked for: no entry.
    Nothing,
    /// Write an entry, and whatever was altered in the scene.
    Write(Change),
}

/// What became of it.
#[derive(Debug)]
pub(super) struct Changed {
    /// How everything stands now.
    pub(super) scene: Scene,
    /// The entry that was written; none when there was nothing to change.
    pub(super) entry: Option<u64>,
    /// The chat and the actor's membership.
    pub(super) tip: Tip,
}

/// Changes a message: reads it with the end of the log, lets `decide` alter it, and writes the
/// entry with all that was altered in one transaction, if nobody was quicker; else anew. Then has
/// the change pushed.
pub(super) async fn change(
    app: &App,
    act: Act<'_>,
    decide: impl Fn(&Tip, &mut Scene) -> Result<Verdict>,
) -> Result<Changed> {
    let decide = &decide;
    contend(PATIENCE, || try_once(app, act, decide)).await
}

async fn try_once(
    app: &App,
    act: Act<'_>,
    decide: &impl Fn(&Tip, &mut Scene) -> Result<Verdict>,
) -> Result<Attempt<Changed>> {
    let (tip, seen) = read(app, act).await?;
    let mut scene = seen.clone();
    let change = match decide(&tip, &mut scene)? {
        Verdict::Nothing => {
            let entry = None;
            return Ok(Attempt::Done(Changed { scene, entry, tip }));
        }
        Verdict::Write(change) => change,
    };
    let entry = StoredChange {
        slot: scene.slot.clone(),
        change,
        message_id: scene.message.id.clone(),
        message_seq: scene.message.slot.seq,
        actor_id: act.actor.clone(),
        expires_at: scene.message.expires_at,
    };
    if !write(app, act, &entry, &seen, &mut scene).await? {
        let last_seq = tip.end.last_seq;
        return Ok(Attempt::Lost { last_seq });
    }
    let message = scene
        .message
        .to_message(Some(&scene.state), None, scene.now)?;
    let votes = Some(&scene.own.votes);
    announce(app, of_change(&entry, Some(message), votes)?, act.origin).await;
    let entry = Some(entry.slot.seq);
    Ok(Attempt::Done(Changed { scene, entry, tip }))
}

/// The end of the log first, then the rest side by side, all strongly consistent: whatever changes
/// after the first read takes the next slot, and so ours is lost. What is read here is the message
/// as it is before the next entry.
async fn read(app: &App, act: Act<'_>) -> Result<(Tip, Scene)> {
    let seq = act
        .message
        .seq()
        .ok_or_else(|| Error::not_found("message"))?;
    let places = [
        state::place(act.chat, seq),
        reactor::place(act.chat, seq, act.actor),
        pins::place(act.chat),
    ];
    let [state, own, pins] = &places;
    let tip = Tip::read(app, act.chat, act.actor).await?;
    let (message, state, own, pins) = tokio::try_join!(
        entry::message_at(app, act.chat, seq),
        side::get::<State>(app, state),
        side::get::<Reactor>(app, own),
        side::get::<Pins>(app, pins),
    )?;
    let now = Time::now();
    let message = message.filter(|message| message.id == *act.message && !message.is_expired(now));
    let message = message.filter(|message| message.slot.seq > tip.member.floor(&tip.end.head));
    let message = message.ok_or_else(|| Error::not_found("message"))?;
    if message.kind == MessageType::System {
        let detail = "what happened to the chat stays as it is";
        return Err(Error::field("messageId", "invalid", detail));
    }
    let scene = Scene {
        message,
        state: state.unwrap_or_default(),
        own: own.unwrap_or_else(|| Reactor::new(act.actor)),
        pins: pins.unwrap_or_default(),
        slot: tip.end.next(now, false),
        now,
    };
    Ok((tip, scene))
}

/// Writes the entry and what was altered; false when somebody was quicker.
async fn write(
    app: &App,
    act: Act<'_>,
    entry: &StoredChange,
    seen: &Scene,
    scene: &mut Scene,
) -> Result<bool> {
    let table = app.config.messages_table()?;
    let (chat, seq, at) = (act.chat, entry.message_seq, entry.slot.seq);
    let expires = scene.message.expires_at;
    let mut transaction = Transaction::default().put_if(put_entry(app, entry.to_item()?)?);
    if scene.message.updated_seq != seen.message.updated_seq {
        let put = put_if_unchanged(
            table,
            scene.message.to_item()?,
            Some(seen.message.updated_seq),
        )?;
        transaction = transaction.put_if(put);
    }
    if scene.state != seen.state {
        (scene.state.updated_seq, scene.state.expires_at) = (at, expires);
        scene.state.updated_at = scene.now.millis();
        let place = state::place(chat, seq);
        transaction = put(
            table,
            transaction,
            &place,
            &scene.state,
            seen.state.updated_seq,
        )?;
    }
    if scene.own != seen.own {
        (scene.own.updated_seq, scene.own.expires_at) = (at, expires);
        let place = reactor::place(chat, seq, act.actor);
        transaction = put(table, transaction, &place, &scene.own, seen.own.updated_seq)?;
    }
    if scene.pins != seen.pins {
        scene.pins.updated_seq = at;
        let place = pins::place(chat);
        transaction = put(
            table,
            transaction,
            &place,
            &scene.pins,
            seen.pins.updated_seq,
        )?;
    }
    match entry.change {
        Change::Edited => {
            let (place, former) = version::StoredVersion::of(&seen.message)?;
            transaction = transaction.put(table, place.item(&former)?)?;
        }
        Change::Deleted { message_ordinal } => {
            let place = gone::place(chat, message_ordinal);
            transaction = transaction.put(
                table,
                place.item(&gone::Gone {
                    expires_at: expires,
                })?,
            )?;
        }
        _ => {}
    }
    match transaction.commit(app).await? {
        Ok(()) => Ok(true),
        Err(cancelled) if cancelled.failed() || cancelled.is_passing() => Ok(false),
        Err(cancelled) => Err(cancelled.into_error()),
    }
}

/// Puts a record beside the log if it stands as it was read; entry 0 means that there was none.
fn put<T: Serialize>(
    table: &str,
    transaction: Transaction,
    place: &Place,
    value: &T,
    seen: u64,
) -> Result<Transaction> {
    let seen = (seen > 0).then_some(seen);
    Ok(transaction.put_if(place.put_if_unchanged(table, value, seen)?))
}

impl Scene {
    /// Refuses a message that is gone.
    pub(super) fn require_live(&self) -> Result<()> {
        if self.message.is_live(self.now) {
            Ok(())
        } else {
            Err(Error::not_found("message"))
        }
    }
}
