use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::account::contacts_among;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ConnectionId, UserId};
use crate::presence::look_again::{due, look_later};
use crate::presence::{event, forget_connection};
use crate::push;
use crate::rules::limits::LIMITS;
use crate::table::presence::{self, Presence, Told, presence_key};
use crate::table::watch::{self, Watch};
use crate::table::{applied, block, head, member, number, to_item};
use crate::time::Time;
use crate::wire::job::Target;
use crate::wire::{Audience, ChatType, Event, UserPresence};

/// How often to tell while the record changes under one's hands.
const ATTEMPTS: u32 = 5;

/// An event, and whom to post it to.
pub(crate) type Post = (Event, Vec<Target>);

/// What is to be told.
#[derive(Debug)]
pub(crate) struct News {
    /// What to post to whom.
    pub(crate) posts: Vec<Post>,
    /// Whose it is.
    pub(crate) record: Presence,
    /// They show themself now and did not before, or the other way round.
    pub(crate) shows_otherwise: bool,
}

/// Looks at what somebody is now, and has `tell` tell it to those who watch, if they have not been
/// told. Connections of which nothing is heard are closed before.
///
/// It is told before it is noted as told: a worker that dies tells again. When the record has changed
/// in between, and what was told is no more so, somebody else may have told the newer before this one
/// told the older: it is told once more.
///
/// # Errors
/// When DynamoDB refuses, or `tell` does.
pub(crate) async fn tell_presence<F>(
    app: &App,
    user: &UserId,
    tell: impl Fn(News) -> F,
) -> Result<()>
where
    F: Future<Output = Result<()>>,
{
    let mut told: Option<Told> = None;
    for _ in 0..ATTEMPTS {
        let Some(record) = presence::get(app, user).await? else {
            return Ok(());
        };
        let now = Time::now();
        let silent = record.silent(now, app.config.pace);
        if !silent.is_empty() {
            end(app, user, silent).await?;
            continue;
        }
        let seen = record.seen(now, app.config.pace);
        let present = Told {
            status: seen.status,
            text: seen.text.clone(),
            hidden: record.facts.is_hidden(),
            shown_to: record.facts.shown_to,
            at: now.millis(),
        };
        let is_news = match &told {
            Some(told) => !told.says_the_same(&present),
            None => record.is_news(&seen),
        };
        if is_news {
            let due = due(&record, now);
            if told.is_none() && due > now {
                return look_later(app, &record, due, now).await;
            }
            tell(news(app, &record, &seen, now).await?).await?;
            told = Some(present);
        }
        if note(app, &record, told.as_ref()).await? {
            return Ok(());
        }
    }
    Err(Error::unavailable("presence changes all the time"))
}

/// Closes connections that are silent. Who is alive after all opens another one, and syncs.
async fn end(app: &App, user: &UserId, silent: Vec<(ConnectionId, presence::Link)>) -> Result<()> {
    for (connection, _) in silent {
        if let Err(error) = push::close(app, &connection).await {
            tracing::warn!(connection = connection.0, cause = %error, "not closed");
        }
        forget_connection(app, user, &connection).await?;
    }
    Ok(())
}

/// What is to be told to whom: what they are to those who may see it, and to their own devices; when
/// they do not show it to as many any more, to the others that there is nothing to be seen.
async fn news(app: &App, record: &Presence, seen: &UserPresence, now: Time) -> Result<News> {
    let user = &record.user_id;
    let (partners, watches, apart) = tokio::try_join!(
        partners(app, user),
        watch::of(app, user),
        block::apart_from(app, user)
    )?;
    let own = record
        .connections
        .iter()
        .map(|(id, link)| target(user, id, link.at));
    let mut shown: Vec<Target> = own.collect();
    let mut hidden = Vec::new();
    for partner in &partners {
        let links = partner.connections.iter();
        let targets = links.map(|(id, link)| target(&partner.user_id, id, link.at));
        match record.facts.shown_to {
            _ if apart.contains(&partner.user_id) => {}
            Audience::Nobody => hidden.extend(targets),
            Audience::Everyone | Audience::Contacts => shown.extend(targets),
        }
    }
    let known = shown
        .iter()
        .chain(&hidden)
        .map(|target| target.connection_id.clone());
    let known: BTreeSet<ConnectionId> = known.collect();
    let watches: Vec<Watch> = watches
        .into_iter()
        .filter(|watch| !known.contains(&watch.connection_id) && !apart.contains(&watch.user_id))
        .collect();
    let watchers: BTreeSet<UserId> = watches.iter().map(|watch| watch.user_id.clone()).collect();
    let may_see = match record.facts.shown_to {
        Audience::Everyone => watchers,
        Audience::Contacts => contacts_among(app, user, watchers).await?,
        Audience::Nobody => BTreeSet::new(),
    };
    for watch in watches {
        let target = target(&watch.user_id, &watch.connection_id, 0);
        match may_see.contains(&watch.user_id) {
            true => shown.push(target),
            false => hidden.push(target),
        }
    }
    let told = record.facts.told.as_ref();
    let mut posts = vec![(event(user, seen.clone(), now)?, shown)];
    if told.is_some_and(|told| told.shown_to != record.facts.shown_to) {
        posts.push((event(user, UserPresence::hidden(), now)?, hidden));
    }
    Ok(News {
        posts,
        shows_otherwise: record.facts.is_hidden() != told.is_some_and(|told| told.hidden),
        record: record.clone(),
    })
}

/// Those with whom somebody has a direct chat, so many at most.
async fn partners(app: &App, user: &UserId) -> Result<Vec<Presence>> {
    let direct = member::direct_chats_of(app, user, LIMITS.presence_partners).await?;
    let heads = head::get_many(app, &direct).await?.into_values();
    let heads = heads.filter(|head| head.kind == ChatType::Direct);
    let mut partners: Vec<UserId> = heads.flat_map(|head| head.pair).collect();
    partners.retain(|partner| partner != user);
    presence::get_many(app, &partners).await
}

fn target(user: &UserId, connection: &ConnectionId, opened_at: i64) -> Target {
    Target {
        user_id: user.clone(),
        connection_id: connection.clone(),
        opened_at,
    }
}

/// Notes what was told, if the record is as it was read; and takes who has no connections out of the
/// index.
async fn note(app: &App, record: &Presence, told: Option<&Told>) -> Result<bool> {
    let leaves = record.connections.is_empty() && record.facts.live.is_some();
    let mut update = app
        .dynamodb
        .update_item()
        .table_name(app.config.presence_table()?)
        .set_key(Some(presence_key(&record.user_id)))
        .condition_expression("attribute_exists(userId) AND revision = :seen")
        .expression_attribute_values(":seen", number(record.facts.revision));
    update = match (told, leaves) {
        (None, false) => return Ok(true),
        (None, true) => update.update_expression("REMOVE live"),
        (Some(_), false) => update.update_expression("SET told = :told"),
        (Some(_), true) => update.update_expression("SET told = :told REMOVE live"),
    };
    if let Some(told) = told {
        let told = AttributeValue::M(to_item(told)?);
        update = update.expression_attribute_values(":told", told);
    }
    applied(update.send().await)
}
