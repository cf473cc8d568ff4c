//! Messages as one member of their chat sees them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::app::App;
use crate::error::Result;
use crate::id::{ChatId, UserId};
use crate::message::ticks;
use crate::table::member::Membership;
use crate::table::profile::{self, Profile};
use crate::table::reactor::{self, Reactor};
use crate::table::side::{self, Place};
use crate::table::state::{self, State};
use crate::table::{StoredMessage, hidden, snapshot};
use crate::time::Time;
use crate::wire::{Content, Message, Reactions};

/// What happened so lately may have happened between two reads. Much longer than they take, and than
/// clocks differ.
const LATELY_MILLIS: i64 = 10_000;
/// Places that lie this close together are read in one stretch.
const CLOSE: u64 = 200;

/// The messages of one chat as a member sees them, in the given order, without those that are
/// hidden from them. Two rounds of reads, a third for what they did themselves when somebody
/// reacted or may vote.
pub(super) async fn present(
    app: &App,
    membership: &Membership,
    stored: Vec<StoredMessage>,
) -> Result<Vec<Message>> {
    show(app, membership, stored, false).await
}

/// One message as a member sees it, also when they have hidden it from themselves: who has just
/// changed it is told. None when it has disappeared.
pub(super) async fn present_changed(
    app: &App,
    membership: &Membership,
    stored: StoredMessage,
) -> Result<Option<Message>> {
    let mut messages = show(app, membership, vec![stored], true).await?;
    Ok(messages.pop())
}

async fn show(
    app: &App,
    membership: &Membership,
    mut stored: Vec<StoredMessage>,
    even_hidden: bool,
) -> Result<Vec<Message>> {
    let (head, me) = membership;
    let floor = me.floor(head);
    stored.retain(|message| message.slot.seq > floor);
    let authors = stored.iter().map(|message| message.sender_id.clone());
    let authors = profile::get_many(app, authors.collect());
    let has_own = stored.iter().any(|one| one.sender_id == me.user_id);
    let order: Vec<u64> = stored.iter().map(|message| message.slot.seq).collect();
    let (mut beside, authors, others) = tokio::try_join!(
        Beside::read(app, &head.chat_id, &me.user_id, stored),
        authors,
        ticks::others(app, membership, has_own)
    )?;
    if even_hidden {
        beside.hidden.clear();
    }
    let now = Time::now();
    let mut messages = Vec::with_capacity(order.len());
    for seq in order {
        let Some(mut message) = beside.show(seq, &authors, now)? else {
            continue;
        };
        if message.sender_id == me.user_id {
            message.status = Some(ticks::status(me, &others, message.seq));
        }
        messages.push(message);
    }
    Ok(messages)
}

/// Messages of a chat with what lies beside them, for one reader.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    messages: BTreeMap<u64, StoredMessage>,
    states: BTreeMap<u64, State>,
    own: BTreeMap<u64, Reactor>,
    hidden: BTreeSet<u64>,
}

impl Beside {
    /// Reads what lies beside messages that were just read, strongly consistent: whoever saw an
    /// entry finds its effect here.
    ///
    /// # Errors
    /// When DynamoDB refuses.
    pub(crate) async fn read(
        app: &App,
        chat: &ChatId,
        reader: &UserId,
        stored: Vec<StoredMessage>,
    ) -> Result<Self> {
        let stored = stored.into_iter();
        let messages: BTreeMap<u64, StoredMessage> =
            stored.map(|message| (message.slot.seq, message)).collect();
        let seqs: BTreeSet<u64> = messages.keys().copied().collect();
        let (Some(low), Some(high)) = (seqs.first().copied(), seqs.last().copied()) else {
            return Ok(Self::default());
        };
        let (states, hidden) = if high - low < CLOSE + 4 * seqs.len() as u64 {
            tokio::try_join!(
                state::between(app, chat, low, high),
                hidden::between(app, chat, reader, low, high)
            )?
        } else {
            tokio::try_join!(
                state::at(app, chat, &seqs),
                hidden::among(app, chat, reader, &seqs)
            )?
        };
        let mut beside = Self {
            messages,
            states,
            hidden,
            own: BTreeMap::new(),
        };
        beside.settle(app, chat).await?;
        beside.read_own(app, chat, reader).await?;
        Ok(beside)
    }

