use std::collections::HashMap;

use super::evidence::{Evidence, Sending};
use super::record::{ClientRecord, Entry, Event, Millis, Run};
use super::{PUSH_WITHIN, Violation};

/// A function that was asked to store an entry is over after this time, in which API Gateway waits
/// for it (API Gateway Developer Guide, "Quotas for configuring and running a WebSocket API").
const LONGEST_SEND: Millis = 29_000;

/// One socket of one client.
#[derive(Debug, Default)]
struct Socket<'a> {
    opened: Millis,
    /// None: open to the end.
    ended: Option<Millis>,
    /// When each entry first came.
    seen: HashMap<(&'a str, u64), Millis>,
}

/// Promise 5: whatever is in the log was pushed to every socket that was open from before it was
/// sent until its time was over, and within that time. The socket it was sent on has the
/// acknowledgement instead.
pub(super) fn check(evidence: &Evidence<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    for client in &evidence.run.clients {
        for (number, socket) in sockets(client) {
            for (entry, due) in due(evidence, client, number, &socket) {
                let violation = match socket.seen.get(&(entry.chat.as_str(), entry.seq)) {
                    Some(at) if *at <= due => continue,
                    Some(at) => Violation::new(
                        5,
                        format!(
                            "pushed to socket {number} at {at} ms, due at {due} ms at the latest"
                        ),
                    ),
                    None => Violation::new(
                        5,
                        format!("not pushed to socket {number}, which was open all the time"),
                    )
                    .may_heal(),
                };
                found.push(violation.at(&entry.chat, entry.seq).of(client));
            }
        }
    }
    found
}

/// The longest time from the end of the faults, or from when an entry was first known to be stored
/// if that was later, to its arrival on a socket that was open all the time.
#[must_use]
pub fn slowest_push(run: &Run) -> Millis {
    let evidence = &Evidence::of(run);
    let times = run.clients.iter().flat_map(|client| {
        sockets(client)
            .into_iter()
            .flat_map(move |(number, socket)| {
                let due = due(evidence, client, number, &socket);
                let late = due.into_iter().filter_map(|(entry, due)| {
                    let at = socket.seen.get(&(entry.chat.as_str(), entry.seq))?;
                    Some(at.saturating_sub(due - PUSH_WITHIN))
                });
                late.collect::<Vec<_>>()
            })
    });
    times.max().unwrap_or(0)
}

/// The entries this socket must have got, each with the instant at which it must have.
fn due<'a>(
    evidence: &Evidence<'a>,
    client: &'a ClientRecord,
    number: u32,
    socket: &Socket<'_>,
) -> Vec<(&'a Entry, Millis)> {
    let chats = client.chats.iter();
    let logs = chats.filter_map(|chat| evidence.logs.get(chat.as_str()));
    let entries = logs.flat_map(|log| log.iter());
    let due = entries.filter_map(|entry| {
        let scope = (
            entry.sender.as_str(),
            entry.chat.as_str(),
            entry.key.as_str(),
        );
        let sending = evidence.sendings.get(&scope)?;
        let has_ack = sending.sockets.contains(&(client.name.as_str(), number));
        let due = deadline(evidence, entry, sending);
        let open = socket.opened <= sending.first && socket.ended.is_none_or(|ended| ended > due);
        (open && !has_ack).then_some((entry, due))
    });
    due.collect()
}

fn deadline(evidence: &Evidence<'_>, entry: &Entry, sending: &Sending<'_>) -> Millis {
    let sight = evidence.first_sights.get(&(entry.chat.as_str(), entry.seq));
    let stored = sight.map_or(sending.last + LONGEST_SEND, |at| *at);
    stored.max(evidence.run.faults_ended) + PUSH_WITHIN
}

fn sockets(client: &ClientRecord) -> HashMap<u32, Socket<'_>> {
    let mut sockets: HashMap<u32, Socket<'_>> = HashMap::new();
    for line in &client.lines {
        match &line.event {
            Event::Connected { connection } => {
                sockets.entry(*connection).or_default().opened = line.at;
            }
            Event::Ended { connection, .. } => {
                sockets.entry(*connection).or_default().ended = Some(line.at);
            }
            Event::Seen { connection, entry } => {
                let seen = &mut sockets.entry(*connection).or_default().seen;
                seen.entry((&entry.chat, entry.seq)).or_insert(line.at);
            }
            _ => {}
        }
    }
    sockets
}
