use crate::account::Identity;
use crate::app::App;
use crate::error::Result;
use crate::id::ChatId;
use crate::log::require_member;
use crate::rules::limits::LIMITS;
use crate::rules::{cursor, validate};
use crate::table::member::{Member, PREFIX};
use crate::table::profile;
use crate::table::rows;
use crate::wire::{self, MemberState, Page};

/// The members of a chat, page by page; those in another state for who manages members.
///
/// # Errors
/// `not_found`, `forbidden`; `validation_failed` for a wrong limit or a foreign cursor.
pub async fn list_members(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    state: Option<MemberState>,
    (limit, at): (Option<u32>, Option<&str>),
) -> Result<Page<wire::Member>> {
    let limit = validate::page_limit(limit)?;
    let mut after = at.map(cursor::decode).transpose()?;
    let (head, me) = require_member(app, chat, &identity.user_id).await?;
    let state = state.unwrap_or(MemberState::Active);
    if state != MemberState::Active {
        super::require_management(&head, &me, "list who is not in it")?;
    }
    let mut members: Vec<Member> = Vec::new();
    let mut more = true;
    while more && members.len() < limit as usize {
        let (found, has_more): (Vec<Member>, bool) = rows::page(
            app,
            chat.as_str(),
            PREFIX,
            after.as_deref(),
            LIMITS.page_max,
        )
        .await?;
        more = has_more;
        for member in found {
            if members.len() == limit as usize {
                more = true;
                break;
            }
            after = Some(member.user_id.to_string());
            if member.state == state {
                members.push(member);
            }
        }
    }
    let people = members.iter().map(|member| member.user_id.clone());
    let people = profile::get_many(app, people.collect()).await?;
    let data = members
        .iter()
        .map(|member| member.to_wire(people.get(&member.user_id)));
    let next = after.filter(|_| more);
    Ok(Page::of(
        data.collect(),
        next.map(|after| cursor::encode(&after)),
    ))
}
