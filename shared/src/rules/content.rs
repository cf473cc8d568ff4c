//! What a message may say, by its type.

use crate::error::{Error, Result};
use crate::rules::findings::Findings;
use crate::rules::limits::LIMITS;
use crate::time::Time;
use crate::wire::{
    Attachment, AttachmentKind, Content, Link, Location, MessageType, NewPoll, Question,
    SendMessage,
};

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

/// A body belongs to one type, which needs it.
fn only(findings: &mut Findings, field: &str, given: bool, wanted: bool) {
    if wanted && !given {
        let detail = format!("a message of this type needs a {field}");
        findings.refuse(field, "required", detail);
    } else if given && !wanted {
        let detail = format!("this type of message has no {field}");
        findings.refuse(field, "not_allowed", detail);
    }
}

fn check_address(findings: &mut Findings, field: &str, address: &str, schemes: &[&str]) {
    findings.length(field, address, 1, LIMITS.url_characters);
    let rest = schemes.iter().find_map(|scheme| {
        let (found, rest) = address.split_once("://")?;
        found.eq_ignore_ascii_case(scheme).then_some(rest)
    });
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
    let is_good = host.is_some_and(|host| !host.is_empty())
        && !address.chars().any(|c| c.is_whitespace() || c.is_control());
    if !is_good {
        let detail = format!(
            "must be an address that begins with {}://",
            schemes.join(":// or ")
        );
        findings.refuse(field, "invalid", detail);
    }
}

fn check_link(findings: &mut Findings, link: Option<&Link>) {
    let Some(link) = link else { return };
    check_address(findings, "link.url", &link.url, &["https", "http"]);
    if let Some(address) = &link.image_url {
        check_address(findings, "link.imageUrl", address, &["https"]);
    }
    findings.optional_name("link.title", link.title.as_ref(), LIMITS.title_characters);
    let most = LIMITS.link_description_characters;
    findings.optional_name("link.description", link.description.as_ref(), most);
}

fn check_location(findings: &mut Findings, location: Option<&Location>) {
    let Some(place) = location else { return };
    let mut range = |field: &str, value: f64, bound: f64| {
        let detail = format!("must be between -{bound} and {bound}");
        let holds = value.abs() <= bound;
        findings.require(holds, field, "out_of_range", &detail);
    };
    range("location.latitude", place.latitude, 90.0);
    range("location.longitude", place.longitude, 180.0);
    let accuracy = place.accuracy_meters.unwrap_or_default();
    findings.require(
        (0.0..=f64::MAX).contains(&accuracy),
        "location.accuracyMeters",
        "out_of_range",
        "must not be negative",
    );
    findings.optional_name("location.name", place.name.as_ref(), LIMITS.name_characters);
}

fn check_poll(findings: &mut Findings, poll: Option<&NewPoll>) {
    let Some(poll) = poll else { return };
    findings.name("poll.question", &poll.question, LIMITS.title_characters);
    let most = LIMITS.poll_options;
    if !(2..=most).contains(&poll.options.len()) {
        let detail = format!("a poll has 2 to {most} options");
        findings.refuse("poll.options", "out_of_range", detail);
    }
    for (index, option) in poll.options.iter().enumerate() {
        let field = format!("poll.options[{index}]");
        findings.name(
            &format!("{field}.text"),
            &option.text,
            LIMITS.name_characters,
        );
        let most = LIMITS.key_characters;
        findings.optional_name(&format!("{field}.id"), option.id.as_ref(), most);
    }
    let options = question(poll).options;
    let ids: std::collections::BTreeSet<_> = options.iter().map(|(id, _)| id).collect();
    let distinct = ids.len() == options.len();
    let detail = "options need different identifiers";
    findings.require(distinct, "poll.options", "conflict", detail);
}

fn question(poll: &NewPoll) -> Question {
    let options = poll.options.iter().enumerate().map(|(index, option)| {
        let id = option.id.clone();
        (
            id.unwrap_or_else(|| (index + 1).to_string()),
            option.text.clone(),
        )
    });
    Question {
        question: poll.question.clone(),
        options: options.collect(),
        multiple: poll.multiple,
        closes_at: poll.closes_at,
    }
}

/// The kind of attachment that a type of message shows.
fn media(kind: MessageType) -> Option<AttachmentKind> {
    match kind {
        MessageType::Image => Some(AttachmentKind::Image),
        MessageType::Video => Some(AttachmentKind::Video),
        MessageType::Audio => Some(AttachmentKind::Audio),
        MessageType::Voice => Some(AttachmentKind::Voice),
        MessageType::File => Some(AttachmentKind::File),
        _ => None,
    }
}

fn check_attachments(findings: &mut Findings, body: &SendMessage, allow_urls: bool) {
    if body.media_ids.as_ref().is_some_and(|ids| !ids.is_empty()) {
        findings.refuse("mediaIds", "unknown", "there is no such upload");
    }
    let attachments = body.attachments.as_deref().unwrap_or_default();
    let kind = media(body.kind);
    only(
        findings,
        "attachments",
        !attachments.is_empty(),
        kind.is_some(),
    );
    let most = if kind == Some(AttachmentKind::Voice) {
        1
    } else {
        LIMITS.attachments
    };
    if attachments.len() > most {
        let detail = format!("a message of this type has at most {most}");
        findings.refuse("attachments", "too_many", detail);
    }
    for (index, attachment) in attachments.iter().enumerate().take(most) {
        let field = format!("attachments[{index}]");
        check_attachment(findings, &field, attachment, allow_urls);
        let fits = kind.is_none_or(|kind| kind == attachment.kind);
        let detail = "must be the message's type";
        findings.require(fits, &format!("{field}.kind"), "invalid", detail);
    }
}

fn check_attachment(
    findings: &mut Findings,
    field: &str,
    attachment: &Attachment,
    allow_urls: bool,
) {
    let at = |name: &str| format!("{field}.{name}");
    if attachment.media_id.is_some() {
        findings.refuse(&at("mediaId"), "unknown", "there is no such upload");
    } else if let (Some(address), true) = (&attachment.url, allow_urls) {
        check_address(findings, &at("url"), address, &["https"]);
    } else if attachment.url.is_some() {
        findings.refuse(&at("url"), "not_allowed", "upload it to this service");
    } else {
        findings.refuse(&at("url"), "required", "say where it lies");
    }
    let name = &attachment.file_name;
    findings.name(&at("fileName"), name, LIMITS.file_name_characters);
    let is_type = attachment.content_type.len() <= 127
        && attachment.content_type.is_ascii()
        && attachment
            .content_type
            .split_once('/')
            .is_some_and(|(main, sub)| !main.is_empty() && !sub.is_empty())
        && !attachment.content_type.contains(char::is_control);
    findings.require(
        is_type,
        &at("contentType"),
        "invalid",
        "must be a media type",
    );
    let untimed = attachment.kind == AttachmentKind::Voice && attachment.duration_ms.is_none();
    let detail = "a voice note tells its length";
    findings.require(!untimed, &at("durationMs"), "required", detail);
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
