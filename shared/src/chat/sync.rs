use std::collections::BTreeMap;

use futures::future::try_join_all;
use serde_json::Value;

use crate::account::Identity;
use crate::app::App;
use crate::chat::sync_token::SyncToken;
use crate::chat::view;
use crate::error::{Error, Result};
use crate::id::ChatId;
use crate::message::created_event;
use crate::rules::limits::LIMITS;
use crate::table::entry::{self, Entry, Range};
use crate::table::member::{self, Membership};
use crate::table::profile::{self, Profile};
use crate::time::Time;
use crate::wire::{SyncChat, SyncReply, SyncRequest};

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
    let known = match (&request.since, &request.chats) {
        (Some(since), _) => Some(SyncToken::decode(since)?),
        (None, Some(positions)) => Some(SyncToken::new(positions.clone())),
        (None, None) => None,
    };
    let user = &identity.user_id;
    let mut ids = member::chats_of(app, user).await?;
    if let (None, Some(asked)) = (&request.since, &request.chats) {
        ids.retain(|chat| asked.contains_key(chat));
    }
    let found = member::memberships(app, user, &ids).await?;

    let oldest = Time::now().seconds() - i64::from(LIMITS.sync_token_seconds);
    match known {
        Some(token) if token.issued_at < oldest => start(&found, true),
        Some(token) => catch_up(app, identity, token.positions, &found).await,
        None => start(&found, false),
    }
}

/// A token for everything as it stands.
fn start(found: &[Membership], reset: bool) -> Result<SyncReply> {
    let positions = found
        .iter()
        .filter(|(_, member)| member.is_active())
        .map(|(head, _)| (head.chat_id.clone(), head.last_seq))
        .collect();
    Ok(SyncReply {
        chats: Vec::new(),
        private: Vec::new(),
        next_token: SyncToken::new(positions).encode()?,
        has_more: false,
        reset,
        reset_chats: None,
    })
}

/// One chat with news: where the client stands, and what follows.
struct News<'a> {
    membership: &'a Membership,
    is_new: bool,
    entries: Vec<Entry>,
    more: bool,
}

impl<'a> News<'a> {
    async fn read(app: &App, membership: &'a Membership, is_new: bool, after: u64) -> Result<Self> {
        let chat = &membership.0.chat_id;
        let (entries, more) = entry::read(app, chat, Range::After(after), LIMITS.page_max).await?;
        Ok(Self {
            membership,
            is_new,
            entries,
            more,
        })
    }
}

async fn catch_up(
    app: &App,
    identity: &Identity,
    mut positions: BTreeMap<ChatId, u64>,
    found: &[Membership],
) -> Result<SyncReply> {
    let active: Vec<&Membership> = found
        .iter()
        .filter(|(_, member)| member.is_active())
        .collect();
    let left: Vec<&Membership> = found
        .iter()
        .filter(|(head, member)| !member.is_active() && positions.contains_key(&head.chat_id))
        .collect();
    let mut stale: Vec<(&Membership, bool, u64)> = active
        .into_iter()
        .filter_map(|membership| {
            let (head, member) = membership;
            let known = positions.get(&head.chat_id).copied();
            let news = known.is_none_or(|seq| seq < head.last_seq);
            news.then(|| {
                (
                    membership,
                    known.is_none(),
                    known.unwrap_or(member.joined_seq),
                )
            })
        })
        .collect();
    stale.sort_by_key(|((head, _), _, _)| head.preview.as_ref().map(|last| last.created_at));
    let mut has_more = stale.len() > CHATS_PER_REPLY;
    stale.truncate(CHATS_PER_REPLY);

    let reads: Vec<_> = stale
        .into_iter()
        .map(|(membership, is_new, seq)| News::read(app, membership, is_new, seq))
        .collect();
    let news = try_join_all(reads).await?;

    let mut reply = Builder::new(app, identity, &news).await?;
    for one in &news {
        let last = reply.add(one, &mut positions)?;
        has_more |= one.more || !last;
        if !last {
            break;
        }
    }
    let mut chats = reply.chats;
    for (head, member) in left {
        positions.remove(&head.chat_id);
        chats.push(departed(head, member));
    }
    Ok(SyncReply {
        chats,
        private: Vec::new(),
        next_token: SyncToken::new(positions).encode()?,
        has_more,
        reset: false,
        reset_chats: None,
    })
}

fn departed(head: &crate::table::head::Head, member: &member::Member) -> SyncChat {
    SyncChat {
        chat_id: head.chat_id.clone(),
        chat: None,
        membership: member.state,
        first_seq: 1,
        last_seq: member.read_seq,
        read_seq: member.read_seq,
        delivered_seq: member.delivered_seq.max(member.read_seq),
        unread_count: 0,
        events: Vec::new(),
    }
}

/// Fills a reply up to its size.
struct Builder {
    chats: Vec<SyncChat>,
    profiles: std::collections::HashMap<crate::id::UserId, Profile>,
    room: usize,
}

impl Builder {
    async fn new(app: &App, identity: &Identity, news: &[News<'_>]) -> Result<Self> {
        let mut people = Vec::new();
        for one in news {
            let (head, _) = one.membership;
            people.extend(one.entries.iter().map(|entry| entry.sender_id.clone()));
            people.extend(head.preview.as_ref().map(|last| last.sender_id.clone()));
            people.extend(head.peer_of(&identity.user_id).cloned());
        }
        let profiles = profile::get_many(app, people).await?;
        Ok(Self {
            chats: Vec::new(),
            profiles,
            room: LIMITS.reply_bytes,
        })
    }

    /// Adds a chat's news and moves its position; false when they did not all fit.
    fn add(&mut self, news: &News<'_>, positions: &mut BTreeMap<ChatId, u64>) -> Result<bool> {
        let (head, member) = news.membership;
        let mut position = positions
            .get(&head.chat_id)
            .copied()
            .unwrap_or(member.joined_seq);
        let mut events = Vec::new();
        let mut complete = true;
        for entry in &news.entries {
            let event = self.event(entry)?;
            let size = event.to_string().len();
            if size > self.room && !(events.is_empty() && self.chats.is_empty()) {
                complete = false;
                break;
            }
            self.room = self.room.saturating_sub(size);
            position = entry.seq;
            events.push(event);
        }
        positions.insert(head.chat_id.clone(), position);
        self.chats.push(SyncChat {
            chat_id: head.chat_id.clone(),
            chat: news.is_new.then(|| view::one(head, member, &self.profiles)),
            membership: member.state,
            first_seq: 1,
            last_seq: head.last_seq.max(position),
            read_seq: member.read_seq,
            delivered_seq: member.delivered_seq.max(member.read_seq),
            unread_count: member.unread(head),
            events,
        });
        Ok(complete)
    }

    fn event(&self, entry: &Entry) -> Result<Value> {
        let sender = self.profiles.get(&entry.sender_id).map(Profile::to_sender);
        let event = created_event(&entry.clone().into_message(sender))?;
        serde_json::to_value(event).map_err(Error::internal)
    }
}
