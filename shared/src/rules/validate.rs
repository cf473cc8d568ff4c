//! Checks of what clients send. Each refusal names the field and what to mend.

use crate::error::{Error, Result};
use crate::rules::limits::LIMITS;
use crate::rules::text;
use crate::wire::{CreateChat, FieldError, Registration, SendMessage};

/// Collects what is wrong, so that the caller learns everything at once.
#[derive(Debug, Default)]
struct Findings(Vec<FieldError>);

impl Findings {
    fn refuse(&mut self, field: &str, code: &str, detail: impl Into<String>) {
        self.0.push(FieldError {
            field: field.into(),
            code: code.into(),
            detail: detail.into(),
        });
    }

    fn length(&mut self, field: &str, value: &str, min: usize, max: usize) {
        let length = value.chars().count();
        if length < min.max(1) && value.trim().is_empty() && min > 0 {
            self.refuse(field, "required", "must not be empty");
        } else if length < min {
            self.refuse(
                field,
                "too_short",
                format!("must have at least {min} characters"),
            );
        } else if length > max {
            self.refuse(
                field,
                "too_long",
                format!("must have at most {max} characters"),
            );
        }
    }

    fn name(&mut self, field: &str, value: &str, max: usize) {
        if value.trim().is_empty() {
            self.refuse(field, "required", "must not be empty");
        } else {
            self.length(field, value, 1, max);
        }
        if text::has_control_characters(value) {
            self.refuse(
                field,
                "control_characters",
                "must not contain control characters",
            );
        }
    }

    fn finish(self) -> Result<()> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Error::fields(self.0))
        }
    }
}

/// Checks a registration.
///
/// # Errors
/// `validation_failed`, with every field that is wrong.
pub fn registration(body: &Registration) -> Result<()> {
    let mut findings = Findings::default();
    let username = &body.username;
    findings.length(
        "username",
        username,
        LIMITS.username_characters_min,
        LIMITS.username_characters_max,
    );
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if !username.chars().all(allowed) {
        findings.refuse(
            "username",
            "invalid",
            "may hold letters a-z, digits, '.', '_' and '-'",
        );
    }
    if !is_email(&body.email) {
        findings.refuse("email", "invalid", "must be an e-mail address");
    }
    findings.length(
        "password",
        &body.password,
        LIMITS.password_characters_min,
        LIMITS.password_characters_max,
    );
    if let Some(display_name) = &body.display_name {
        findings.name("displayName", display_name, LIMITS.name_characters);
    }
    if let Some(name) = body.device.as_ref().and_then(|device| device.name.as_ref()) {
        findings.name("device.name", name, LIMITS.name_characters);
    }
    findings.finish()
}

/// One `@`, something on both sides, a dot in the domain, no spaces: proof comes by mail.
fn is_email(address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else {
        return false;
    };
    !local.is_empty()
        && domain.split('.').count() > 1
        && domain.split('.').all(|label| !label.is_empty())
        && !address.chars().any(|c| c.is_whitespace() || c.is_control())
        && address.chars().count() <= LIMITS.email_characters
}

/// Checks a message about to be sent.
///
/// # Errors
/// `validation_failed`, with every field that is wrong.
pub fn message(body: &SendMessage) -> Result<()> {
    let mut findings = Findings::default();
    findings.length(
        "clientMessageId",
        &body.client_message_id,
        1,
        LIMITS.key_characters,
    );
    match &body.text {
        None => findings.refuse("text", "required", "a message of type text needs a text"),
        Some(content) if content.trim().is_empty() => {
            findings.refuse("text", "required", "must not be empty");
        }
        Some(content) => {
            findings.length("text", content, 1, LIMITS.text_characters);
            if content.len() > LIMITS.text_bytes {
                let limit = LIMITS.text_bytes;
                findings.refuse(
                    "text",
                    "too_long",
                    format!("must have at most {limit} bytes"),
                );
            }
            if text::has_control_characters(content) {
                findings.refuse(
                    "text",
                    "control_characters",
                    "must not hold control characters",
                );
            }
        }
    }
    if let Some(metadata) = &body.metadata {
        let size = serde_json::to_vec(metadata).map_or(usize::MAX, |bytes| bytes.len());
        if size > LIMITS.metadata_bytes {
            let limit = LIMITS.metadata_bytes;
            findings.refuse(
                "metadata",
                "too_long",
                format!("must have at most {limit} bytes"),
            );
        }
    }
    findings.finish()
}

/// Checks a group about to be created; `creator` counts as a member.
///
/// # Errors
/// `validation_failed`, with every field that is wrong.
pub fn group(body: &CreateChat, others: usize) -> Result<()> {
    let mut findings = Findings::default();
    match &body.name {
        None => findings.refuse("name", "required", "a group needs a name"),
        Some(name) => findings.name("name", name, LIMITS.name_characters),
    }
    if let Some(description) = &body.description {
        findings.length("description", description, 0, LIMITS.description_characters);
        if text::has_control_characters(description) {
            findings.refuse(
                "description",
                "control_characters",
                "must not hold control characters",
            );
        }
    }
    if others + 1 > LIMITS.group_members {
        let limit = LIMITS.group_members;
        findings.refuse(
            "memberIds",
            "too_many",
            format!("a group has at most {limit} members"),
        );
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::MessageType;

    fn draft(text: &str) -> SendMessage {
        SendMessage {
            chat_id: None,
            user_id: None,
            client_message_id: "1".to_owned(),
            kind: MessageType::Text,
            text: Some(text.to_owned()),
            metadata: None,
        }
    }

    #[test]
    fn a_text_is_counted_in_characters() {
        assert!(message(&draft(&"é".repeat(8_000))).is_ok());
        assert!(message(&draft(&"é".repeat(8_001))).is_err());
        assert!(message(&draft(&"👩".repeat(6_145))).is_err(), "over 24 KB");
    }

    #[test]
    fn an_empty_text_and_key_are_both_named() {
        let mut body = draft("  ");
        body.client_message_id = String::new();
        let problem = message(&body).unwrap_err().to_problem("");
        let fields: Vec<_> = problem
            .errors
            .iter()
            .map(|error| error.field.as_str())
            .collect();
        assert_eq!(fields, ["clientMessageId", "text"]);
    }

    #[test]
    fn addresses() {
        for good in ["a@b.co", "a+b@sub.example.org", "ü@example.org"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["", "a", "a@b", "@b.co", "a b@c.de", "a@b..c", "a@.de"] {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
