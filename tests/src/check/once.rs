use std::collections::HashMap;

use super::Violation;
use super::evidence::{Evidence, Scope, told};
use super::record::{Entry, Event};

/// Promise 3: a key makes one message, whoever asks and however often.
pub(super) fn check(evidence: &Evidence<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut places: HashMap<Scope<'_>, &Entry> = HashMap::new();
    for (client, line) in evidence.lines() {
        for (way, entry) in told(line) {
            let first = *places.entry(scope(entry)).or_insert(entry);
            if first.seq != entry.seq || first.id != entry.id {
                let what = format!(
                    "key {} of {} is message {} at {}, and by {way} also message {} at {}",
                    entry.key, entry.sender, first.id, first.seq, entry.id, entry.seq
                );
                let violation = Violation::new(3, what).at(&entry.chat, entry.seq);
                found.push(violation.of(client));
            }
        }
        match &line.event {
            Event::Acked { key, sent, entry }
                if (key, sent) != (&entry.key, &entry.text) || client.user != entry.sender =>
            {
                let what = format!(
                    "a send with key {key} was acknowledged with what it did not say: key {} of {}, or another text",
                    entry.key, entry.sender
                );
                let violation = Violation::new(3, what).at(&entry.chat, entry.seq);
                found.push(violation.of(client));
            }
            Event::Refused {
                chat, key, code, ..
            } if code == "idempotency_mismatch" => {
                let sending = evidence.sendings.get(&(&client.user, chat, key));
                if sending.is_none_or(|sending| sending.texts.len() < 2) {
                    let what = format!("an exact repeat with key {key} was refused as another one");
                    found.push(Violation::new(3, what).in_chat(chat).of(client));
                }
            }
            _ => {}
        }
    }
    found
}

fn scope(entry: &Entry) -> Scope<'_> {
    (&entry.sender, &entry.chat, &entry.key)
}
