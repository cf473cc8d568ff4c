use super::Violation;
use super::evidence::{Evidence, histories, told};

/// Promise 2: each history is 1, 2, 3, … without a hole, and whoever is told of a place is told the
/// same.
pub(super) fn check(evidence: &Evidence<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    for client in &evidence.run.clients {
        let histories = histories(client);
        for chat in &client.chats {
            let (Some(own), Some(first)) = (
                histories.get(chat.as_str()),
                evidence.logs.get(chat.as_str()),
            ) else {
                let what = "the history could not be read at the end";
                found.push(Violation::new(2, what).in_chat(chat).of(client).may_heal());
                continue;
            };
            if let Some((expected, entry)) =
                (1..).zip(own.iter()).find(|(seq, entry)| entry.seq != *seq)
            {
                let what = format!("the history has {} where {expected} should be", entry.seq);
                found.push(Violation::new(2, what).at(chat, expected).of(client));
            }
            if own.len() != first.len() {
                let what = format!(
                    "one reader's history has {} entries, another's {}",
                    own.len(),
                    first.len()
                );
                found.push(Violation::new(2, what).in_chat(chat).of(client));
            }
        }
    }
    for (client, line) in evidence.lines() {
        for (way, entry) in told(line) {
            let what = match evidence.at(&entry.chat, entry.seq) {
                Some(stored) if stored == entry => continue,
                Some(stored) => format!(
                    "{way} says message {} (key {}), the history says message {} (key {})",
                    entry.id, entry.key, stored.id, stored.key
                ),
                // An acknowledgement of nothing is a matter of the first promise alone.
                None if way == "an acknowledgement" => continue,
                None => format!(
                    "{way} says message {}, the history has nothing there",
                    entry.id
                ),
            };
            found.push(
                Violation::new(2, what)
                    .at(&entry.chat, entry.seq)
                    .of(client),
            );
        }
    }
    found
}
