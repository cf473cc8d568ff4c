//! What counts as one emoji.

use unicode_properties::UnicodeEmoji;
use unicode_segmentation::UnicodeSegmentation;

/// Joins emoji to one.
const JOINER: char = '\u{200d}';
/// Asks for the coloured form.
const COLOURED: char = '\u{fe0f}';
/// Puts a digit on a key.
const KEYCAP: char = '\u{20e3}';
/// The longest sequences people can type have some 40 bytes.
const BYTES: usize = 64;

/// The emoji in its usual form, when the text is exactly one: skin tones, families, flags and
/// keycaps are one each (Unicode Technical Standard 51, "Unicode Emoji"). A heart with and without
/// the mark that asks for its coloured form is the same one.
#[must_use]
pub fn emoji(text: &str) -> Option<String> {
    let mut graphemes = text.graphemes(true);
    let one = graphemes.next().filter(|one| one.len() <= BYTES)?;
    if graphemes.next().is_some() || !one.chars().all(is_part) {
        return None;
    }
    let first = one.chars().next()?;
    let is_keycap = matches!(first, '0'..='9' | '#' | '*');
    if is_keycap {
        return one.ends_with(KEYCAP).then(|| one.to_owned());
    }
    if is_flag_letter(first) {
        return (one.chars().count() == 2).then(|| one.to_owned());
    }
    if !first.is_emoji_char() {
        return None;
    }
    let plain = one.chars().count() == 1 && !is_coloured(first);
    Some(if plain {
        format!("{one}{COLOURED}")
    } else {
        one.to_owned()
    })
}

fn is_part(character: char) -> bool {
    let is_tag = ('\u{e0020}'..='\u{e007f}').contains(&character);
    is_tag
        || matches!(character, JOINER | COLOURED | KEYCAP)
        || character.is_emoji_char()
        || is_flag_letter(character)
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
    }

    #[test]
    fn anything_else_is_none() {
        let long = format!("👍{}", "\u{fe0f}".repeat(40));
        for other in [
            "", "a", "1", "#", "👍👍", "👍 ", "🇩", "ok👍", "é", "\u{200d}", "<b>", &long,
        ] {
            assert_eq!(emoji(other), None, "{other:?}");
        }
    }
}
