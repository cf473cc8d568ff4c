use std::collections::{BTreeMap, HashMap};

use futures::future::try_join_all;
use serde_json::json;

use crate::account::Identity;
use crate::app::App;
use crate::chat::news::News;
use crate::chat::sync_token::SyncToken;
use crate::chat::unread::unread;
use crate::chat::view;
use crate::error::{Error, Result};
use crate::id::{ChatId, UserId};
use crate::rules::limits::LIMITS;
use crate::table::about::{self, About};
use crate::table::head::Head;
use crate::table::member::{self, Member, Membership};
use crate::table::private::{self, Private};
use crate::table::profile::{self, Profile};
use crate::time::Time;
use crate::wire::{Event, Happening, MemberState, SyncChat, SyncReply, SyncRequest};

/// How many chats with news one reply looks into.
const CHATS_PER_REPLY: usize = 20;

/// Every change since the token, in the order of each chat's log; the next token covers exactly
/// what is delivered. With positions instead of a token: of those chats alone. With neither: a
/// token to start from.
///
/// The heads tell which chats have news. A head follows its log by the time of a fan-out, which is
/// why a client asks once more after five seconds; whatever is pushed later reaches its socket.
///
/// # Errors
/// `validation_failed` for a token that is not ours.
pub async fn sync(app: &App, identity: &Identity, request: &SyncRequest) -> Result<SyncReply> {
    let began = Time::now().seconds();
    let known = match (&request.since, &request.chats) {
        (Some(since), _) => Some(SyncToken::decode(since)?),
        (None, Some(positions)) => Some(SyncToken::new(began, positions.clone())),
        (None, None) => None,
    };
    let user = &identity.user_id;
    let private = async {
        match &known {
            Some(token) => private::since(app, user, token.private).await,
            None => Ok(Private::nothing(began)),
        }
    };
    let (mut ids, private) = tokio::try_join!(member::chats_of(app, user), private)?;
    if let (None, Some(asked)) = (&request.since, &request.chats) {
        ids.retain(|chat| asked.contains_key(chat));
    }
    let found = member::memberships(app, user, &ids).await?;

    let oldest = began - i64::from(LIMITS.sync_token_seconds);
    match known {
        Some(token) if token.issued_at < oldest => start(began, &found, true),
        Some(token) => catch_up(app, user, token.positions, &found, private).await,
        None => start(began, &found, false),
    }
}

/// A token for everything as it stands.
fn start(began: i64, found: &[Membership], reset: bool) -> Result<SyncReply> {
    let positions = found
        .iter()
        .filter(|membership| member::is_present(membership))
        .map(|(head, _)| (head.chat_id.clone(), head.last_seq))
        .collect();
    Ok(SyncReply {
        chats: Vec::new(),
        private: Vec::new(),
        next_token: SyncToken::new(began, positions).encode()?,
        has_more: false,
        reset,
        reset_chats: None,
    })
}

/// One chat with news, and where the client stands.
struct Stale<'a> {
    membership: &'a Membership,
    is_new: bool,
    news: News,
    unread: u64,
}

async fn catch_up(
    app: &App,
    user: &UserId,
    mut positions: BTreeMap<ChatId, u64>,
    found: &[Membership],
    private: Private,
) -> Result<SyncReply> {
    let (active, mut gone): (Vec<&Membership>, Vec<&Membership>) =
        found.iter().partition(|one| member::is_present(one));
    let mut stale: Vec<&Membership> = active
        .into_iter()
        .filter(|(head, _)| {
            let known = positions.get(&head.chat_id);
            known.is_none_or(|seq| *seq < head.last_seq)
        })
        .collect();
    stale.sort_by_key(|(head, _)| activity(head));
    let mut has_more = stale.len() > CHATS_PER_REPLY || private.more;
    stale.truncate(CHATS_PER_REPLY);
    // The first look may be an old one, but the logs are read as they are.
    let ids: Vec<ChatId> = stale.iter().map(|(head, _)| head.chat_id.clone()).collect();
    let now = member::memberships_now(app, user, &ids).await?;
    let (mut stale, left): (Vec<&Membership>, Vec<&Membership>) =
        now.iter().partition(|one| member::is_present(one));
    gone.extend(left);
    stale.sort_by_key(|(head, _)| activity(head));
    let stale = stale
        .into_iter()
        .map(|membership| look(app, &positions, membership));
    let stale: Vec<Stale<'_>> = try_join_all(stale).await?;

    // What the reply holds beside events takes room as well.
    let token = SyncToken::after(private.next, positions.clone()).encode()?;
    let around = private.bytes + token.len();
    let mut reply = Builder::new(app, user, &stale, around).await?;
    for one in &stale {
        let complete = reply.add(one, &mut positions)?;
        has_more |= one.news.more || !complete;
        if !complete {
            break;
        }
    }
    let mut chats = reply.chats;
    for (head, member) in gone {
        if positions.remove(&head.chat_id).is_some() {
            chats.push(departed(head, member)?);
        }
    }
    let events = private.events.iter();
    let events = events.map(|event| serde_json::to_value(event).map_err(Error::internal));
    Ok(SyncReply {
        chats,
        private: events.collect::<Result<_>>()?,
        next_token: SyncToken::after(private.next, positions).encode()?,
        has_more,
        reset: false,
        reset_chats: None,
    })
}

