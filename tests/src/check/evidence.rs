//! What the records say together, put in order for the checks.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::record::{ClientRecord, Entry, Event, Line, Millis, Run};

/// A chat and a place in its log.
pub(super) type Place<'a> = (&'a str, u64);
/// A sender, a chat and a key: the scope of `clientMessageId`.
pub(super) type Scope<'a> = (&'a str, &'a str, &'a str);

/// One message on its way, with all its repeats.
#[derive(Debug, Default)]
pub(super) struct Sending<'a> {
    pub(super) first: Millis,
    pub(super) last: Millis,
    pub(super) texts: BTreeSet<&'a str>,
    /// Client and socket.
    pub(super) sockets: BTreeSet<(&'a str, u32)>,
}

/// All records, indexed.
#[derive(Debug)]
pub(super) struct Evidence<'a> {
    pub(super) run: &'a Run,
    /// The log of each chat, as its first reader read it at the end.
    pub(super) logs: BTreeMap<&'a str, &'a [Entry]>,
    /// The same by place.
    pub(super) by_place: HashMap<Place<'a>, &'a Entry>,
    /// When anybody was first told of an entry, the reading at the end apart.
    pub(super) first_sights: HashMap<Place<'a>, Millis>,
    pub(super) sendings: HashMap<Scope<'a>, Sending<'a>>,
}

/// The entries that a line tells of, with the way it did.
pub(super) fn told(line: &Line) -> Vec<(&'static str, &Entry)> {
    match &line.event {
        Event::Acked { entry, .. } => vec![("an acknowledgement", entry)],
        Event::Seen { entry, .. } => vec![("a push", entry)],
        Event::Paged { entries } => entries.iter().map(|entry| ("a page", entry)).collect(),
        Event::Answered { chats, .. } => chats
            .iter()
            .flat_map(|chat| &chat.entries)
            .map(|entry| ("sync", entry))
            .collect(),
        Event::History { entries, .. } => {
            entries.iter().map(|entry| ("the history", entry)).collect()
        }
        _ => Vec::new(),
    }
}

/// The last reading of each chat's history by one client.
pub(super) fn histories(client: &ClientRecord) -> BTreeMap<&str, &[Entry]> {
    let read = client.lines.iter().filter_map(|line| match &line.event {
        Event::History { chat, entries } => Some((chat.as_str(), entries.as_slice())),
        _ => None,
    });
    read.collect()
}

impl<'a> Evidence<'a> {
    pub(super) fn of(run: &'a Run) -> Self {
        let mut logs = BTreeMap::new();
        for client in &run.clients {
            for (chat, entries) in histories(client) {
                logs.entry(chat).or_insert(entries);
            }
        }
        let by_place = logs
            .values()
            .flat_map(|entries| entries.iter())
            .map(|entry| ((entry.chat.as_str(), entry.seq), entry))
            .collect();
        let mut first_sights: HashMap<Place<'a>, Millis> = HashMap::new();
        let mut sendings: HashMap<Scope<'a>, Sending<'a>> = HashMap::new();
        for client in &run.clients {
            for line in &client.lines {
                if !matches!(line.event, Event::History { .. }) {
                    for (_, entry) in told(line) {
                        let first = first_sights.entry((&entry.chat, entry.seq));
                        let first = first.or_insert(line.at);
                        *first = line.at.min(*first);
                    }
                }
                note_sending(&mut sendings, client, line);
            }
        }
        Self {
            run,
            logs,
            by_place,
            first_sights,
            sendings,
        }
    }

    /// The entry that the log holds at a place.
    pub(super) fn at(&self, chat: &str, seq: u64) -> Option<&'a Entry> {
        self.by_place.get(&(chat, seq)).copied()
    }

    /// Every line of every client.
    pub(super) fn lines(&self) -> impl Iterator<Item = (&'a ClientRecord, &'a Line)> {
        let clients = self.run.clients.iter();
        clients.flat_map(|client| client.lines.iter().map(move |line| (client, line)))
    }
}

fn note_sending<'a>(
    sendings: &mut HashMap<Scope<'a>, Sending<'a>>,
    client: &'a ClientRecord,
    line: &'a Line,
) {
    let Event::Sent {
        chat,
        key,
        text,
        connection,
    } = &line.event
    else {
        return;
    };
    let sending = sendings
        .entry((&client.user, chat, key))
        .or_insert_with(|| Sending {
            first: line.at,
            ..Sending::default()
        });
    sending.first = sending.first.min(line.at);
    sending.last = sending.last.max(line.at);
    sending.texts.insert(text);
    let socket = connection.map(|number| (client.name.as_str(), number));
    sending.sockets.extend(socket);
}
