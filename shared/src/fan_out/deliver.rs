use serde_json::Value;

use crate::app::App;
use crate::chat::view;
use crate::error::{Error, Result};
use crate::fan_out::mark_pushed::mark_pushed;
use crate::fan_out::move_aside::{forget_later, move_aside};
use crate::fan_out::post_to_many::post_to_many;
use crate::fan_out::wipe::wipe;
use crate::id::{ConnectionId, MessageId, UserId};
use crate::log::{lifetime, news};
use crate::queue;
use crate::table::entry::{self, Entry, Range};
use crate::table::head::{self, Head};
use crate::table::member::{self, Member};
use crate::table::{presence, profile};
use crate::time::Time;
use crate::viewing;
use crate::wire::job::{Delivery, Job, News, Target};
use crate::wire::{Happening, Message};

/// Members one worker serves. A larger chat is handed on page by page, so that workers run side by
/// side and none runs into its timeout.
const MEMBERS_PER_JOB: usize = 300;
/// Entries looked at for the beginning of a log: the beginning keeps up with a log that grows by one.
const ENTRIES_LOOKED_AT: u32 = 25;

/// Pushes an entry to the live connections of its chat's members, then notes on the head that it
/// was pushed. `origin` is the connection that has the acknowledgement; members up to `after` were
/// served by an earlier job.
pub(super) async fn deliver(
    app: &App,
    mut delivery: Delivery,
    origin: Option<ConnectionId>,
    after: Option<UserId>,
) -> Result<()> {
    hide_expired(&mut delivery);
    name_sender(app, &mut delivery).await?;
    let chat = delivery.chat_id.clone();
    let roster = member::roster(app, &chat, after.as_ref(), MEMBERS_PER_JOB).await?;
    // The queue hands a job out twice now and then, and the safety net may have been quicker.
    let is_first_page = after.is_none();
    let pushed = |head: &Head| head.is_pushed(delivery.seq);
    if is_first_page && roster.head.as_ref().is_some_and(pushed) {
        return Ok(());
    }
    if roster.more {
        let after = roster.members.last().map(|member| member.user_id.clone());
        let job = Job::Deliver {
            delivery: Box::new(delivery.clone()),
            origin: origin.clone(),
            after,
        };
        queue::send(app, job, 0).await?;
    }
    let head = match roster.head {
        Some(head) => head,
        None => {
            let head = head::get(app, &chat).await?;
            head.ok_or_else(|| Error::internal("a chat without a head"))?
        }
    };
    let (told, blind) = recipients(&head, &roster.members, &delivery, is_first_page);
    let (told, blind) = tokio::try_join!(
        connections_of(app, &told, origin.as_ref()),
        connections_of(app, &blind, origin.as_ref())
    )?;
    if is_first_page {
        // Before they are told that they went: nothing is told to them after that.
        send_away(app, &delivery).await?;
    }
    post(app, &delivery, &head, told).await?;
    post_place(app, &delivery, blind).await?;

    if is_first_page {
        wipe(app, &delivery).await?;
        move_aside(app, &delivery).await?;
        if let News::Happened { event, .. } = &delivery.news
            && *event == Happening::ChatDeleted
        {
            let chat_id = chat.clone();
            queue::send(app, Job::Purge { chat_id }, 0).await?;
        }
        let first_seq = first_seq(app, &head, &delivery).await?;
        let sender = sender(&roster.members, &delivery);
        mark_pushed(app, head, &delivery, sender, first_seq).await?;
        forget_later(app, &delivery).await;
    }
    Ok(())
}

/// Who is told: who is in the chat and was before the entry, and who went by it. Apart from them,
/// whom the message that changed does not concern: it was there before they came.
fn recipients(
    head: &Head,
    members: &[Member],
    delivery: &Delivery,
    is_first_page: bool,
) -> (Vec<UserId>, Vec<UserId>) {
    let about = about(delivery);
    let were_here = members
        .iter()
        .filter(|member| member.is_active() && member.joined_seq < delivery.seq);
    let (told, blind): (Vec<&Member>, Vec<&Member>) =
        were_here.partition(|member| about > member.floor(head));
    let ids = |members: Vec<&Member>| -> Vec<UserId> {
        let members = members.into_iter();
        members.map(|member| member.user_id.clone()).collect()
    };
    let mut told = ids(told);
    if let News::Happened { former, .. } = &delivery.news
        && is_first_page
    {
        told.extend(former.iter().cloned());
    }
    (told, ids(blind))
}

/// Who is in the chat no more does not look at it any more.
async fn send_away(app: &App, delivery: &Delivery) -> Result<()> {
    let News::Happened { event, former, .. } = &delivery.news else {
        return Ok(());
    };
    if *event == Happening::ChatDeleted {
        viewing::remove(app, &delivery.chat_id, None).await
    } else if former.is_empty() {
        Ok(())
    } else {
        viewing::remove(app, &delivery.chat_id, Some(former)).await
    }
}

