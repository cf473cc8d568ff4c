use std::collections::{BTreeMap, HashMap};

use futures::future::try_join_all;

use crate::account::Identity;
use crate::app::App;
use crate::chat::news::News;
use crate::chat::sync_token::SyncToken;
use crate::chat::unread::unread;
use crate::chat::view;
use crate::error::{Error, Result};
use crate::id::{ChatId, UserId};
use crate::rules::limits::LIMITS;
use crate::table::head::Head;
use crate::table::member::{self, Member, Membership};
use crate::table::private::{self, Private};
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
        .filter(|(_, member)| member.is_active())
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
    let (active, gone): (Vec<&Membership>, Vec<&Membership>) =
        found.iter().partition(|(_, member)| member.is_active());
    let mut stale: Vec<&Membership> = active
        .into_iter()
        .filter(|(head, _)| {
            let known = positions.get(&head.chat_id);
            known.is_none_or(|seq| *seq < head.last_seq)
        })
        .collect();
    stale.sort_by_key(|(head, _)| head.preview.as_ref().map(|last| last.created_at));
    let mut has_more = stale.len() > CHATS_PER_REPLY || private.more;
    stale.truncate(CHATS_PER_REPLY);
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
            chats.push(departed(head, member));
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

fn departed(head: &Head, member: &Member) -> SyncChat {
    SyncChat {
        chat_id: head.chat_id.clone(),
        chat: None,
        membership: member.state,
        first_seq: head.first_seq.max(1),
        last_seq: member.read_seq,
        read_seq: member.read_seq,
        delivered_seq: member.received_seq(),
        unread_count: 0,
        events: Vec::new(),
    }
}

/// Fills a reply up to its size.
struct Builder {
    chats: Vec<SyncChat>,
    profiles: HashMap<UserId, Profile>,
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
        let profiles = profile::get_many(app, people).await?;
        Ok(Self {
            chats: Vec::new(),
            profiles,
            room: LIMITS.reply_bytes.saturating_sub(around),
        })
    }

    /// Adds a chat's news and moves its position; false when they did not all fit.
    fn add(&mut self, stale: &Stale<'_>, positions: &mut BTreeMap<ChatId, u64>) -> Result<bool> {
        let (head, member) = stale.membership;
        let known = positions.get(&head.chat_id).copied();
        let mut position = known.unwrap_or(member.joined_seq);
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
        let chat = stale
            .is_new
            .then(|| view::one(head, member, stale.unread, &self.profiles));
        let size = chat.as_ref().map_or(0, |chat| {
            serde_json::to_vec(chat).map_or(0, |bytes| bytes.len())
        });
        self.room = self.room.saturating_sub(size);
        self.chats.push(SyncChat {
            chat_id: head.chat_id.clone(),
            chat,
            membership: member.state,
            first_seq: head.first_seq.max(1),
            last_seq: head.last_seq.max(position),
            read_seq: member.read_seq,
            delivered_seq: member.received_seq(),
            unread_count: stale.unread,
            events,
        });
        Ok(complete)
    }
}
