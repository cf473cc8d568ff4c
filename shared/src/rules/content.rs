//! What a message may say, by its type.

mod attachments;
mod bodies;

use self::attachments::check_attachments;
pub(in crate::rules) use self::bodies::check_address;
use self::bodies::{check_link, check_location, check_poll, only, question};
use crate::error::{Error, Result};
use crate::rules::findings::Findings;
use crate::rules::limits::LIMITS;
use crate::time::Time;
use crate::wire::{Content, MessageType, SendMessage};

/// Everyone, in a list of mentions.
pub const EVERYONE: &str = "@all";

/// Checks a message about to be sent, and gives what it says. `allow_urls`: attachments may lie
/// elsewhere.
///
/// # Errors
/// `validation_failed`, with every field that is wrong.
pub fn content(body: &SendMessage, allow_urls: bool) -> Result<Content> {
    let mut findings = Findings::default();
    let key = &body.client_message_id;
    findings.length("clientMessageId", key, 1, LIMITS.key_characters);
    let kind = body.kind;
    if kind == MessageType::System {
        findings.refuse(
            "type",
            "forbidden",
            "only the service makes system messages",
        );
    }
    check_text(&mut findings, kind, body.text.as_deref());
    only(
        &mut findings,
        "link",
        body.link.is_some(),
        kind == MessageType::Link,
    );
    let is_place = kind == MessageType::Location;
    only(&mut findings, "location", body.location.is_some(), is_place);
    only(
        &mut findings,
        "poll",
        body.poll.is_some(),
        kind == MessageType::Poll,
    );
    check_link(&mut findings, body.link.as_ref());
    check_location(&mut findings, body.location.as_ref());
    check_poll(&mut findings, body.poll.as_ref());
    check_attachments(&mut findings, body, allow_urls);
    check_mentions(&mut findings, body.mentions.as_deref().unwrap_or_default());
    check_metadata(&mut findings, body.metadata.as_ref());
    findings.finish()?;
    let content = Content {
        text: body.text.clone(),
        link: body.link.clone(),
        location: body.location.clone(),
        poll: body.poll.as_ref().map(question),
        system: None,
        attachments: body.attachments.clone().unwrap_or_default(),
        mentions: distinct(body.mentions.as_deref().unwrap_or_default()),
        forwarded_from: None,
        metadata: body.metadata.clone(),
    };
    require_room(&content)?;
    Ok(content)
}

/// Refuses more than lists of messages have room for.
fn require_room(content: &Content) -> Result<()> {
    let size = serde_json::to_vec(content).map_or(usize::MAX, |bytes| bytes.len());
    if size <= LIMITS.content_bytes {
        return Ok(());
    }
    let detail = format!(
        "a message has at most {} bytes in all",
        LIMITS.content_bytes
    );
    Err(Error::field("body", "too_long", detail))
}

/// Checks the times a message names. Only when it is new: a repeat may come when they are over.
///
/// # Errors
/// `validation_failed`, with every field that is wrong.
pub fn times(body: &SendMessage, now: Time) -> Result<()> {
    let mut findings = Findings::default();
    let sent_at = body.send_at.unwrap_or(now);
    let closes_at = body.poll.as_ref().and_then(|poll| poll.closes_at);
    let detail = "must lie ahead of the sending";
    let ahead = closes_at.is_none_or(|at| at > sent_at);
    findings.require(ahead, "poll.closesAt", "out_of_range", detail);
    check_time(&mut findings, body.send_at, now);
    findings.finish()
}

/// Checks the new text of a message, whom it names, and its metadata.
///
/// # Errors
/// `validation_failed`, with every field that is wrong.
pub fn edit(
    text: &str,
    mentions: Option<&[String]>,
    metadata: Option<&serde_json::Map<String, serde_json::Value>>,
) -> Result<()> {
    let mut findings = Findings::default();
    check_text(&mut findings, MessageType::Text, Some(text));
    check_mentions(&mut findings, mentions.unwrap_or_default());
    check_metadata(&mut findings, metadata);
    findings.finish()
}

/// Refuses a type of message that has no text.
///
/// # Errors
/// `validation_failed`.
pub fn require_text(kind: MessageType) -> Result<()> {
    let mut findings = Findings::default();
    let detail = "this type of message has no text";
    findings.require(takes_text(kind).0, "text", "not_allowed", detail);
    findings.finish()
}

/// The same without repeats, in the order of first mention.
#[must_use]
pub fn distinct(names: &[String]) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::with_capacity(names.len());
    for name in names {
        if !distinct.contains(name) {
            distinct.push(name.clone());
        }
    }
    distinct
}

/// Whether a type carries a text, and whether it has to.
fn takes_text(kind: MessageType) -> (bool, bool) {
    match kind {
        MessageType::Text => (true, true),
        MessageType::Location | MessageType::Poll | MessageType::System => (false, false),
        _ => (true, false),
    }
}

fn check_text(findings: &mut Findings, kind: MessageType, text: Option<&str>) {
    let (allowed, required) = takes_text(kind);
    let Some(text) = text else {
        let detail = "a message of this type needs a text";
        findings.require(!required, "text", "required", detail);
        return;
    };
    if !allowed {
        findings.refuse("text", "not_allowed", "this type of message has no text");
    } else if text.trim().is_empty() {
        findings.refuse("text", "required", "must not be empty");
    } else {
        findings.length("text", text, 1, LIMITS.text_characters);
        if text.len() > LIMITS.text_bytes {
            let limit = LIMITS.text_bytes;
            let detail = format!("must have at most {limit} bytes");
            findings.refuse("text", "too_long", detail);
        }
        findings.no_control_characters("text", text);
    }
}

fn check_mentions(findings: &mut Findings, mentions: &[String]) {
    if mentions.len() > LIMITS.mentions {
        let detail = format!("a message names at most {}", LIMITS.mentions);
        findings.refuse("mentions", "too_many", detail);
    }
    for (index, name) in mentions.iter().enumerate().take(LIMITS.mentions) {
        let field = format!("mentions[{index}]");
        let detail = "must be a user or @all";
        findings.require(crate::id::is_plausible(name), &field, "invalid", detail);
    }
}

fn check_metadata(
    findings: &mut Findings,
    metadata: Option<&serde_json::Map<String, serde_json::Value>>,
) {
    let size = metadata.map_or(0, |map| {
        serde_json::to_vec(map).map_or(usize::MAX, |bytes| bytes.len())
    });
    if size > LIMITS.metadata_bytes {
        let detail = format!("must have at most {} bytes", LIMITS.metadata_bytes);
        findings.refuse("metadata", "too_long", detail);
    }
}

fn check_time(findings: &mut Findings, at: Option<Time>, now: Time) {
    let Some(at) = at else { return };
    let latest = now.plus_seconds(i64::from(LIMITS.schedule_seconds));
    if at <= now {
        findings.refuse("sendAt", "out_of_range", "must lie ahead");
    } else if at > latest {
        findings.refuse("sendAt", "out_of_range", "must lie within a year");
    }
}

#[cfg(test)]
mod tests;
