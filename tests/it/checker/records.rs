//! Records made by hand.

use e2e::check::{ClientRecord, Entry, Event, Line, Run, Synced};

pub(super) const CHAT: &str = "chat";
/// When the faults ended.
pub(super) const QUIET: u64 = 1_000;

pub(super) fn entry(seq: u64) -> Entry {
    Entry {
        chat: CHAT.to_owned(),
        seq,
        id: format!("id-{seq}"),
        sender: "ann".to_owned(),
        key: format!("key-{seq}"),
        text: format!("text-{seq}"),
    }
}

pub(super) fn sent(seq: u64) -> Event {
    let entry = entry(seq);
    Event::Sent {
        chat: entry.chat,
        key: entry.key,
        text: entry.text,
        connection: Some(1),
    }
}

pub(super) fn acked(seq: u64) -> Event {
    let entry = entry(seq);
    Event::Acked {
        key: entry.key.clone(),
        sent: entry.text.clone(),
        entry,
    }
}

pub(super) fn seen(entry: Entry) -> Event {
    let connection = 1;
    Event::Seen { connection, entry }
}

/// An answer to the token of this number; the next token has the next number.
pub(super) fn answered(token: u64, entries: Vec<Entry>) -> Event {
    Event::Answered {
        token: (token > 0).then(|| token.to_string()),
        chats: vec![Synced {
            chat: CHAT.to_owned(),
            entries,
        }],
        next: (token + 1).to_string(),
        has_more: false,
        reset: false,
    }
}

fn history(entries: Vec<Entry>) -> Event {
    let chat = CHAT.to_owned();
    Event::History { chat, entries }
}

/// Ann sends three messages; Bob sees all of them live, and by `sync` at the end.
pub(super) fn clean() -> Run {
    let mut run = Run {
        faults_began: Some(5),
        faults_ended: QUIET,
        ..Run::default()
    };
    for name in ["ann", "bob"] {
        run.clients.push(ClientRecord {
            name: name.to_owned(),
            user: name.to_owned(),
            chats: vec![CHAT.to_owned()],
            lines: Vec::new(),
        });
        note(&mut run, name, 0, answered(0, Vec::new()));
        let (chat, through) = (CHAT.to_owned(), 0);
        note(&mut run, name, 1, Event::Loaded { chat, through });
        note(&mut run, name, 2, Event::Connected { connection: 1 });
    }
    for seq in 1..=3 {
        note(&mut run, "ann", 10 * seq, sent(seq));
        note(&mut run, "ann", 10 * seq + 5, acked(seq));
        note(&mut run, "bob", 10 * seq + 7, seen(entry(seq)));
    }
    for name in ["ann", "bob"] {
        note(&mut run, name, 2_000, answered(1, vec![entry(1)]));
        note(&mut run, name, 2_001, answered(2, vec![entry(2), entry(3)]));
        note(&mut run, name, 2_002, history((1..=3).map(entry).collect()));
    }
    run
}

pub(super) fn lines<'a>(run: &'a mut Run, name: &str) -> &'a mut Vec<Line> {
    let mut clients = run.clients.iter_mut();
    &mut clients.find(|client| client.name == name).unwrap().lines
}

pub(super) fn note(run: &mut Run, name: &str, at: u64, event: Event) {
    lines(run, name).push(Line { at, event });
}

pub(super) fn forget(run: &mut Run, name: &str, unwanted: impl Fn(&Event) -> bool) {
    let lines = lines(run, name);
    let before = lines.len();
    lines.retain(|line| !unwanted(&line.event));
    assert!(lines.len() < before, "there was something to forget");
}

/// Replaces everybody's history.
pub(super) fn store(run: &mut Run, entries: &[Entry]) {
    for name in ["ann", "bob"] {
        forget(run, name, |event| matches!(event, Event::History { .. }));
        note(run, name, 2_002, history(entries.to_vec()));
    }
}

/// Replaces what `sync` brought Bob.
pub(super) fn sync_bob(run: &mut Run, answers: Vec<Vec<Entry>>) {
    forget(run, "bob", |event| matches!(event, Event::Answered { .. }));
    note(run, "bob", 0, answered(0, Vec::new()));
    for (token, entries) in (1..).zip(answers) {
        note(run, "bob", 2_000 + token, answered(token, entries));
    }
}
