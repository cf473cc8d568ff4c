//! Which passwords are refused: those that guessers try first.

use std::sync::LazyLock;

use crate::rules::findings::Findings;
use crate::rules::limits::LIMITS;
use crate::rules::text::fold;

/// Common passwords of six characters and more, in order (data/README.md says where they are from).
const COMMON: &str = include_str!("../../data/common-passwords.txt");
/// The longest run of characters that does not count when it is only repeated.
const UNIT: usize = 6;
/// Fewest characters of a name that must not be in a password.
const NAME: usize = 4;

static LIST: LazyLock<Vec<&'static str>> = LazyLock::new(|| COMMON.lines().collect());

/// Checks a password that somebody wants to have; `names` are those that others know of them.
pub(super) fn check(findings: &mut Findings, field: &str, password: &str, names: &[&str]) {
    let (min, max) = (
        LIMITS.password_characters_min,
        LIMITS.password_characters_max,
    );
    findings.length(field, password, min, max);
    if !(min..=max).contains(&password.chars().count()) {
        return;
    }
    if is_common(password) {
        findings.refuse(
            field,
            "common",
            "is one that is tried first; choose several words, or let your browser choose",
        );
    } else if holds_a_name(password, names) {
        findings.refuse(field, "personal", "must not hold your username or address");
    }
}

/// Whether it is a common one, also with digits or signs around, two of them in a row, or a few
/// characters over and over.
fn is_common(password: &str) -> bool {
    let folded = password.to_lowercase();
    let letters = folded.trim_matches(|c: char| !c.is_alphabetic());
    let is_listed = |text: &str| LIST.binary_search(&text).is_ok();
    if is_listed(&folded) || is_listed(letters) || letters.is_empty() {
        return true;
    }
    let parts = |text: &str| {
        let cuts = text.char_indices().map(|(place, _)| place);
        let mut halves = cuts.map(|place| text.split_at(place));
        halves.any(|(one, other)| is_listed(one) && is_listed(other))
    };
    parts(&folded) || parts(letters) || is_repeated(&folded) || is_sequence(&folded)
}

/// A unit of a few characters over and over, the last one maybe cut off.
fn is_repeated(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    (1..=UNIT).any(|unit| {
        let mut pairs = letters.iter().zip(letters.iter().skip(unit));
        pairs.all(|(one, other)| one == other)
    })
}

/// Each character follows on the one before, or precedes it.
fn is_sequence(text: &str) -> bool {
    let codes: Vec<i64> = text.chars().map(|c| i64::from(u32::from(c))).collect();
    let mut steps = codes.iter().zip(codes.iter().skip(1));
    let Some(step) = steps.next().map(|(one, next)| next - one) else {
        return true;
    };
    step.abs() <= 1 && steps.all(|(one, next)| next - one == step)
}

fn holds_a_name(password: &str, names: &[&str]) -> bool {
    let password = fold(password);
    let names = names.iter().map(|name| {
        let local = name.split('@').next().unwrap_or_default();
        fold(local)
    });
    let mut long = names.filter(|name| name.chars().count() >= NAME);
    long.any(|name| password.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_order() {
        assert!(LIST.is_sorted() && LIST.len() > 10_000);
    }

    #[test]
    fn what_guessers_try_is_common() {
        for common in [
            "password1234",
            "Password1234!",
            "qwertyuiop12",
            "123456789012",
            "iloveyou1234",
            "passwordpassword",
            "letmeinplease",
            "aaaaaaaaaaaa",
            "abcabcabcabc",
            "abcdefghijkl",
            "987654321098",
            "motherfucker",
        ] {
            assert!(is_common(common), "{common}");
        }
        for good in [
            "correct horse battery staple",
            "x7#kQ9!vLm2p",
            "vier kleine Katzen",
            "пароль от сервера",
        ] {
            assert!(!is_common(good), "{good}");
        }
    }

    #[test]
    fn names_are_found_in_any_case() {
        assert!(holds_a_name("my-ADAM-is-best", &["adam"]));
        assert!(holds_a_name(
            "lovelace rocks!",
            &["ada", "lovelace@x.example"]
        ));
        assert!(!holds_a_name(
            "a horse, a staple",
            &["ada", "bob@x.example"]
        ));
    }
}
