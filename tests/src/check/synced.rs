use std::collections::BTreeMap;

use super::Violation;
use super::evidence::Evidence;
use super::record::{ClientRecord, Event, Synced};

/// How far the chain of a client's answers has come in a chat.
#[derive(Clone, Copy)]
enum Reached {
    /// The first token covers at most what was loaded after it; how much, only the next entry tells.
    AtMost(u64),
    /// The answers so far end here.
    Exactly(u64),
}

/// Promise 4: one client's answers of `sync`, each asked with the token of the one before, bring
/// every entry in order and once; nothing appears behind a token.
pub(super) fn check(evidence: &Evidence<'_>) -> Vec<Violation> {
    let clients = evidence.run.clients.iter();
    clients
        .flat_map(|client| Chain::new(client).follow(evidence))
        .collect()
}

struct Chain<'a> {
    client: &'a ClientRecord,
    reached: BTreeMap<&'a str, Reached>,
    token: Option<&'a str>,
    found: Vec<Violation>,
}

impl<'a> Chain<'a> {
    fn new(client: &'a ClientRecord) -> Self {
        let reached = client.chats.iter();
        Self {
            client,
            reached: reached
                .map(|chat| (chat.as_str(), Reached::Exactly(0)))
                .collect(),
            token: None,
            found: Vec::new(),
        }
    }

    fn follow(mut self, evidence: &Evidence<'_>) -> Vec<Violation> {
        for line in &self.client.lines {
            match &line.event {
                Event::Loaded { chat, through } => {
                    self.reached.insert(chat, Reached::AtMost(*through));
                }
                // An answer to a token that was given up for a newer one is not part of the chain.
                Event::Answered {
                    token,
                    chats,
                    next,
                    reset,
                    ..
                } if token.as_deref() == self.token => {
                    if *reset {
                        self.found.push(
                            Violation::new(4, "sync forgot a token that is minutes old")
                                .of(self.client),
                        );
                    }
                    chats.iter().for_each(|chat| self.extend(chat));
                    self.token = Some(next);
                }
                _ => {}
            }
        }
        self.finish(evidence);
        self.found
    }

    fn extend(&mut self, synced: &'a Synced) {
        for entry in &synced.entries {
            let reached = self.reached.get(synced.chat.as_str()).copied();
            let what = match reached.unwrap_or(Reached::Exactly(0)) {
                Reached::AtMost(through) if entry.seq > through + 1 => Some(format!(
                    "sync began at {} though the client had only {through}",
                    entry.seq
                )),
                Reached::Exactly(through) if entry.seq > through + 1 => Some(format!(
                    "sync went from {through} to {} and left out what lies between",
                    entry.seq
                )),
                Reached::Exactly(through) if entry.seq <= through => Some(format!(
                    "sync brought {} behind a token that had passed {through}",
                    entry.seq
                )),
                _ => None,
            };
            if let Some(what) = what {
                let violation = Violation::new(4, what).at(&synced.chat, entry.seq);
                self.found.push(violation.of(self.client));
            }
            self.reached
                .insert(&synced.chat, Reached::Exactly(entry.seq));
        }
    }

    fn finish(&mut self, evidence: &Evidence<'_>) {
        for (chat, reached) in &self.reached {
            let newest = evidence.logs.get(chat).and_then(|log| log.last());
            let newest = newest.map_or(0, |entry| entry.seq);
            let through = match *reached {
                Reached::AtMost(through) | Reached::Exactly(through) => through,
            };
            if through < newest {
                let what = format!("sync ends at {through}, the history at {newest}");
                let violation = Violation::new(4, what).at(chat, through + 1);
                self.found.push(violation.of(self.client).may_heal());
            }
        }
    }
}
