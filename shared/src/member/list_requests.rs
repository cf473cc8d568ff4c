use crate::account::Identity;
use crate::app::App;
use crate::error::Result;
use crate::id::ChatId;
use crate::log::require_member;
use crate::rules::{cursor, validate};
use crate::table::join_request::{JoinRequest, PREFIX};
use crate::table::profile::{self, Profile};
use crate::table::rows;
use crate::wire::{Page, Requester};

/// Who asks to be let in.
///
/// # Errors
/// `not_found`, `forbidden`; `validation_failed` for a wrong limit or a foreign cursor.
pub async fn list_requests(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    (limit, at): (Option<u32>, Option<&str>),
) -> Result<Page<Requester>> {
    let limit = validate::page_limit(limit)?;
    let after = at.map(cursor::decode).transpose()?;
    let (head, me) = require_member(app, chat, &identity.user_id).await?;
    super::require_management(&head, &me, "answer requests")?;
    let (requests, more): (Vec<JoinRequest>, bool) =
        rows::page(app, chat.as_str(), PREFIX, after.as_deref(), limit).await?;
    let people = requests.iter().map(|request| request.person_id.clone());
    let people = profile::get_many(app, people.collect()).await?;
    let last = requests.last().filter(|_| more);
    let next = last.map(|request| cursor::encode(request.person_id.as_str()));
    let data = requests.into_iter().map(|request| Requester {
        user: people.get(&request.person_id).map(Profile::to_stranger),
        user_id: request.person_id,
        requested_at: request.requested_at,
    });
    Ok(Page::of(data.collect(), next))
}
