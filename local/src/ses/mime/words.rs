//! Encodings of mail: quoted-printable, encoded words, character sets.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Decodes the `=?utf-8?B?…?=` words of a header; leaves everything else as it is.
pub(super) fn decode(header: &str) -> String {
    let mut text = String::new();
    let mut rest = header;
    let mut after_word = false;
    while let Some(start) = rest.find("=?") {
        let (before, from) = rest.split_at(start);
        let Some((decoded, after)) = word(from) else {
            let (marker, after) = from.split_at(2);
            text.push_str(before);
            text.push_str(marker);
            (rest, after_word) = (after, false);
            continue;
        };
        // Space between two encoded words is not part of the text.
        if !(after_word && before.trim().is_empty()) {
            text.push_str(before);
        }
        text.push_str(&decoded);
        (rest, after_word) = (after, true);
    }
    text.push_str(rest);
    text
}

/// Reads one encoded word at the start of a text; returns it and what follows.
fn word(text: &str) -> Option<(String, &str)> {
    let mut fields = text.strip_prefix("=?")?.splitn(3, '?');
    let (charset, encoding, tail) = (fields.next()?, fields.next()?, fields.next()?);
    let (content, after) = tail.split_once("?=")?;
    let bytes = match encoding {
        "B" | "b" => STANDARD.decode(content).ok()?,
        "Q" | "q" => quoted_printable(content.as_bytes(), true),
        _ => return None,
    };
    Some((to_text(bytes, charset), after))
}

/// Decodes quoted-printable; in headers `_` stands for a space.
pub(super) fn quoted_printable(encoded: &[u8], in_header: bool) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(encoded.len());
    let mut rest = encoded;
    while let Some((&first, tail)) = rest.split_first() {
        rest = tail;
        match (first, tail) {
            // A soft line break.
            (b'=', [b'\r', b'\n', after @ ..] | [b'\n', after @ ..]) => rest = after,
            (b'=', [high, low, after @ ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => {
                    decoded.push(high << 4 | low);
                    rest = after;
                }
                _ => decoded.push(first),
            },
            (b'_', _) if in_header => decoded.push(b' '),
            _ => decoded.push(first),
        }
    }
    decoded
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

/// Bytes as text: Latin-1 where it is named, UTF-8 otherwise.
pub(super) fn to_text(bytes: Vec<u8>, charset: &str) -> String {
    let latin = ["iso-8859-1", "latin1", "windows-1252"];
    if latin.iter().any(|name| charset.eq_ignore_ascii_case(name)) {
        return bytes.into_iter().map(char::from).collect();
    }
    String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
