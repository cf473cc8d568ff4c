//! Checks of what people say of themselves. Each refusal names the field and what to mend.

use jiff::tz::TimeZone;

use crate::error::Result;
use crate::rules::content::check_address;
use crate::rules::findings::Findings;
use crate::rules::limits::LIMITS;
use crate::rules::password;
use crate::wire::{Device, EditMe, EditSettings, QuietHours, Registration};

/// Signs that the first part of an address may hold beside letters and digits.
const LOCAL: &str = "!#$%&'*+-/=?^_`{|}~.";
/// Digits of a telephone number (ITU-T E.164).
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// Checks a registration.
///
/// # Errors
/// `validation_failed`, with every field that is wrong.
pub fn registration(body: &Registration) -> Result<()> {
    let mut findings = Findings::default();
    check_username(&mut findings, &body.username);
    check_email(&mut findings, &body.email);
    let names = [body.username.as_str(), body.email.as_str()];
    password::check(&mut findings, "password", &body.password, &names);
    if let Some(display_name) = &body.display_name {
        findings.name("displayName", display_name, LIMITS.name_characters);
    }
    check_device(&mut findings, body.device.as_ref());
    findings.finish()
}

/// Checks the device that somebody logs in with.
///
/// # Errors
/// `validation_failed`.
pub fn device(device: Option<&Device>) -> Result<()> {
    let mut findings = Findings::default();
    check_device(&mut findings, device);
    findings.finish()
}

/// Checks a new password; `names` are those that others know of the person.
///
/// # Errors
/// `validation_failed`, naming `newPassword`.
pub fn new_password(new: &str, names: &[&str]) -> Result<()> {
    let mut findings = Findings::default();
    password::check(&mut findings, "newPassword", new, names);
    findings.finish()
}

/// Checks an address that a mail is asked to.
///
/// # Errors
/// `validation_failed`, naming `email`.
pub fn email(address: &str) -> Result<()> {
    let mut findings = Findings::default();
    check_email(&mut findings, address);
    findings.finish()
}

/// Checks what somebody wants to be changed of their account.
///
/// # Errors
/// `validation_failed`, with every field that is wrong.
pub fn edit_me(edit: &EditMe) -> Result<()> {
    let mut findings = Findings::default();
    if let Some(username) = &edit.username {
        check_username(&mut findings, username);
    }
    if let Some(email) = &edit.email {
        check_email(&mut findings, email);
        if edit.current_password.is_none() {
            let detail = "is required for a new address";
            findings.refuse("currentPassword", "required", detail);
        }
    }
    let most = LIMITS.name_characters;
    findings.optional_name("displayName", edit.display_name.as_ref(), most);
    for (field, value) in [
        ("firstName", &edit.first_name),
        ("lastName", &edit.last_name),
    ] {
        findings.optional_name(field, value.as_ref().and_then(Option::as_ref), most);
    }
    if let Some(Some(bio)) = &edit.bio {
        findings.length("bio", bio, 0, LIMITS.bio_characters);
        findings.no_control_characters("bio", bio);
    }
    if let Some(Some(address)) = &edit.avatar_url {
        check_address(&mut findings, "avatarUrl", address, &["https"]);
    }
    if let Some(Some(phone)) = &edit.phone {
        let detail = "must be + and 7 to 15 digits";
        findings.require(is_phone(phone), "phone", "invalid", detail);
    }
    findings.finish()
}

/// Checks settings.
///
/// # Errors
/// `validation_failed`, with every field that is wrong.
pub fn settings(edit: &EditSettings) -> Result<()> {
    let mut findings = Findings::default();
    if let Some(Some(quiet)) = &edit.quiet_hours {
        check_quiet_hours(&mut findings, quiet);
    }
    if let Some(language) = &edit.language {
        let detail = "must be a language tag such as en or pt-BR";
        findings.require(is_language(language), "language", "invalid", detail);
    }
    findings.finish()
}

fn check_username(findings: &mut Findings, username: &str) {
    let (min, max) = (
        LIMITS.username_characters_min,
        LIMITS.username_characters_max,
    );
    findings.length("username", username, min, max);
    let detail = "may hold letters a-z, digits, '.', '_' and '-'";
    let allowed = username.chars().all(is_name_letter);
    findings.require(allowed, "username", "invalid", detail);
}

/// Whether a text could be a username.
#[must_use]
pub fn is_username(text: &str) -> bool {
    let length = LIMITS.username_characters_min..=LIMITS.username_characters_max;
    length.contains(&text.chars().count()) && text.chars().all(is_name_letter)
}

fn is_name_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')
}

fn check_email(findings: &mut Findings, address: &str) {
    let detail = "must be an e-mail address";
    findings.require(is_email(address), "email", "invalid", detail);
}

fn check_device(findings: &mut Findings, device: Option<&Device>) {
    if let Some(name) = device.and_then(|device| device.name.as_ref()) {
        findings.name("device.name", name, LIMITS.name_characters);
    }
}

fn check_quiet_hours(findings: &mut Findings, quiet: &QuietHours) {
    for (field, text) in [
        ("quietHours.from", &quiet.from),
        ("quietHours.to", &quiet.to),
    ] {
        findings.require(is_time(text), field, "invalid", "must be HH:MM");
    }
    let known = TimeZone::get(&quiet.time_zone).is_ok();
    let detail = "must be a time zone such as Europe/Berlin";
    findings.require(known, "quietHours.timeZone", "unknown", detail);
}

fn is_time(text: &str) -> bool {
    let Some((hours, minutes)) = text.split_once(':') else {
        return false;
    };
    let below = |text: &str, most: u8| {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        digits && text.parse().is_ok_and(|number: u8| number < most)
    };
    below(hours, 24) && below(minutes, 60)
}

fn is_phone(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('+') else {
        return false;
    };
    PHONE_DIGITS.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    let is_part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    (2..=8).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && text.len() <= 35
        && parts.all(is_part)
}

/// One `@`, something on both sides, a dot in the domain, and only what SES takes (RFC 5321, section
/// 4.1.2, without quotes; a domain of other letters is written as `xn--…`): proof comes by mail.
#[must_use]
pub fn is_email(address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else {
        return false;
    };
    !local.is_empty()
        && domain.split('.').count() > 1
        && domain.split('.').all(|label| !label.is_empty())
        && local
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || LOCAL.contains(c))
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && domain
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
        && address.chars().count() <= LIMITS.email_characters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for good in ["a@b.co", "a+b@sub.example.org", "a.b'c@x-y.example"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "@b.co",
            "a b@c.de",
            "a@b..c",
            "a@.de",
            "a@b@c.de",
            "ü@b.de",
            "a,b@c.de",
            "a@b.c<d",
            ".a@b.de",
            "a..b@c.de",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn times_numbers_and_languages() {
        assert!(is_time("00:00") && is_time("23:59"));
        assert!(!is_time("24:00") && !is_time("7:00") && !is_time("07:60") && !is_time("0700"));
        assert!(is_phone("+491701234567") && !is_phone("0170") && !is_phone("+49 170 1234567"));
        assert!(is_language("en") && is_language("pt-BR") && is_language("zh-Hant-TW"));
        assert!(!is_language("") && !is_language("e") && !is_language("en_US"));
        assert!(TimeZone::get("Europe/Berlin").is_ok() && TimeZone::get("Mars/Base").is_err());
    }
}
