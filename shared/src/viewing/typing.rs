use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;

use crate::account::Identity;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::id::{ChatId, ConnectionId, UserId};
use crate::log::require_member;
use crate::rules::limits::LIMITS;
use crate::rules::permission::Permission;
use crate::table::member::Membership;
use crate::table::viewing::{self, Scene, Typed, typed_key};
use crate::table::{EXPIRES_AT, applied, block, number, presence, text};
use crate::time::Time;
use crate::viewing::open_chat::open_chat;
use crate::viewing::tell::Audience;
use crate::wire::{Typing, TypingState};

/// Milliseconds between two pushes.
const INTERVAL: i64 = LIMITS.typing_interval_seconds as i64 * 1000;
/// What is remembered at most before it is looked through.
const MANY: usize = 1_000;

/// When this environment last saw a push of somebody's typing in a chat: what comes within the
/// interval is left without asking a table.
static PUSHED: Mutex<BTreeMap<(UserId, ChatId), i64>> = Mutex::new(BTreeMap::new());

/// Tells those who have the chat open that the caller types there, or does no more: at most once in
/// the interval for one person and chat, whatever device and environment it comes through. Who types
/// has the chat open. A stop that comes too early is noted, and not told: typing ends by itself.
///
/// One round of reads beside each other: membership and head (2 read units), who looks (0.5 for 30
/// connections), who is apart from the caller (1), what the caller is to others (0.5). One write, the
/// conditional one that keeps the interval. Then the posts.
///
/// # Errors
/// `not_found`; `forbidden` for who may not write there.
pub async fn typing(
    app: &App,
    identity: &Identity,
    connection: &ConnectionId,
    chat: &ChatId,
    state: TypingState,
) -> Result<()> {
    let user = &identity.user_id;
    if state == TypingState::Started && was_pushed(user, chat, Time::now()) {
        return Ok(());
    }
    let (membership, mut scene, presence, apart) = tokio::try_join!(
        require_member(app, chat, user),
        viewing::scene(app, chat, false),
        presence::glance(app, user),
        block::apart_from(app, user),
    )?;
    require_post(&membership)?;
    if membership.0.member_count > LIMITS.typing_members {
        return Ok(());
    }
    let looks = |scene: &Scene| {
        let mut views = scene.views.iter();
        views.any(|view| view.connection_id == *connection)
    };
    if !looks(&scene) {
        open_chat(app, identity, connection, chat).await?;
        scene = viewing::scene(app, chat, true).await?;
    }
    if presence.is_some_and(|record| record.facts.is_hidden()) {
        return Ok(());
    }
    let audience = Audience::of(chat, &scene.views);
    let known = scene.typed_by(user);
    match state {
        TypingState::Started => start(app, &audience, user, chat, known, &apart).await,
        TypingState::Stopped => stop(app, &audience, user, chat, known, &apart).await,
    }
}

fn require_post((head, member): &Membership) -> Result<()> {
    let may = member.standing(head).permissions();
    if may.contains(&Permission::Post) && !head.archived {
        return Ok(());
    }
    let detail = "You may not write in this chat.";
    Err(Error::new(Code::Forbidden, detail))
}

async fn start(
    app: &App,
    audience: &Audience<'_>,
    user: &UserId,
    chat: &ChatId,
    known: Option<&Typed>,
    apart: &BTreeSet<UserId>,
) -> Result<()> {
    let now = Time::now();
    if let Some(typed) = known.filter(|typed| now.millis() - typed.told_at < INTERVAL) {
        remember(user, chat, Time::from_millis(typed.told_at));
        return Ok(());
    }
    let until = now.plus_seconds(i64::from(LIMITS.typing_seconds));
    let update = update(app, user, chat, now)?
        .update_expression("SET toldAt = :now, #until = :until, userId = :user, #expires = :end")
        .condition_expression("attribute_not_exists(toldAt) OR toldAt <= :then")
        .expression_attribute_names("#expires", EXPIRES_AT)
        .expression_attribute_values(":then", number(now.millis() - INTERVAL))
        .expression_attribute_values(":until", number(until.millis()))
        .expression_attribute_values(":user", text(user.as_str()))
        .expression_attribute_values(":end", number(until.seconds() + 60));
    let told = applied(update.send().await)?;
    remember(user, chat, now);
    if told {
        tell(app, audience, "typing.started", user, apart, until).await?;
    }
    Ok(())
}

async fn stop(
    app: &App,
    audience: &Audience<'_>,
    user: &UserId,
    chat: &ChatId,
    known: Option<&Typed>,
    apart: &BTreeSet<UserId>,
) -> Result<()> {
    let now = Time::now();
    if known.is_none_or(|typed| typed.until <= now.millis()) {
        return Ok(());
    }
    let stop = update(app, user, chat, now)?
        .update_expression("SET toldAt = :now, #until = :now")
        .condition_expression("#until > :now AND toldAt <= :then")
        .expression_attribute_values(":then", number(now.millis() - INTERVAL));
    if applied(stop.send().await)? {
        remember(user, chat, now);
        return tell(app, audience, "typing.stopped", user, apart, now).await;
    }
    let stop = update(app, user, chat, now)?
        .update_expression("SET #until = :now")
        .condition_expression("#until > :now");
    applied(stop.send().await).map(drop)
}

fn update(app: &App, user: &UserId, chat: &ChatId, now: Time) -> Result<UpdateItemFluentBuilder> {
    Ok(app
        .dynamodb
        .update_item()
        .table_name(app.config.connections_table()?)
        .set_key(Some(typed_key(chat, user)))
        .expression_attribute_names("#until", "until")
        .expression_attribute_values(":now", number(now.millis())))
}

async fn tell(
    app: &App,
    audience: &Audience<'_>,
    kind: &str,
    user: &UserId,
    apart: &BTreeSet<UserId>,
    expires_at: Time,
) -> Result<()> {
    let typing = Typing {
        user_id: user.clone(),
        expires_at,
    };
    audience.tell(app, kind, user, apart, &typing).await
}

fn was_pushed(user: &UserId, chat: &ChatId, now: Time) -> bool {
    let pushed = PUSHED.lock().unwrap_or_else(PoisonError::into_inner);
    let at = pushed.get(&(user.clone(), chat.clone()));
    at.is_some_and(|at| now.millis() - at < INTERVAL)
}

fn remember(user: &UserId, chat: &ChatId, at: Time) {
    let mut pushed = PUSHED.lock().unwrap_or_else(PoisonError::into_inner);
    if pushed.len() >= MANY {
        let now = Time::now().millis();
        pushed.retain(|_, at| now - *at < INTERVAL);
    }
    pushed.insert((user.clone(), chat.clone()), at.millis());
}
