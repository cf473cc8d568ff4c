//! Checks of what clients send. Each refusal names the field and what to mend.

use crate::error::{Error, Result};
use crate::rules::chat_fields;
use crate::rules::findings::Findings;
use crate::rules::limits::LIMITS;
use crate::time::Time;
use crate::wire::{CreateChat, Forward, NewInvite};

/// Checks a group or channel about to be created; its creator counts as a member.
///
/// # Errors
/// `validation_failed`, with every field that is wrong.
pub fn group(body: &CreateChat, others: usize) -> Result<()> {
    chat_fields::check(&chat_fields::of_creation(body), 1)?;
    let most = body.max_members.unwrap_or(LIMITS.group_members);
    if others + 1 > most as usize {
        let detail = format!("the chat takes {most} members at most");
        return Err(Error::field("memberIds", "too_many", detail));
    }
    Ok(())
}

/// Checks why somebody has to go.
///
/// # Errors
/// `validation_failed`, when it is too long.
pub fn reason(reason: Option<&str>) -> Result<()> {
    let mut findings = Findings::default();
    if let Some(reason) = reason {
        findings.length("reason", reason, 0, LIMITS.reason_characters);
        findings.no_control_characters("reason", reason);
    }
    findings.finish()
}

/// Checks what a member is to be called.
///
/// # Errors
/// `validation_failed`, when it is empty or too long.
pub fn member_title(title: Option<&String>) -> Result<()> {
    let mut findings = Findings::default();
    findings.optional_name("title", title, LIMITS.member_title_characters);
    findings.finish()
}

/// Checks an invitation about to be made.
///
/// # Errors
/// `validation_failed`, with every field that is wrong.
pub fn invite(body: &NewInvite, now: Time) -> Result<()> {
    let mut findings = Findings::default();
    let is_ahead = body.expires_at.is_none_or(|at| at > now);
    findings.require(is_ahead, "expiresAt", "out_of_range", "must lie ahead");
    let most = LIMITS.invite_uses;
    if body
        .max_uses
        .is_some_and(|uses| !(1..=most).contains(&uses))
    {
        let detail = format!("must be between 1 and {most}");
        findings.refuse("maxUses", "out_of_range", detail);
    }
    findings.finish()
}

/// Checks a forward.
///
/// # Errors
/// `validation_failed`, with every field that is wrong.
pub fn forward(body: &Forward) -> Result<()> {
    let mut findings = Findings::default();
    let key = &body.client_message_id;
    findings.length("clientMessageId", key, 1, LIMITS.key_characters);
    let most = LIMITS.forward_chats;
    if !(1..=most).contains(&body.chat_ids.len()) {
        let detail = format!("name 1 to {most} chats");
        findings.refuse("chatIds", "out_of_range", detail);
    }
    findings.finish()
}

/// Checks an `Idempotency-Key`.
///
/// # Errors
/// `validation_failed`, when it is empty or too long.
pub fn idempotency_key(key: &str) -> Result<()> {
    let mut findings = Findings::default();
    findings.length("Idempotency-Key", key, 1, LIMITS.key_characters);
    findings.finish()
}

/// The size of a page: what was asked, or the default.
///
/// # Errors
/// `validation_failed`, when it is not between 1 and the maximum.
pub fn page_limit(asked: Option<u32>) -> Result<u32> {
    let limit = asked.unwrap_or(LIMITS.page_default);
    if limit == 0 || limit > LIMITS.page_max {
        let max = LIMITS.page_max;
        return Err(Error::field(
            "limit",
            "out_of_range",
            format!("must be between 1 and {max}"),
        ));
    }
    Ok(limit)
}