fn activity(head: &Head) -> Option<Time> {
    head.preview.as_ref().map(|last| last.created_at)
}

async fn look<'a>(
    app: &App,
    positions: &BTreeMap<ChatId, u64>,
    membership: &'a Membership,
) -> Result<Stale<'a>> {
    let (head, member) = membership;
    let known = positions.get(&head.chat_id).copied();
    let after = known.unwrap_or(member.joined_seq);
    let news = News::read(app, membership, after);
    let (news, unread) = tokio::try_join!(news, unread(app, membership))?;
    Ok(Stale {
        membership,
        is_new: known.is_none(),
        news,
        unread,
    })
}

/// A chat that the client holds and its user is not in any more, or that is deleted.
fn departed(head: &Head, member: &Member) -> Result<SyncChat> {
    let mut events = Vec::new();
    let mut membership = member.state;
    if let Some(at) = head.deleted_at.filter(|_| member.is_active()) {
        membership = MemberState::Removed;
        let event = Event {
            kind: Happening::ChatDeleted.as_str().to_owned(),
            chat_id: Some(head.chat_id.clone()),
            seq: Some(head.acl_seq),
            ts: at,
            data: json!({}),
        };
        events.push(serde_json::to_value(event).map_err(Error::internal)?);
    }
    Ok(SyncChat {
        chat_id: head.chat_id.clone(),
        chat: None,
        membership,
        first_seq: head.first_seq.max(1),
        last_seq: member.read_seq,
        read_seq: member.read_seq,
        delivered_seq: member.received_seq(),
        unread_count: 0,
        events,
    })
}

/// Fills a reply up to its size.
struct Builder {
    chats: Vec<SyncChat>,
    profiles: HashMap<UserId, Profile>,
    /// What the chats say of themselves that are new to the client.
    abouts: HashMap<ChatId, About>,
    room: usize,
}

impl Builder {
    async fn new(app: &App, user: &UserId, stale: &[Stale<'_>], around: usize) -> Result<Self> {
        let mut people = Vec::new();
        for one in stale {
            let (head, _) = one.membership;
            people.extend(one.news.authors());
            people.extend(head.preview.as_ref().map(|last| last.sender_id.clone()));
            people.extend(head.peer_of(user).cloned());
        }
        let new = stale.iter().filter(|one| one.is_new);
        let new = new.map(|one| &one.membership.0);
        let (profiles, abouts) =
            tokio::try_join!(profile::get_many(app, people), about::of_many(app, new))?;
        Ok(Self {
            chats: Vec::new(),
            profiles,
            abouts,
            room: LIMITS.reply_bytes.saturating_sub(around),
        })
    }

    /// Adds a chat's news and moves its position; false when they did not all fit.
    fn add(&mut self, stale: &Stale<'_>, positions: &mut BTreeMap<ChatId, u64>) -> Result<bool> {
        let (head, member) = stale.membership;
        let known = positions.get(&head.chat_id).copied();
        let mut position = known.unwrap_or(member.joined_seq);
        let chat = stale.is_new.then(|| {
            let about = self.abouts.get(&head.chat_id).cloned().unwrap_or_default();
            view::one((head, &about), member, stale.unread, &self.profiles)
        });
        let size = chat.as_ref().map_or(0, |chat| {
            serde_json::to_vec(chat).map_or(0, |bytes| bytes.len())
        });
        if size > self.room && !self.chats.is_empty() {
            return Ok(false);
        }
        self.room = self.room.saturating_sub(size);
        let mut events = Vec::new();
        let mut complete = true;
        for step in stale.news.events(&self.profiles) {
            let (seq, event) = step?;
            let size = event.to_string().len();
            if size > self.room && !(events.is_empty() && self.chats.is_empty()) {
                complete = false;
                break;
            }
            self.room = self.room.saturating_sub(size);
            position = seq;
            events.push(event);
        }
        positions.insert(head.chat_id.clone(), position);
        self.chats.push(SyncChat {
            chat_id: head.chat_id.clone(),
            chat,
            membership: member.state,
            first_seq: head.first_seq.max(1).max(member.floor(head) + 1),
            last_seq: head.last_seq.max(position),
            read_seq: member.read_seq,
            delivered_seq: member.received_seq(),
            unread_count: stale.unread,
            events,
        });
        Ok(complete)
    }
}
