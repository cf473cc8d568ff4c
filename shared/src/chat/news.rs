//! What happened in one chat after a place of its log.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Value, json};

use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ChatId, UserId};
use crate::log::news::{change_event, created_event, occurrence_event};
use crate::message::{Beside, ticks};
use crate::rules::limits::LIMITS;
use crate::table::entry::{self, Entry, Range};
use crate::table::member::{Member, Membership};
use crate::table::profile::Profile;
use crate::table::{Change, StoredChange, StoredMessage};
use crate::time::Time;
use crate::wire::{Event, Occurrence};

/// One step of a log.
#[derive(Clone, Debug)]
enum Step {
    Message(Box<StoredMessage>),
    Change(StoredChange),
    /// Gone by time.
    Expired {
        from: u64,
        to: u64,
    },
}

impl Step {
    fn seq(&self) -> u64 {
        match self {
            Self::Message(message) => message.slot.seq,
            Self::Change(change) => change.slot.seq,
            Self::Expired { to, .. } => *to,
        }
    }

    /// What happened to the chat, when it tells that.
    fn occurrence(&self) -> Option<Occurrence> {
        match self {
            Self::Message(message) => message.occurrence().ok().flatten(),
            Self::Change(_) | Self::Expired { .. } => None,
        }
    }
}

/// What follows a place of a chat's log, in its order and without a hole.
#[derive(Debug)]
pub(super) struct News {
    chat: ChatId,
    steps: Vec<Step>,
    me: Member,
    /// Up to where the reader reads nothing.
    floor: u64,
    /// The messages, and those that were edited or voted on.
    beside: Beside,
    /// The other members, as far as their cursors tell something of the reader's messages.
    others: Vec<Member>,
    /// There is more.
    pub(super) more: bool,
}

impl News {
    /// Reads it for one member: two reads side by side, one for what lies in the log and one for the
    /// changes that were moved aside, then what lies beside the messages.
    pub(super) async fn read(app: &App, membership: &Membership, after: u64) -> Result<Self> {
        let (head, me) = membership;
        let (chat, limit) = (&head.chat_id, LIMITS.page_max);
        let from = after.max(me.floor(head));
        let (log, aside) = tokio::try_join!(
            entry::read(app, chat, Range::After(from), limit),
            entry::read_aside(app, chat, from, limit)
        )?;
        let more = log.1 || aside.1;
        let mut steps = steps(head.last_seq, from, log, aside, Time::now());
        if from > after {
            // What was before they came is not theirs to read.
            let before = Step::Expired {
                from: after + 1,
                to: from,
            };
            steps.insert(0, before);
        }
        let mut stored: Vec<StoredMessage> = Vec::new();
        let mut others = BTreeSet::new();
        for step in &steps {
            match step {
                Step::Message(message) => stored.push((**message).clone()),
                Step::Change(change) if needs_message(change) => {
                    others.insert(change.message_seq);
                }
                _ => {}
            }
        }
        for message in &stored {
            others.remove(&message.slot.seq);
        }
        let others: Vec<u64> = others.into_iter().collect();
        stored.extend(entry::messages_at(app, chat, &others).await?);
        let has_own = stored.iter().any(|one| one.sender_id == me.user_id);
        let (beside, others) = tokio::try_join!(
            Beside::read(app, chat, &me.user_id, stored),
            ticks::others(app, membership, has_own)
        )?;
        Ok(Self {
            chat: chat.clone(),
            steps,
            me: me.clone(),
            floor: me.floor(head),
            beside,
            others,
            more,
        })
    }

    /// Whose names the events need.
    pub(super) fn authors(&self) -> impl Iterator<Item = UserId> {
        let occurrences = self.steps.iter().filter_map(Step::occurrence);
        let concerned = occurrences.flat_map(|occurrence| occurrence.members);
        let concerned = concerned.map(|member| member.user_id);
        self.beside.authors().chain(concerned)
    }

    /// The events, each with the place it brings the reader to.
    pub(super) fn events(
        &self,
        authors: &HashMap<UserId, Profile>,
    ) -> impl Iterator<Item = Result<(u64, Value)>> {
        let now = Time::now();
        self.steps.iter().map(move |step| {
            let event = self.event(step, authors, now)?;
            let event = serde_json::to_value(event).map_err(Error::internal)?;
            Ok((step.seq(), event))
        })
    }

    fn event(&self, step: &Step, authors: &HashMap<UserId, Profile>, now: Time) -> Result<Event> {
        let seq = step.seq();
        let nothing = |from| self.expired(from, seq, now);
        let shown = |seq| {
            let mut shown = self.beside.show(seq, authors, now)?;
            if let Some(message) = &mut shown
                && message.sender_id == self.me.user_id
            {
                message.status = Some(ticks::status(&self.me, &self.others, seq));
            }
            Ok::<_, Error>(shown)
        };
        match step {
            Step::Expired { from, .. } => Ok(nothing(*from)),
            Step::Message(stored) => {
                let message = match shown(seq)? {
                    None => self.beside.show_hidden(seq, now)?,
                    message => message,
                };
                if let Some(occurrence) = step.occurrence() {
                    return occurrence_event(occurrence, &stored.slot, message.as_ref(), authors);
                }
                message.map_or_else(|| Ok(nothing(seq)), |message| created_event(&message))
            }
            // It was there before they came.
            Step::Change(change) if change.message_seq <= self.floor => Ok(nothing(seq)),
            Step::Change(change) if needs_message(change) => {
                let shown = shown(change.message_seq)?;
                let votes = self.beside.votes(change.message_seq);
                let votes = Some(&votes).filter(|_| change.actor_id == self.me.user_id);
                match shown {
                    // Nothing is told any more of what was said and done before a deletion.
                    Some(message) if message.deleted_at.is_none() => {
                        change_event(change, Some(&message), votes)
                    }
                    _ => Ok(nothing(seq)),
                }
            }
            Step::Change(change) => change_event(change, None, None),
        }
    }

