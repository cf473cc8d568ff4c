use std::collections::{BTreeMap, HashMap};

use crate::account::Identity;
use crate::app::App;
use crate::chat::view::common;
use crate::error::{Error, Result};
use crate::id::ChatId;
use crate::rules::limits::LIMITS;
use crate::rules::text::{chat_terms, fold};
use crate::rules::{cursor, validate};
use crate::table::about::{self, About};
use crate::table::found::{self, Found, terms};
use crate::table::head::Head;
use crate::table::member::{self, Member};
use crate::wire::{ChatType, FoundChat, Page};

/// Chats whose name, from any of its words on, or a tag of theirs begins with `query`: public ones,
/// and on the first page those of the caller.
///
/// # Errors
/// `validation_failed` for an empty or long query, a wrong limit or a foreign cursor.
pub async fn discover_chats(
    app: &App,
    identity: &Identity,
    query: &str,
    (limit, at): (Option<u32>, Option<&str>),
) -> Result<Page<FoundChat>> {
    let limit = validate::page_limit(limit)?;
    let prefix = fold(query);
    let most = LIMITS.name_characters;
    if prefix.is_empty() || prefix.chars().count() > most {
        let detail = format!("must have 1 to {most} characters");
        return Err(Error::field("q", "invalid", detail));
    }
    let after = at.map(cursor::decode).transpose()?;
    let user = &identity.user_id;
    let (rows, more) = found::search(app, &prefix, after.as_deref(), limit).await?;
    let next = rows
        .last()
        .filter(|_| more)
        .map(|row| cursor::encode(&row.sk));
    let mine = member::chats_of(app, user).await?;
    let known = member::memberships(app, user, &mine).await?;
    let mine: HashMap<ChatId, Member> = known
        .iter()
        .map(|(head, member)| (head.chat_id.clone(), member.clone()))
        .collect();
    let own = known.into_iter().filter(|_| at.is_none());
    let own = own.filter(member::is_present).map(|(head, _)| head);
    let own: Vec<Head> = own.filter(|head| head.kind != ChatType::Direct).collect();
    let public = heads(app, &rows).await?;
    let abouts = about::of_many(app, own.iter().chain(public.values())).await?;
    let none = About::default();
    let about = |head: &Head| abouts.get(&head.chat_id).unwrap_or(&none);
    let mut shown = BTreeMap::new();
    for head in own {
        let tags = &about(&head).tags;
        let words = chat_terms(head.name.as_deref().unwrap_or_default(), tags);
        if words.iter().any(|word| word.starts_with(&prefix)) {
            shown.insert((head.name.clone(), head.chat_id.clone()), head);
        }
    }
    for row in &rows {
        let Some(head) = public.get(&row.chat_id) else {
            continue;
        };
        // Who is found by several words is shown at the first of them; old rows show nobody.
        let words = terms(head, about(head));
        let mut fitting: Vec<&String> = words
            .iter()
            .filter(|word| word.starts_with(&prefix))
            .collect();
        fitting.sort();
        let is_mine = mine.get(&row.chat_id).is_some_and(Member::is_active);
        if fitting.first().is_some_and(|word| *word == row.term()) && !is_mine {
            shown.insert((head.name.clone(), head.chat_id.clone()), head.clone());
        }
    }
    let data = shown.into_values().map(|head| FoundChat {
        my_state: mine.get(&head.chat_id).map(|member| member.state),
        chat: common(&head, about(&head)),
    });
    Ok(Page::of(data.collect(), next))
}

async fn heads(app: &App, rows: &[Found]) -> Result<HashMap<ChatId, Head>> {
    let mut chats: Vec<ChatId> = rows.iter().map(|row| row.chat_id.clone()).collect();
    chats.sort();
    chats.dedup();
    crate::table::head::get_many(app, &chats).await
}
