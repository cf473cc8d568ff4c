//! Text that people type: what is refused, and how names are compared.

/// Characters that have no place in a message: control characters other than line feed and tab.
#[must_use]
pub fn has_control_characters(text: &str) -> bool {
    text.chars()
        .any(|character| character.is_control() && !matches!(character, '\n' | '\t'))
}

/// Words under which one chat is found.
const CHAT_TERMS: usize = 24;

/// A name in the form in which it is compared and searched: lower case, single spaces.
#[must_use]
pub fn fold(name: &str) -> String {
    name.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

/// The words under which a person is found: the username, the display name, and each of its
/// words; at most eight.
#[must_use]
pub fn search_terms(username: &str, display_name: &str) -> Vec<String> {
    let display_name = fold(display_name);
    let mut terms = vec![fold(username), display_name.clone()];
    terms.extend(display_name.split(' ').map(str::to_owned));
    terms.retain(|term| !term.is_empty());
    terms.sort();
    terms.dedup();
    terms.truncate(8);
    terms
}

/// The words under which a chat is found: its name from every word on, and its tags; at most 24.
#[must_use]
pub fn chat_terms(name: &str, tags: &[String]) -> Vec<String> {
    let name = fold(name);
    let words: Vec<&str> = name.split(' ').collect();
    let tails = (0..words.len()).map(|place| words.iter().skip(place));
    let tails = tails.map(|words| words.copied().collect::<Vec<_>>().join(" "));
    let mut terms: Vec<String> = tags.iter().map(|tag| fold(tag)).chain(tails).collect();
    terms.retain(|term| !term.is_empty());
    let mut known = std::collections::BTreeSet::new();
    terms.retain(|term| known.insert(term.clone()));
    terms.truncate(CHAT_TERMS);
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chat_is_found_by_every_word_and_tag() {
        let terms = chat_terms(" Rust  in Rome", &["Ferris".to_owned(), "rome".to_owned()]);
        assert_eq!(terms, ["ferris", "rome", "rust in rome", "in rome"]);
    }

    #[test]
    fn control_characters_are_seen() {
        assert!(has_control_characters("a\u{0}b"));
        assert!(has_control_characters("a\u{1b}b"));
        assert!(!has_control_characters("a\n\tb 👩🏽‍🚀"));
    }

    #[test]
    fn a_person_is_found_by_every_word() {
        assert_eq!(
            search_terms("Ann.L", " Ann  Lee "),
            ["ann", "ann lee", "ann.l", "lee"].map(str::to_owned)
        );
    }
}
