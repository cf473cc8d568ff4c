use crate::app::App;
use crate::error::{Error, Result};
use crate::fan_out::mark_pushed::mark_pushed;
use crate::fan_out::move_aside::{forget_later, move_aside};
use crate::fan_out::post_to_many::post_to_many;
use crate::fan_out::wipe::wipe;
use crate::id::{ConnectionId, UserId};
use crate::message::{lifetime, news};
use crate::queue;
use crate::table::entry::{self, Entry, Range};
use crate::table::head::Head;
use crate::table::member::{self, Member};
use crate::table::{presence, profile};
use crate::time::Time;
use crate::wire::Message;
use crate::wire::job::{Delivery, Job, News, Target};

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
    let targets = live_connections(app, &roster.members, origin.as_ref()).await?;
    post(app, &delivery, targets).await?;

    if is_first_page {
        let head = roster
            .head
            .ok_or_else(|| Error::internal("a chat without a head"))?;
        wipe(app, &delivery).await?;
        move_aside(app, &delivery).await?;
        let first_seq = first_seq(app, &head, &delivery).await?;
        let sender = sender(&roster.members, &delivery);
        mark_pushed(app, head, &delivery, sender, first_seq).await?;
        forget_later(app, &delivery).await;
    }
    Ok(())
}

/// Posts the entry's event, to who did it with what only they are told.
async fn post(app: &App, delivery: &Delivery, targets: Vec<Target>) -> Result<()> {
    let event = news::event(delivery)?;
    let News::Other { own: Some(own), .. } = &delivery.news else {
        return post_to_many(app, &event, targets, 0).await;
    };
    let (mine, others): (Vec<Target>, Vec<Target>) = targets
        .into_iter()
        .partition(|target| target.user_id == own.user_id);
    let mut told = event.clone();
    told.data = own.data.clone();
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
        News::Deleted { .. } | News::Other { .. } => return Ok(()),
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

/// Where the members can be reached right now, all but one connection.
pub(super) async fn live_connections(
    app: &App,
    members: &[Member],
    except: Option<&ConnectionId>,
) -> Result<Vec<Target>> {
    let users: Vec<UserId> = members
        .iter()
        .filter(|m| m.is_active())
        .map(|m| m.user_id.clone())
        .collect();
    connections_of(app, &users, except).await
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
