use crate::app::App;
use crate::error::{Error, Result};
use crate::fan_out::mark_pushed::mark_pushed;
use crate::fan_out::post_to_many::post_to_many;
use crate::id::{ConnectionId, UserId};
use crate::message::created_event;
use crate::queue;
use crate::table::head::Head;
use crate::table::member::{self, Member};
use crate::table::{presence, profile};
use crate::wire::Message;
use crate::wire::job::{Job, Target};

/// Members one worker serves. A larger chat is handed on page by page, so that workers run side by
/// side and none runs into its timeout.
const MEMBERS_PER_JOB: usize = 300;

/// A stored message to push.
#[derive(Debug)]
pub(super) struct Delivery {
    pub(super) message: Message,
    pub(super) ordinal: u64,
    /// The connection that has the acknowledgement.
    pub(super) origin: Option<ConnectionId>,
    /// Members up to here were served by an earlier job.
    pub(super) after: Option<UserId>,
}

/// Pushes a message to the live connections of its chat's members, then notes on the head that it
/// was pushed.
pub(super) async fn deliver(app: &App, delivery: Delivery) -> Result<()> {
    let Delivery {
        mut message,
        ordinal,
        origin,
        after,
    } = delivery;
    if message.sender.is_none() {
        message.sender = profile::get(app, &message.sender_id)
            .await?
            .map(|p| p.to_sender());
    }
    let chat = message.chat_id.clone();
    let roster = member::roster(app, &chat, after.as_ref(), MEMBERS_PER_JOB).await?;
    // The queue hands a job out twice now and then, and the safety net may have been quicker.
    let is_first_page = after.is_none();
    let pushed = |head: &Head| head.is_pushed(message.seq);
    if is_first_page && roster.head.as_ref().is_some_and(pushed) {
        return Ok(());
    }
    if roster.more {
        let after = roster.members.last().map(|member| member.user_id.clone());
        let message = message.clone();
        queue::send(
            app,
            Job::Deliver {
                message,
                ordinal,
                origin: origin.clone(),
                after,
            },
            0,
        )
        .await?;
    }
    let targets = live_connections(app, &roster.members, origin.as_ref()).await?;
    post_to_many(app, &created_event(&message)?, targets, 0).await?;

    if is_first_page {
        let head = roster
            .head
            .ok_or_else(|| Error::internal("a chat without a head"))?;
        mark_pushed(app, head, &message, ordinal).await?;
    }
    Ok(())
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
