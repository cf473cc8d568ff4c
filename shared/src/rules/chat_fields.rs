//! Fields of groups and channels: which are good.

use crate::error::Result;
use crate::rules::content::check_address;
use crate::rules::findings::Findings;
use crate::rules::limits::LIMITS;
use crate::wire::{CreateChat, EditChat};

/// Most seconds between two messages of one member.
const SLOWEST: u32 = 3_600;

/// The fields of a new chat as a change of an empty one.
#[must_use]
pub fn of_creation(body: &CreateChat) -> EditChat {
    EditChat {
        name: Some(body.name.clone()),
        description: Some(body.description.clone()),
        avatar_url: Some(body.avatar_url.clone()),
        visibility: Some(body.visibility),
        join_policy: Some(body.join_policy),
        history_visibility: Some(body.history_visibility),
        max_members: Some(body.max_members),
        slow_mode_seconds: Some(body.slow_mode_seconds),
        disappear_after_seconds: Some(body.disappear_after_seconds),
        rules: Some(body.rules.clone()),
        tags: Some(body.tags.clone()),
        categories: Some(body.categories.clone()),
        archived: None,
        role_permissions: None,
    }
}

/// Checks fields of a group or channel that will have so many members at least.
///
/// # Errors
/// `validation_failed`, with every field that is wrong.
pub fn check(edit: &EditChat, members: usize) -> Result<()> {
    let mut findings = Findings::default();
    check_texts(&mut findings, edit);
    check_words(&mut findings, "tags", edit.tags.as_ref());
    check_words(&mut findings, "categories", edit.categories.as_ref());
    check_numbers(&mut findings, edit, members);
    findings.finish()
}

/// Checks the one field that a direct chat has.
///
/// # Errors
/// `validation_failed`, with every field that is wrong.
pub fn check_direct(edit: &EditChat) -> Result<()> {
    let mut findings = Findings::default();
    let given = [
        ("name", edit.name.is_some()),
        ("description", edit.description.is_some()),
        ("avatarUrl", edit.avatar_url.is_some()),
        ("visibility", edit.visibility.is_some()),
        ("joinPolicy", edit.join_policy.is_some()),
        ("historyVisibility", edit.history_visibility.is_some()),
        ("maxMembers", edit.max_members.is_some()),
        ("slowModeSeconds", edit.slow_mode_seconds.is_some()),
        ("rules", edit.rules.is_some()),
        ("tags", edit.tags.is_some()),
        ("categories", edit.categories.is_some()),
        ("archived", edit.archived.is_some()),
        ("rolePermissions", edit.role_permissions.is_some()),
    ];
    for (field, is_given) in given {
        findings.require(
            !is_given,
            field,
            "invalid",
            "a direct chat has no such field",
        );
    }
    check_numbers(&mut findings, edit, 2);
    findings.finish()
}

fn check_texts(findings: &mut Findings, edit: &EditChat) {
    match &edit.name {
        None => {}
        Some(None) => findings.refuse("name", "required", "it needs a name"),
        Some(Some(name)) => findings.name("name", name, LIMITS.name_characters),
    }
    let texts = [
        (
            "description",
            &edit.description,
            LIMITS.description_characters,
        ),
        ("rules", &edit.rules, LIMITS.rules_characters),
    ];
    for (field, text, most) in texts {
        if let Some(Some(text)) = text {
            findings.length(field, text, 0, most);
            findings.no_control_characters(field, text);
        }
    }
    if let Some(Some(address)) = &edit.avatar_url {
        check_address(findings, "avatarUrl", address, &["https"]);
    }
}

fn check_words(findings: &mut Findings, field: &str, words: Option<&Option<Vec<String>>>) {
    let Some(Some(words)) = words else { return };
    let most = LIMITS.words;
    if words.len() > most {
        let detail = format!("there may be {most} at most");
        findings.refuse(field, "too_many", detail);
    }
    for (place, word) in words.iter().enumerate() {
        findings.name(&format!("{field}[{place}]"), word, LIMITS.word_characters);
    }
}

fn check_numbers(findings: &mut Findings, edit: &EditChat, members: usize) {
    let ceiling = LIMITS.group_members_ceiling;
    if let Some(most) = edit.max_members {
        let most = most.unwrap_or(LIMITS.group_members);
        let is_good = (2..=ceiling).contains(&most);
        if !is_good {
            let detail = format!("must be between 2 and {ceiling}");
            findings.refuse("maxMembers", "out_of_range", detail);
        } else if members > most as usize {
            let detail = format!("there are {members} members already");
            findings.refuse("maxMembers", "out_of_range", detail);
        }
    }
    if edit
        .slow_mode_seconds
        .flatten()
        .is_some_and(|seconds| seconds > SLOWEST)
    {
        let detail = format!("must be between 0 and {SLOWEST}");
        findings.refuse("slowModeSeconds", "out_of_range", detail);
    }
    let (min, max) = (LIMITS.disappear_seconds_min, LIMITS.disappear_seconds_max);
    let seconds = edit.disappear_after_seconds.flatten();
    if seconds.is_some_and(|seconds| !(min..=max).contains(&seconds)) {
        let detail = format!("must be between {min} and {max}");
        findings.refuse("disappearAfterSeconds", "out_of_range", detail);
    }
}
