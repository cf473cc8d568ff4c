use crate::account::Identity;
use crate::app::App;
use crate::error::Result;
use crate::id::{ChatId, UserId};
use crate::log::require_member;
use crate::presence;
use crate::table::viewing::{self, Typed};
use crate::time::Time;
use crate::wire::{Page, PresenceStatus, Typing};

/// Who types in a chat now, as far as the caller may see it, without the caller.
///
/// # Errors
/// `not_found`.
pub async fn list_typing(app: &App, identity: &Identity, chat: &ChatId) -> Result<Page<Typing>> {
    let user = &identity.user_id;
    require_member(app, chat, user).await?;
    let now = Time::now().millis();
    let scene = viewing::scene(app, chat, true).await?;
    let looks = |person: &UserId| scene.views.iter().any(|view| view.user_id == *person);
    let typed = scene.typed.iter().filter(|typed| {
        let person = &typed.user_id;
        typed.until > now && person != user && looks(person)
    });
    let typed: Vec<Typed> = typed.cloned().collect();
    let people: Vec<UserId> = typed.iter().map(|typed| typed.user_id.clone()).collect();
    let seen = presence::see(app, user, &people).await?;
    // Who is not seen to be there is not seen to type.
    let is_seen = |typed: &Typed| {
        let presence = seen.get(&typed.user_id);
        presence.is_some_and(|presence| presence.status != PresenceStatus::Offline)
    };
    let typed = typed.into_iter().filter(is_seen).map(|typed| Typing {
        user_id: typed.user_id,
        expires_at: Time::from_millis(typed.until),
    });
    Ok(Page::of(typed.collect(), None))
}