    /// Reads anew, message and state at one instant, where something happened so lately that it may
    /// have been between the two reads.
    async fn settle(&mut self, app: &App, chat: &ChatId) -> Result<()> {
        let lately = Time::now().millis() - LATELY_MILLIS;
        let moving = self
            .states
            .iter()
            .filter(|(_, state)| state.updated_at > lately);
        let moving: Vec<u64> = moving
            .map(|(seq, _)| *seq)
            .filter(|seq| self.messages.contains_key(seq))
            .collect();
        for (message, state) in snapshot::read(app, chat, &moving).await? {
            let seq = message.slot.seq;
            self.messages.insert(seq, message);
            self.states.extend(state.map(|state| (seq, state)));
        }
        Ok(())
    }

    /// Reads what the reader did, where somebody reacted or voted.
    async fn read_own(&mut self, app: &App, chat: &ChatId, reader: &UserId) -> Result<()> {
        let touched = self.messages.keys().filter(|seq| {
            let state = self.states.get(seq);
            state.is_some_and(|state| !(state.reactions.is_empty() && state.votes.is_empty()))
        });
        let places: HashMap<Place, u64> = touched
            .map(|seq| (reactor::place(chat, *seq, reader), *seq))
            .collect();
        let keys: Vec<Place> = places.keys().cloned().collect();
        let own: HashMap<Place, Reactor> = side::get_many(app, &keys).await?;
        let own = own.into_iter();
        self.own = own
            .filter_map(|(place, own)| Some((*places.get(&place)?, own)))
            .collect();
        Ok(())
    }

    /// Who wrote the messages.
    pub(crate) fn authors(&self) -> impl Iterator<Item = UserId> {
        self.messages
            .values()
            .map(|message| message.sender_id.clone())
    }

    /// What the reader has chosen in a poll.
    pub(crate) fn votes(&self, seq: u64) -> BTreeSet<String> {
        let own = self.own.get(&seq);
        own.map(|own| own.votes.clone()).unwrap_or_default()
    }

    /// What is told of a message that the reader has hidden: that it is there, and which message it
    /// answers; none when they have not.
    ///
    /// # Errors
    /// Never for what was stored here.
    pub(crate) fn show_hidden(&self, seq: u64, now: Time) -> Result<Option<Message>> {
        let stored = self.messages.get(&seq);
        let stored = stored.filter(|one| self.hidden.contains(&seq) && !one.is_expired(now));
        let Some(mut stored) = stored.cloned() else {
            return Ok(None);
        };
        stored.set_content(Content::default())?;
        let mut message = stored.to_message(self.states.get(&seq), None, now)?;
        message.reactions.clear();
        message.hidden = Some(true);
        Ok(Some(message))
    }

    /// The message as the reader sees it, but for its ticks; none when they have hidden it, when it
    /// has disappeared, or was not asked for.
    ///
    /// # Errors
    /// Never for what was stored here.
    pub(crate) fn show(
        &self,
        seq: u64,
        authors: &HashMap<UserId, Profile>,
        now: Time,
    ) -> Result<Option<Message>> {
        let stored = self.messages.get(&seq);
        let stored = stored.filter(|one| !self.hidden.contains(&seq) && !one.is_expired(now));
        let Some(stored) = stored else {
            return Ok(None);
        };
        let sender = authors.get(&stored.sender_id).map(Profile::to_sender);
        let mut message = stored.to_message(self.states.get(&seq), sender, now)?;
        let nothing = BTreeSet::new();
        let own = self.own.get(&seq).map_or(&nothing, |own| &own.emojis);
        mark_own(&mut message.reactions, own);
        if let Some(poll) = &mut message.poll {
            poll.votes = Some(self.votes(seq).into_iter().collect());
        }
        Ok(Some(message))
    }
}

/// Marks which reactions are the reader's.
pub(super) fn mark_own(reactions: &mut Reactions, own: &BTreeSet<String>) {
    for (emoji, reaction) in reactions {
        reaction.mine = Some(own.contains(emoji));
    }
}
