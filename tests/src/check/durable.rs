use super::Violation;
use super::evidence::Evidence;
use super::record::Event;

/// Promise 1: what was acknowledged is in the history, as it was acknowledged; what is in the
/// history is what somebody sent.
pub(super) fn check(evidence: &Evidence<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    for (client, line) in evidence.lines() {
        let Event::Acked { entry, .. } = &line.event else {
            continue;
        };
        let what = match evidence.at(&entry.chat, entry.seq) {
            Some(stored) if stored == entry => continue,
            Some(stored) => format!(
                "acknowledged as message {} with key {}, but the history has message {} with key {} there",
                entry.id, entry.key, stored.id, stored.key
            ),
            None => format!(
                "message {} with key {} was acknowledged and is not in the history",
                entry.id, entry.key
            ),
        };
        found.push(
            Violation::new(1, what)
                .at(&entry.chat, entry.seq)
                .of(client),
        );
    }
    for entry in evidence.logs.values().flat_map(|entries| entries.iter()) {
        let scope = (
            entry.sender.as_str(),
            entry.chat.as_str(),
            entry.key.as_str(),
        );
        let sent = evidence.sendings.get(&scope);
        if sent.is_none_or(|sending| !sending.texts.contains(entry.text.as_str())) {
            let what = format!(
                "the history has key {} of {} with a text that was never sent so",
                entry.key, entry.sender
            );
            found.push(Violation::new(1, what).at(&entry.chat, entry.seq));
        }
    }
    found
}
