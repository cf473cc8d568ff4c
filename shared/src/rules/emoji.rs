//! What counts as one emoji.

use unicode_properties::UnicodeEmoji;
use unicode_segmentation::UnicodeSegmentation;

/// Joins emoji to one.
const JOINER: char = '\u{200d}';
/// Asks for the coloured form.
const COLOURED: char = '\u{fe0f}';
/// Puts a digit on a key.
const KEYCAP: char = '\u{20e3}';
/// Begins the flag of a part of a country.
const BLACK_FLAG: char = '\u{1f3f4}';
/// Ends it.
const END_TAG: char = '\u{e007f}';
/// The longest sequences people can type have some 40 bytes.
const BYTES: usize = 64;

/// The emoji in its usual form, when the text is exactly one: skin tones, families, flags and
/// keycaps are one each (Unicode Technical Standard 51, "Unicode Emoji", ED-17). What looks the same
/// is the same: a heart with and without the mark that asks for its coloured form.
#[must_use]
pub fn emoji(text: &str) -> Option<String> {
    let mut graphemes = text.graphemes(true);
    let one = graphemes.next().filter(|one| one.len() <= BYTES)?;
    if graphemes.next().is_some() {
        return None;
    }
    let characters: Vec<char> = one.chars().collect();
    match characters.as_slice() {
        [digit @ ('0'..='9' | '#' | '*'), rest @ ..] => {
            let is_keycap = matches!(rest, [KEYCAP] | [COLOURED, KEYCAP]);
            is_keycap.then(|| [*digit, COLOURED, KEYCAP].iter().collect())
        }
        [one, other] if is_flag_letter(*one) && is_flag_letter(*other) => Some(text.to_owned()),
        all => {
            let parts = all.split(|character| *character == JOINER);
            let parts: Option<Vec<String>> = parts.map(part).collect();
            Some(parts?.join(&JOINER.to_string()))
        }
    }
}

/// One of the emoji that joiners put together, in its usual form.
fn part(characters: &[char]) -> Option<String> {
    let (base, rest) = characters.split_first()?;
    if !base.is_emoji_char() || base.is_ascii() || is_flag_letter(*base) || is_tone(*base) {
        return None;
    }
    let rest = rest.strip_prefix(&[COLOURED]).unwrap_or(rest);
    let mut usual = String::from(*base);
    match rest {
        [] if is_coloured(*base) => {}
        [] => usual.push(COLOURED),
        [tone] if is_tone(*tone) => usual.push(*tone),
        // The flags of England, Scotland and Wales.
        [tags @ .., END_TAG] if *base == BLACK_FLAG && tags.iter().all(is_tag) => {
            usual.extend(rest);
        }
        _ => return None,
    }
    Some(usual)
}

fn is_tone(character: char) -> bool {
    ('\u{1f3fb}'..='\u{1f3ff}').contains(&character)
}

fn is_tag(character: &char) -> bool {
    ('\u{e0020}'..='\u{e007e}').contains(character)
}

fn is_flag_letter(character: char) -> bool {
    ('\u{1f1e6}'..='\u{1f1ff}').contains(&character)
}

/// Whether a character is shown in colour without being asked to.
fn is_coloured(character: char) -> bool {
    use unicode_properties::EmojiStatus::{
        EmojiPresentation, EmojiPresentationAndEmojiComponent,
        EmojiPresentationAndModifierAndEmojiComponent, EmojiPresentationAndModifierBase,
    };
    matches!(
        character.emoji_status(),
        EmojiPresentation
            | EmojiPresentationAndEmojiComponent
            | EmojiPresentationAndModifierAndEmojiComponent
            | EmojiPresentationAndModifierBase
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_emoji_is_one_however_it_is_made() {
        for one in [
            "👍",
            "👍🏽",
            "👩🏽‍🚀",
            "👨‍👩‍👧‍👦",
            "🏳️‍🌈",
            "🇩🇪",
            "1️⃣",
            "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
            "❤️",
            "❤️‍🔥",
            "🫱🏻‍🫲🏿",
        ] {
            assert_eq!(emoji(one).as_deref(), Some(one), "{one}");
        }
        assert_eq!(emoji("❤"), emoji("❤️"));
        assert_eq!(emoji("👍\u{fe0f}"), emoji("👍"));
        assert_eq!(emoji("1\u{20e3}"), emoji("1️⃣"));
    }

    #[test]
    fn anything_else_is_none() {
        let long = format!("👍{}", "\u{fe0f}".repeat(40));
        for other in [
            "",
            "a",
            "1",
            "#",
            "👍👍",
            "👍 ",
            "🇩",
            "ok👍",
            "é",
            "\u{200d}",
            "<b>",
            &long,
            "👍\u{200d}",
            "👍\u{20e3}",
            "👍\u{e0067}",
            "🏽👍",
            "🏽",
        ] {
            assert_eq!(emoji(other), None, "{other:?}");
        }
    }
}