    fn expired(&self, from: u64, to: u64, now: Time) -> Event {
        Event {
            kind: "entries.expired".to_owned(),
            chat_id: Some(self.chat.clone()),
            seq: Some(to),
            ts: now,
            data: json!({ "fromSeq": from, "toSeq": to }),
        }
    }
}

/// Whether the event of a change depends on the message: on what it says now, or on whether it still
/// says anything.
fn needs_message(change: &StoredChange) -> bool {
    match change.change {
        Change::Deleted { .. } | Change::Pinned | Change::Unpinned => false,
        Change::Edited
        | Change::PollUpdated { .. }
        | Change::ReactionAdded { .. }
        | Change::ReactionRemoved { .. } => true,
    }
}

/// Puts what was read into one row. What is missing below the end of the log has expired; what is
/// missing above it was written between the two reads, and ends the row.
fn steps(
    last_seq: u64,
    after: u64,
    (log, log_more): (Vec<Entry>, bool),
    (aside, aside_more): (Vec<Entry>, bool),
    now: Time,
) -> Vec<Step> {
    let last_of = |entries: &[Entry]| entries.last().map_or(after, Entry::seq);
    let mut cut = u64::MAX;
    if log_more {
        cut = cut.min(last_of(&log));
    }
    if aside_more {
        cut = cut.min(last_of(&aside));
    }
    let end = last_seq.max(last_of(&log));
    let entries: BTreeMap<u64, Entry> = aside
        .into_iter()
        .chain(log)
        .map(|entry| (entry.seq(), entry))
        .collect();

    let mut steps: Vec<Step> = Vec::with_capacity(entries.len());
    let mut position = after;
    for (seq, entry) in entries {
        let is_gap = seq > position + 1;
        if seq > cut || (is_gap && seq - 1 > end) {
            break;
        }
        if is_gap {
            expire(&mut steps, position + 1, seq - 1);
        }
        match entry {
            // Of what happened to the chat only the note among the messages disappears.
            Entry::Message(message) if message.is_expired(now) && message.occurrence.is_none() => {
                expire(&mut steps, seq, seq);
            }
            Entry::Message(message) => steps.push(Step::Message(message)),
            Entry::Change(change) => steps.push(Step::Change(change)),
        }
        position = seq;
    }
    if cut == u64::MAX && position < last_seq {
        expire(&mut steps, position + 1, last_seq);
    }
    steps
}

fn expire(steps: &mut Vec<Step>, from: u64, to: u64) {
    if let Some(Step::Expired { to: last, .. }) = steps.last_mut()
        && *last + 1 == from
    {
        *last = to;
    } else {
        steps.push(Step::Expired { from, to });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::MessageId;
    use crate::table::entry::Slot;

    fn change(seq: u64) -> Entry {
        Entry::Change(StoredChange {
            slot: Slot {
                chat_id: ChatId::from("c"),
                seq,
                ordinal: 0,
                created_at: Time::from_millis(0),
                acl_seq: 0,
                acl_at: None,
            },
            change: Change::Pinned,
            message_id: MessageId::at(1),
            message_seq: 1,
            actor_id: UserId::from("u"),
            expires_at: None,
        })
    }

    /// The steps as text: `3` an entry, `4-6` expired.
    fn row(last: u64, log: (&[u64], bool), aside: (&[u64], bool)) -> Vec<String> {
        let entries =
            |(seqs, more): (&[u64], bool)| (seqs.iter().map(|seq| change(*seq)).collect(), more);
        let steps = steps(last, 2, entries(log), entries(aside), Time::now());
        let text = |step: &Step| match step {
            Step::Expired { from, to } => format!("{from}-{to}"),
            other => other.seq().to_string(),
        };
        steps.iter().map(text).collect()
    }

    #[test]
    fn both_reads_make_one_row() {
        assert_eq!(row(5, (&[3, 5], false), (&[4], false)), ["3", "4", "5"]);
        assert_eq!(row(5, (&[3, 4, 5], false), (&[4], false)), ["3", "4", "5"]);
        assert_eq!(row(2, (&[], false), (&[], false)), [""; 0]);
    }

    #[test]
    fn what_is_missing_below_the_end_has_expired() {
        assert_eq!(row(6, (&[5], false), (&[], false)), ["3-4", "5", "6-6"]);
        assert_eq!(row(4, (&[], false), (&[], false)), ["3-4"]);
    }

    #[test]
    fn what_came_between_the_reads_ends_the_row() {
        assert_eq!(row(3, (&[3], false), (&[5], false)), ["3"]);
        assert_eq!(row(3, (&[3], false), (&[4, 5], false)), ["3", "4", "5"]);
    }

    #[test]
    fn a_page_that_is_not_the_last_ends_the_row() {
        assert_eq!(row(9, (&[3, 5], true), (&[4, 8], false)), ["3", "4", "5"]);
        assert_eq!(row(9, (&[3, 7], false), (&[4], true)), ["3", "4"]);
    }
}