/// The place of the message that an entry is, or changes.
fn about(delivery: &Delivery) -> u64 {
    match &delivery.news {
        News::Created { message } | News::Updated { message } | News::Deleted { message, .. } => {
            message.seq
        }
        News::Other { data, .. } => {
            let id = data["messageId"].as_str().map(MessageId::from);
            id.and_then(|id| id.seq()).unwrap_or(delivery.seq)
        }
        News::Happened { .. } => delivery.seq,
    }
}

/// Tells of an entry its place alone, so that it does not seem missed.
async fn post_place(app: &App, delivery: &Delivery, targets: Vec<Target>) -> Result<()> {
    if targets.is_empty() {
        return Ok(());
    }
    let mut delivery = delivery.clone();
    delivery.news = news::expired(delivery.seq);
    post_to_many(app, &news::event(&delivery)?, targets, 0).await
}

/// What some people are told in place of what everybody is.
async fn told_apart(
    app: &App,
    delivery: &Delivery,
    head: &Head,
) -> Result<Option<(Vec<UserId>, Value)>> {
    match &delivery.news {
        News::Other { own: Some(own), .. } => {
            Ok(Some((vec![own.user_id.clone()], own.data.clone())))
        }
        News::Happened { data, added, .. } if !added.is_empty() => {
            let mut data = data.clone();
            let chat = view::common(head, &view::about(app, head).await?);
            data["chat"] = serde_json::to_value(chat).map_err(Error::internal)?;
            Ok(Some((added.clone(), data)))
        }
        _ => Ok(None),
    }
}

/// Posts the entry's event, to some people with what only they are told.
async fn post(app: &App, delivery: &Delivery, head: &Head, targets: Vec<Target>) -> Result<()> {
    let event = news::event(delivery)?;
    let Some((users, data)) = told_apart(app, delivery, head).await? else {
        return post_to_many(app, &event, targets, 0).await;
    };
    let (mine, others): (Vec<Target>, Vec<Target>) = targets
        .into_iter()
        .partition(|target| users.contains(&target.user_id));
    let mut told = event.clone();
    told.data = data;
    tokio::try_join!(
        post_to_many(app, &event, others, 0),
        post_to_many(app, &told, mine, 0)
    )?;
    Ok(())
}

/// Tells only its place of a message whose time was over before its job came.
fn hide_expired(delivery: &mut Delivery) {
    let (News::Created { message } | News::Updated { message }) = &delivery.news else {
        return;
    };
    if message.expires_at.is_some_and(|at| at <= Time::now()) {
        delivery.news = news::expired(delivery.seq);
    }
}

/// Adds the sender's name, which whoever found the entry in the table does not know.
async fn name_sender(app: &App, delivery: &mut Delivery) -> Result<()> {
    let message: &mut Message = match &mut delivery.news {
        News::Created { message } | News::Updated { message } => message,
        News::Deleted { .. } | News::Happened { .. } | News::Other { .. } => return Ok(()),
    };
    if message.sender.is_none() {
        let author = profile::get(app, &message.sender_id).await?;
        message.sender = author.map(|author| author.to_sender());
    }
    Ok(())
}

/// The membership of who sent a message, when it is among those at hand.
fn sender<'a>(members: &'a [Member], delivery: &Delivery) -> Option<&'a Member> {
    let News::Created { message } = &delivery.news else {
        return None;
    };
    members
        .iter()
        .find(|member| member.user_id == message.sender_id)
}

/// Where the log of a chat begins whose messages disappear; a message on its way is the occasion to
/// look, a few entries further than last time.
async fn first_seq(app: &App, head: &Head, delivery: &Delivery) -> Result<Option<u64>> {
    let is_message = matches!(delivery.news, News::Created { .. });
    if !is_message || lifetime::seconds(app, head).is_none() {
        return Ok(None);
    }
    let known = Range::After(head.first_seq.saturating_sub(1));
    let (entries, _) = entry::read(app, &head.chat_id, known, ENTRIES_LOOKED_AT).await?;
    let now = Time::now();
    let is_live = |entry: &&Entry| matches!(entry, Entry::Message(one) if !one.is_expired(now));
    let first = entries.iter().find(is_live).or(entries.last());
    Ok(first.map(Entry::seq))
}

/// Where these people can be reached right now, all but one connection.
pub(super) async fn connections_of(
    app: &App,
    users: &[UserId],
    except: Option<&ConnectionId>,
) -> Result<Vec<Target>> {
    let records = presence::get_many(app, users).await?;
    let targets = records.into_iter().flat_map(|record| {
        let user_id = record.user_id;
        record
            .connections
            .into_iter()
            .map(move |(connection_id, link)| Target {
                user_id: user_id.clone(),
                connection_id,
                opened_at: link.at,
            })
    });
    Ok(targets
        .filter(|target| Some(&target.connection_id) != except)
        .collect())
}
