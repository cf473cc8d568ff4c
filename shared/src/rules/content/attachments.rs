use super::bodies::{check_address, only};
use crate::rules::findings::Findings;
use crate::rules::limits::LIMITS;
use crate::wire::{Attachment, AttachmentKind, MessageType, SendMessage};

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

pub(super) fn check_attachments(findings: &mut Findings, body: &SendMessage, allow_urls: bool) {
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
