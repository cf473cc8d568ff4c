//! Changes of a chat itself: who is in it, and what it is.

use std::collections::BTreeMap;

use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ChatId, InviteCode, MessageId, UserId};
use crate::log::contend::{Attempt, PATIENCE, contend, put_entry};
use crate::log::lifetime;
use crate::log::news::{announce, of_occurrence};
use crate::log::tip::End;
use crate::rules::limits::LIMITS;
use crate::rules::permission::Permissions;
use crate::table::about::{self, About};
use crate::table::entry::Slot;
use crate::table::head::Head;
use crate::table::invite::{self, StoredInvite};
use crate::table::member::{self, Member};
use crate::table::message::KEPT_SECONDS;
use crate::table::{Item, StoredMessage, Transaction};
use crate::time::Time;
use crate::wire::{Content, Happening, MessageType, Occurrence, SystemNote};

/// Who changes which chat, and what has to be known for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Act<'a> {
    pub(crate) chat: &'a ChatId,
    pub(crate) actor: &'a UserId,
    /// Whom it concerns.
    pub(crate) targets: &'a [UserId],
    /// By which invitation they come in.
    pub(crate) invite: Option<&'a InviteCode>,
}

impl<'a> Act<'a> {
    /// An act on some people; on nobody, when it is about the chat.
    pub(crate) fn on(chat: &'a ChatId, actor: &'a UserId, targets: &'a [UserId]) -> Self {
        Self {
            chat,
            actor,
            targets,
            invite: None,
        }
    }
}

/// A chat with everything that an act can touch. What a decision alters here is written.
#[derive(Clone, Debug)]
pub(crate) struct Scene {
    pub(crate) head: Head,
    pub(crate) about: About,
    /// The records of actor and targets, whatever their state; none for who never was here.
    pub(crate) members: BTreeMap<UserId, Member>,
    pub(crate) invite: Option<StoredInvite>,
    /// The place that the entry will have.
    pub(crate) slot: Slot,
    pub(crate) now: Time,
    /// What else is put, there or not.
    pub(crate) puts: Vec<Item>,
    /// Keys of what else is deleted, there or not.
    pub(crate) deletes: Vec<Item>,
    actor: UserId,
}

/// What to do.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// Everything is as it is asked for.
    Nothing,
    /// Write what was altered, without an entry: it is nobody else's business.
    Quietly,
    /// Write an entry, and what was altered.
    Write(Occurrence),
}

/// What became of it: how everything stands, and the entry when there is one.
pub(crate) type Amended = (Scene, Option<StoredMessage>);

/// Changes a chat: reads it with the end of its log, lets `decide` alter it, and writes the entry
/// with all that was altered in one transaction, if nobody was quicker; else anew. Then has the
/// change pushed.
pub(crate) async fn amend(
    app: &App,
    act: Act<'_>,
    decide: impl Fn(&mut Scene) -> Result<Verdict>,
) -> Result<Amended> {
    let decide = &decide;
    let (scene, entry) = contend(PATIENCE, || try_once(app, act, decide)).await?;
    if let Some(entry) = &entry {
        match of_occurrence(app, entry).await {
            // By REST: no connection has its acknowledgement.
            Ok(delivery) => announce(app, delivery, None).await,
            // The safety net finds it, as when the queue does not take it.
            Err(error) => error.log(""),
        }
    }
    Ok((scene, entry))
}

async fn try_once(
    app: &App,
    act: Act<'_>,
    decide: &impl Fn(&mut Scene) -> Result<Verdict>,
) -> Result<Attempt<Amended>> {
    let (last_seq, seen) = read(app, act).await?;
    let mut scene = seen.clone();
    let occurrence = match decide(&mut scene)? {
        Verdict::Nothing => return Ok(Attempt::Done((scene, None))),
        Verdict::Quietly => None,
        Verdict::Write(occurrence) => Some(occurrence),
    };
    let entry = occurrence
        .map(|occurrence| entry(app, &mut scene, &occurrence))
        .transpose()?;
    let transaction = transaction(app, &seen, &scene, entry.as_ref())?;
    match transaction.commit(app).await? {
        Ok(()) => Ok(Attempt::Done((scene, entry))),
        Err(cancelled) if cancelled.failed() || cancelled.is_passing() => {
            Ok(Attempt::Lost { last_seq })
        }
        Err(cancelled) => Err(cancelled.into_error()),
    }
}

/// The end of the log first, then the rest side by side, all strongly consistent: whatever takes an
/// entry after the first read takes our slot, and what takes none has conditions of its own.
async fn read(app: &App, act: Act<'_>) -> Result<(u64, Scene)> {
    let end = End::read(app, act.chat).await?;
    let mut people: Vec<UserId> = act.targets.to_vec();
    people.push(act.actor.clone());
    people.sort();
    people.dedup();
    let about = async {
        match end.head.has_about {
            true => about::get(app, act.chat).await,
            false => Ok(About::default()),
        }
    };
    // Before the members: who sees a use finds who came in by it.
    let invite = match act.invite {
        Some(code) => invite::get(app, code).await?,
        None => None,
    };
    let members = member::get_many(app, act.chat, &people);
    let (members, about) = tokio::try_join!(members, about)?;
    let (now, last_seq) = (Time::now(), end.last_seq);
    let members = members.into_iter();
    let scene = Scene {
        slot: end.next(now, false),
        head: end.head,
        about,
        members: members.map(|one| (one.user_id.clone(), one)).collect(),
        invite,
        now,
        puts: Vec::new(),
        deletes: Vec::new(),
        actor: act.actor.clone(),
    };
    Ok((last_seq, scene))
}

