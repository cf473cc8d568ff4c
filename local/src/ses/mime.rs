//! Reads raw mails far enough to show them: headers, text and HTML parts.
//!
//! Facts: RFC 5322 (headers), RFC 2045 and 2046 (parts and encodings), RFC 2047 (encoded words).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::mailbox::Mail;

mod words;

/// Deeper nesting than this is not a mail a person wrote.
const MAX_DEPTH: usize = 8;

/// One part: its headers and its undecoded body.
struct Part<'a> {
    headers: Vec<(String, String)>,
    body: &'a [u8],
}

/// Reads a raw message. What cannot be understood is shown as text.
pub(super) fn parse(raw: &[u8]) -> Mail {
    let part = Part::read(raw);
    let mut mail = Mail {
        from: words::decode(part.header("from")),
        to: addresses(&part, "to"),
        cc: addresses(&part, "cc"),
        bcc: addresses(&part, "bcc"),
        reply_to: addresses(&part, "reply-to"),
        subject: words::decode(part.header("subject")),
        ..Mail::default()
    };
    collect(&part, &mut mail, 0);
    mail
}

fn addresses(part: &Part<'_>, name: &str) -> Vec<String> {
    let list = part.header(name);
    let mut quoted = false;
    // A comma inside quotes belongs to a name.
    list.split(|letter: char| {
        quoted ^= letter == '"';
        letter == ',' && !quoted
    })
    .map(|address| words::decode(address.trim()))
    .filter(|address| !address.is_empty())
    .collect()
}

/// Puts the first text and the first HTML part into the mail.
fn collect(part: &Part<'_>, mail: &mut Mail, depth: usize) {
    let content_type = part.header("content-type");
    let kind = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    if kind.starts_with("multipart/") && depth < MAX_DEPTH {
        if let Some(boundary) = parameter(content_type, "boundary") {
            for inner in split(part.body, &boundary) {
                collect(&Part::read(inner), mail, depth + 1);
            }
        }
        return;
    }
    let attached = part
        .header("content-disposition")
        .to_ascii_lowercase()
        .starts_with("attachment");
    let slot = match kind.as_str() {
        _ if attached => return,
        "text/html" => &mut mail.html,
        "" | "text/plain" => &mut mail.text,
        _ => return,
    };
    if slot.is_none() {
        *slot = Some(part.text());
    }
}

impl<'a> Part<'a> {
    fn read(bytes: &'a [u8]) -> Self {
        let mut headers: Vec<(String, String)> = Vec::new();
        let mut rest = bytes;
        while let Some((line, after)) = next_line(rest) {
            rest = after;
            if line.is_empty() {
                break;
            }
            let line = String::from_utf8_lossy(line);
            match (line.starts_with([' ', '\t']), headers.last_mut()) {
                // A folded line goes on.
                (true, Some((_, value))) => {
                    value.push(' ');
                    value.push_str(line.trim());
                }
                _ => {
                    if let Some((name, value)) = line.split_once(':') {
                        headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
                    }
                }
            }
        }
        Self {
            headers,
            body: rest,
        }
    }

    fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(header, _)| header == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    fn text(&self) -> String {
        let encoding = self
            .header("content-transfer-encoding")
            .to_ascii_lowercase();
        let bytes = match encoding.as_str() {
            "base64" => {
                let compact: Vec<u8> = self
                    .body
                    .iter()
                    .copied()
                    .filter(|byte| !byte.is_ascii_whitespace())
                    .collect();
                STANDARD
                    .decode(&compact)
                    .unwrap_or_else(|_malformed| self.body.to_vec())
            }
            "quoted-printable" => words::quoted_printable(self.body, false),
            _ => self.body.to_vec(),
        };
        let charset = parameter(self.header("content-type"), "charset").unwrap_or_default();
        words::to_text(bytes, &charset)
    }
}

fn next_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    if bytes.is_empty() {
        return None;
    }
    let end = bytes
        .iter()
        .position(|byte| *byte == b'\n')
        .unwrap_or(bytes.len());
    let (line, rest) = bytes.split_at(end);
    Some((
        line.strip_suffix(b"\r").unwrap_or(line),
        rest.get(1..).unwrap_or_default(),
    ))
}

/// The parts between lines `--boundary`, up to the line `--boundary--`.
fn split<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let (open, close) = (format!("--{boundary}"), format!("--{boundary}--"));
    let mut parts = Vec::new();
    let (mut rest, mut start) = (body, None);
    while let Some((line, after)) = next_line(rest) {
        let at = body.len() - rest.len();
        let line = line.trim_ascii_end();
        if line == open.as_bytes() || line == close.as_bytes() {
            parts.extend(start.and_then(|start| body.get(start..at)));
            start = (line == open.as_bytes()).then_some(body.len() - after.len());
        }
        rest = after;
    }
    parts.extend(start.and_then(|start| body.get(start..)));
    parts
}

/// A parameter of a structured header, such as `charset`.
fn parameter(header: &str, name: &str) -> Option<String> {
    header.split(';').skip(1).find_map(|parameter| {
        let (key, value) = parameter.split_once('=')?;
        let matches = key.trim().eq_ignore_ascii_case(name);
        matches.then(|| value.trim().trim_matches('"').to_owned())
    })
}

#[cfg(test)]
mod tests;
