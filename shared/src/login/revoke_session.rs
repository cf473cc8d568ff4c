use futures::stream::{self, StreamExt, TryStreamExt};
use serde_json::json;

use crate::account::Identity;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{SessionId, UserId};
use crate::presence::{OPENING_SECONDS, is_opening};
use crate::queue;
use crate::table::session::{self, session_key};
use crate::table::{applied, number, presence, text};
use crate::time::Time;
use crate::wire::Event;
use crate::wire::job::{Job, Target};

/// Records marked at once.
const CONCURRENCY: usize = 16;

/// Ends a login: its refresh tokens are refused from now on, its sockets are told and closed.
///
/// Marks first and lists connections after: a socket that opens meanwhile either sees the mark or
/// is on the list.
///
/// # Errors
/// When the mark cannot be written, or a job cannot be queued.
pub async fn revoke_session(app: &App, identity: &Identity, reason: &str) -> Result<()> {
    mark(app, identity, reason).await?;
    let ended = [identity.session_id.clone()];
    close_sockets(app, &identity.user_id, &ended, reason).await
}

async fn mark(app: &App, identity: &Identity, reason: &str) -> Result<()> {
    let marked = app
        .dynamodb
        .update_item()
        .table_name(app.config.users_table()?)
        .set_key(Some(session_key(&identity.user_id, &identity.session_id)))
        .update_expression("SET revoked = :reason, revokedAt = :now")
        .condition_expression("attribute_exists(pk) AND attribute_not_exists(revoked)")
        .expression_attribute_values(":reason", text(reason))
        .expression_attribute_values(":now", number(Time::now().seconds()))
        .send()
        .await;
    // A record that is gone, or was marked before, has ended as well.
    applied(marked)?;
    app.logins.forget(identity);
    Ok(())
}

/// Ends one of the caller's logins, by its name.
///
/// # Errors
/// `not_found`.
pub async fn end_session(app: &App, identity: &Identity, session: &SessionId) -> Result<()> {
    let found = session::get(app, &identity.user_id, session).await?;
    if !found.is_some_and(|session| session.stands()) {
        return Err(Error::not_found("session"));
    }
    let other = Identity {
        user_id: identity.user_id.clone(),
        session_id: session.clone(),
    };
    revoke_session(app, &other, "ended_by_user").await
}

/// Ends all logins of the caller but this one.
///
/// # Errors
/// As [`revoke_session`].
pub async fn revoke_others(app: &App, identity: &Identity, reason: &str) -> Result<()> {
    revoke_all(app, &identity.user_id, Some(&identity.session_id), reason).await
}

/// Ends all logins of somebody, but for one to be spared.
///
/// # Errors
/// As [`revoke_session`].
pub async fn revoke_all(
    app: &App,
    user: &UserId,
    spared: Option<&SessionId>,
    reason: &str,
) -> Result<()> {
    let sessions = session::all(app, user).await?.into_iter();
    let sessions = sessions.filter(|session| Some(&session.session_id) != spared);
    let sessions: Vec<session::Session> = sessions.collect();
    let standing = sessions.iter().filter(|session| session.revoked.is_none());
    let standing: Vec<SessionId> = standing.map(|session| session.session_id.clone()).collect();
    stream::iter(standing)
        .map(|session_id| async move {
            let user_id = user.clone();
            let identity = Identity {
                user_id,
                session_id,
            };
            mark(app, &identity, reason).await
        })
        .buffer_unordered(CONCURRENCY)
        .try_collect::<()>()
        .await?;
    // Also of those that were marked before: whoever marked them may have been cut off.
    let ended = sessions.into_iter().map(|session| session.session_id);
    close_sockets(app, user, &ended.collect::<Vec<_>>(), reason).await
}

/// Workers tell and close them: what API Gateway refuses for the moment, the queue tries again.
async fn close_sockets(app: &App, user: &UserId, ended: &[SessionId], reason: &str) -> Result<()> {
    let Some(record) = presence::get(app, user).await? else {
        return Ok(());
    };
    let links = record.connections.into_iter();
    for (connection_id, link) in links.filter(|(_, link)| ended.contains(&link.session_id)) {
        let event = Event {
            kind: "session.revoked".to_owned(),
            chat_id: None,
            seq: None,
            ts: Time::now(),
            data: json!({ "sessionId": link.session_id, "reason": reason }),
        };
        // One that is just opening cannot be closed yet: once more when it must be open.
        let delays: &[i32] = match is_opening(link.at, event.ts) {
            true => &[0, OPENING_SECONDS],
            false => &[0],
        };
        let job = Job::Close {
            target: Target {
                user_id: user.clone(),
                connection_id,
                opened_at: link.at,
            },
            farewell: Some(event.clone()),
        };
        for delay in delays {
            queue::send(app, job.clone(), *delay).await?;
        }
    }
    Ok(())
}
