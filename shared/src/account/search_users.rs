use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::account::contacts::Viewer;
use crate::account::{Identity, get_user};
use crate::app::App;
use crate::error::{Error, Result};
use crate::rules::limits::LIMITS;
use crate::rules::text::{fold, search_terms};
use crate::rules::validate;
use crate::table::names::{self, Hit};
use crate::table::profile::{self, Profile};
use crate::wire::{Page, User};

/// People whose username, display name or a word of it begins with `query`, without regard to
/// case, by name; the caller is left out, and who does not show themself to the caller.
///
/// # Errors
/// `validation_failed` for an empty or long query, a wrong limit or a foreign cursor.
pub async fn search_users(
    app: &App,
    identity: &Identity,
    query: &str,
    limit: Option<u32>,
    cursor: Option<&str>,
) -> Result<Page<User>> {
    let limit = validate::page_limit(limit)?;
    let prefix = fold(query);
    if prefix.is_empty() || prefix.chars().count() > LIMITS.name_characters {
        let max = LIMITS.name_characters;
        return Err(Error::field(
            "q",
            "invalid",
            format!("must have 1 to {max} characters"),
        ));
    }
    let after = cursor.map(|cursor| decode(cursor, &prefix)).transpose()?;
    let (hits, next) = names::search(app, &prefix, after.as_deref(), limit).await?;

    let ids = hits.iter().map(|hit| hit.user_id.clone()).collect();
    let mut profiles = profile::get_many(app, ids).await?;
    profiles.remove(&identity.user_id);
    let mut viewer = Viewer::new(&identity.user_id);
    let mut data = Vec::new();
    for hit in &hits {
        let found = profiles.get(&hit.user_id);
        if let Some(found) = found.filter(|found| is_shown_at(found, hit, &prefix)) {
            data.extend(get_user::found(app, &mut viewer, found).await?);
        }
    }
    Ok(Page::of(
        data,
        next.map(|sort| URL_SAFE_NO_PAD.encode(sort)),
    ))
}

/// Whether this row is the one that shows the person: who is found by several terms, maybe on
/// different pages, is shown at the first of them.
fn is_shown_at(found: &Profile, hit: &Hit, prefix: &str) -> bool {
    let terms = search_terms(&found.username, &found.display_name);
    terms
        .into_iter()
        .find(|term| term.starts_with(prefix))
        .as_ref()
        == Some(&hit.term)
}

fn decode(cursor: &str, prefix: &str) -> Result<String> {
    URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .filter(|sort| sort.starts_with(prefix))
        .ok_or_else(|| Error::field("cursor", "invalid", "is not a cursor of this search"))
}