/// The entry of an occurrence, which members find among the messages.
fn entry(app: &App, scene: &mut Scene, occurrence: &Occurrence) -> Result<StoredMessage> {
    (scene.slot.acl_seq, scene.slot.acl_at) = (scene.slot.seq, Some(scene.now));
    (scene.head.acl_seq, scene.head.acl_at) = (scene.slot.seq, Some(scene.now));
    let id = MessageId::at(scene.slot.seq);
    let targets = occurrence.members.iter();
    let note = SystemNote {
        event: occurrence.event.as_str().to_owned(),
        actor_id: Some(occurrence.actor_id.clone()),
        target_ids: targets.map(|member| member.user_id.clone()).collect(),
    };
    let mut message = StoredMessage {
        client_message_id: id.as_str().to_owned(),
        id,
        sender_id: occurrence.actor_id.clone(),
        kind: MessageType::System,
        text: None,
        body: None,
        occurrence: Some(serde_json::to_string(occurrence).map_err(Error::internal)?),
        reply_to_id: None,
        updated_seq: scene.slot.seq,
        edited_at: None,
        deleted_at: None,
        hidden_at: None,
        expires_at: None,
        slot: scene.slot.clone(),
    };
    message.set_content(Content {
        system: Some(note),
        ..Content::default()
    })?;
    message.expire_after(lifetime::seconds(app, &scene.head));
    // Who was away has to learn of it, also when the note is gone.
    let kept = scene.now.seconds() + i64::from(LIMITS.sync_token_seconds) + KEPT_SECONDS;
    message.expires_at = message.expires_at.map(|at| at.max(kept));
    // The last entry of a chat goes with its head.
    message.expires_at = scene.head.expires_at.or(message.expires_at);
    Ok(message)
}

fn transaction(
    app: &App,
    seen: &Scene,
    scene: &Scene,
    entry: Option<&StoredMessage>,
) -> Result<Transaction> {
    let chats = app.config.chats_table()?;
    let mut transaction = Transaction::default();
    if let Some(entry) = entry {
        transaction = transaction.put_if(put_entry(app, entry.to_item()?)?);
        transaction = transaction.update(scene.head.amend(chats, seen.head.acl_seq)?);
    }
    for (user, member) in &scene.members {
        let before = seen.members.get(user);
        if before == Some(member) {
            continue;
        }
        transaction = match before {
            None => transaction.put_new(chats, member.to_item()?)?,
            Some(before) => transaction.update(member.amend(chats, before)?),
        };
    }
    if scene.about != seen.about {
        let chat = &scene.head.chat_id;
        transaction = if scene.about.is_empty() {
            transaction.delete_if_there(chats, about::about_key(chat))?
        } else {
            transaction.put(chats, scene.about.to_item(chat)?)?
        };
    }
    if scene.invite != seen.invite {
        transaction = use_invite(chats, transaction, seen, scene)?;
    }
    for item in &scene.puts {
        transaction = transaction.put(chats, item.clone())?;
    }
    for key in &scene.deletes {
        transaction = transaction.delete_if_there(chats, key.clone())?;
    }
    Ok(transaction)
}

/// Counts a use of an invitation, or takes it away, if nobody has used it meanwhile.
fn use_invite(
    table: &str,
    transaction: Transaction,
    seen: &Scene,
    scene: &Scene,
) -> Result<Transaction> {
    match (&seen.invite, &scene.invite) {
        (Some(before), Some(after)) => Ok(transaction.put_if(after.put_used(table, before)?)),
        (Some(before), None) => Ok(transaction.delete(before.delete(table)?)),
        (None, _) => Ok(transaction),
    }
}

impl Scene {
    /// The actor, who has to be in the chat, with what they may do.
    ///
    /// # Errors
    /// `not_found`: who is not in it cannot know of it.
    pub(crate) fn actor(&self) -> Result<(&Member, Permissions)> {
        let actor = self.members.get(&self.actor);
        let actor = actor.filter(|member| member.is_active());
        let actor = actor.ok_or_else(|| Error::not_found("chat"))?;
        Ok((actor, actor.standing(&self.head).permissions()))
    }

    /// Somebody who is in the chat.
    pub(crate) fn active(&self, user: &UserId) -> Option<&Member> {
        self.members.get(user).filter(|member| member.is_active())
    }

    /// Counts who came in and who went.
    pub(crate) fn count(&mut self, came: usize, went: usize) {
        let came = u32::try_from(came).unwrap_or(u32::MAX);
        let went = u32::try_from(went).unwrap_or(u32::MAX);
        let count = self.head.member_count.saturating_add(came);
        self.head.member_count = count.saturating_sub(went);
    }

    /// How many more people may come in.
    pub(crate) fn room(&self) -> u32 {
        let most = self.head.max_members();
        most.saturating_sub(self.head.member_count)
    }
}

impl Occurrence {
    /// What happens to members.
    pub(crate) fn of_members(
        event: Happening,
        actor: &UserId,
        members: impl IntoIterator<Item = Member>,
        reason: Option<String>,
    ) -> Self {
        let members = members.into_iter();
        Self {
            event,
            actor_id: actor.clone(),
            members: members.map(|member| member.to_wire(None)).collect(),
            reason,
            changes: None,
        }
    }
}
