//! Messages as one member of their chat sees them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::app::App;
use crate::error::Result;
use crate::id::{ChatId, UserId};
use crate::message::ticks;
use crate::table::member::Membership;
use crate::table::profile::{self, Profile};
use crate::table::reactor::{self, Reactor};
use crate::table::state::{self, State};
use crate::table::{StoredMessage, hidden, side};
use crate::time::Time;
use crate::wire::{Message, Reactions};

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
    let (head, me) = membership;
    let authors = stored.iter().map(|message| message.sender_id.clone());
    let authors = profile::get_many(app, authors.collect());
    let has_own = stored.iter().any(|one| one.sender_id == me.user_id);
    let (beside, authors, others) = tokio::try_join!(
        Beside::read(app, &head.chat_id, &me.user_id, &stored),
        authors,
        ticks::others(app, membership, has_own)
    )?;
    let now = Time::now();
    let mut messages = Vec::with_capacity(stored.len());
    for one in &stored {
        let Some(mut message) = beside.show(one, &authors, now)? else {
            continue;
        };
        if message.sender_id == me.user_id {
            message.status = Some(ticks::status(me, &others, message.seq));
        }
        messages.push(message);
    }
    Ok(messages)
}

/// What lies beside some messages of a chat, for one reader.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    states: BTreeMap<u64, State>,
    own: BTreeMap<u64, Reactor>,
    hidden: BTreeSet<u64>,
}

impl Beside {
    /// Reads it, strongly consistent: whoever saw an entry finds its effect here.
    ///
    /// # Errors
    /// When DynamoDB refuses.
    pub(crate) async fn read(
        app: &App,
        chat: &ChatId,
        reader: &UserId,
        stored: &[StoredMessage],
    ) -> Result<Self> {
        let seqs: BTreeSet<u64> = stored.iter().map(|message| message.slot.seq).collect();
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
        let touched = seqs.into_iter().filter(|seq| {
            let state = states.get(seq);
            state.is_some_and(|state| !(state.reactions.is_empty() && state.votes.is_empty()))
        });
        let places: HashMap<side::Place, u64> = touched
            .map(|seq| (reactor::place(chat, seq, reader), seq))
            .collect();
        let keys: Vec<side::Place> = places.keys().cloned().collect();
        let own: HashMap<side::Place, Reactor> = side::get_many(app, &keys).await?;
        let own = own.into_iter();
        Ok(Self {
            own: own
                .filter_map(|(place, own)| Some((*places.get(&place)?, own)))
                .collect(),
            states,
            hidden,
        })
    }

    /// The message as the reader sees it, but for its ticks; none when they have hidden it.
    ///
    /// # Errors
    /// Never for what was stored here.
    pub(crate) fn show(
        &self,
        stored: &StoredMessage,
        authors: &HashMap<UserId, Profile>,
        now: Time,
    ) -> Result<Option<Message>> {
        let seq = stored.slot.seq;
        if self.hidden.contains(&seq) {
            return Ok(None);
        }
        let sender = authors.get(&stored.sender_id).map(Profile::to_sender);
        let mut message = stored.to_message(self.states.get(&seq), sender, now)?;
        let nothing = BTreeSet::new();
        let own = self.own.get(&seq);
        mark_own(
            &mut message.reactions,
            own.map_or(&nothing, |own| &own.emojis),
        );
        if let Some(poll) = &mut message.poll {
            let votes = own.map(|own| own.votes.iter().cloned().collect());
            poll.votes = Some(votes.unwrap_or_default());
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
