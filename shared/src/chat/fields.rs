//! What a change of a chat's fields alters.

use serde::Serialize;
use serde_json::Value;

use crate::error::{Error, Result};
use crate::rules::limits::LIMITS;
use crate::table::about::About;
use crate::table::head::Head;
use crate::wire::{Changes, EditChat};

/// Alters a chat, and tells which fields have another value now.
///
/// # Errors
/// Never: every field has a JSON form.
pub(super) fn apply(edit: &EditChat, head: &mut Head, about: &mut About) -> Result<Changes> {
    let mut changes = Changes::new();
    let name = edit.name.as_ref().map(|name| name.as_deref().map(trimmed));
    set(&mut changes, "name", &mut head.name, name)?;
    let description = edit.description.clone().map(filled);
    set(
        &mut changes,
        "description",
        &mut about.description,
        description,
    )?;
    set(
        &mut changes,
        "avatarUrl",
        &mut about.avatar_url,
        edit.avatar_url.clone(),
    )?;
    set(
        &mut changes,
        "rules",
        &mut about.rules,
        edit.rules.clone().map(filled),
    )?;
    let words = |words: &Option<Option<Vec<String>>>| {
        let words = words.as_ref().map(Option::as_deref);
        words.map(|words| distinct(words.unwrap_or_default()))
    };
    set(&mut changes, "tags", &mut about.tags, words(&edit.tags))?;
    set(
        &mut changes,
        "categories",
        &mut about.categories,
        words(&edit.categories),
    )?;
    apply_rules(edit, head, &mut changes)?;
    head.has_about = !about.is_empty();
    Ok(changes)
}

/// How the chat works.
fn apply_rules(edit: &EditChat, head: &mut Head, changes: &mut Changes) -> Result<()> {
    let visibility = edit.visibility.map(Option::unwrap_or_default);
    set(changes, "visibility", &mut head.visibility, visibility)?;
    let policy = edit.join_policy.map(Option::unwrap_or_default);
    set(changes, "joinPolicy", &mut head.join_policy, policy)?;
    let history = edit.history_visibility.map(Option::unwrap_or_default);
    set(
        changes,
        "historyVisibility",
        &mut head.history_visibility,
        history,
    )?;
    if let Some(most) = edit.max_members {
        let mut now = head.max_members();
        let most_or_usual = most.unwrap_or(LIMITS.group_members);
        set(changes, "maxMembers", &mut now, Some(most_or_usual))?;
        head.max_members = most;
    }
    if let Some(seconds) = edit.slow_mode_seconds {
        let mut now = head.slow_mode_seconds.unwrap_or_default();
        set(
            changes,
            "slowModeSeconds",
            &mut now,
            Some(seconds.unwrap_or_default()),
        )?;
        head.slow_mode_seconds = seconds;
    }
    let seconds = edit.disappear_after_seconds;
    set(
        changes,
        "disappearAfterSeconds",
        &mut head.disappear_after_seconds,
        seconds,
    )?;
    let archived = edit.archived.map(Option::unwrap_or_default);
    set(changes, "archived", &mut head.archived, archived)?;
    let roles = edit.role_permissions.clone();
    set(
        changes,
        "rolePermissions",
        &mut head.role_permissions,
        roles,
    )?;
    Ok(())
}

fn set<T: PartialEq + Serialize>(
    changes: &mut Changes,
    field: &str,
    held: &mut T,
    wanted: Option<T>,
) -> Result<()> {
    let Some(wanted) = wanted.filter(|wanted| wanted != held) else {
        return Ok(());
    };
    let value: Value = serde_json::to_value(&wanted).map_err(Error::internal)?;
    changes.insert(field.to_owned(), value);
    *held = wanted;
    Ok(())
}

fn trimmed(text: &str) -> String {
    text.trim().to_owned()
}

fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

/// Words in their order, each once, without regard to case.
fn distinct(words: &[String]) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    for word in words {
        let word = word.trim();
        if !distinct.iter().any(|one| one.eq_ignore_ascii_case(word)) {
            distinct.push(word.to_owned());
        }
    }
    distinct
}
