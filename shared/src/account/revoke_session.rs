use serde_json::json;

use crate::account::Identity;
use crate::app::App;
use crate::error::Result;
use crate::presence::{OPENING_SECONDS, is_opening};
use crate::queue;
use crate::table::session::session_key;
use crate::table::{applied, presence, text};
use crate::time::Time;
use crate::wire::Event;
use crate::wire::job::{Job, Target};

/// Ends a login: its refresh tokens are refused from now on, its sockets are told and closed.
///
/// Marks first and lists connections after: a socket that opens meanwhile either sees the mark or
/// is on the list.
///
/// # Errors
/// When the mark cannot be written, or a job cannot be queued.
pub async fn revoke_session(app: &App, identity: &Identity, reason: &str) -> Result<()> {
    let marked = app
        .dynamodb
        .update_item()
        .table_name(app.config.users_table()?)
        .set_key(Some(session_key(&identity.user_id, &identity.session_id)))
        .update_expression("SET revoked = :reason")
        .condition_expression("attribute_exists(pk)")
        .expression_attribute_values(":reason", text(reason))
        .send()
        .await;
    // A record that is gone has ended as well.
    applied(marked)?;
    close_sockets(app, identity, reason).await
}

/// Workers tell and close them: what API Gateway refuses for the moment, the queue tries again.
async fn close_sockets(app: &App, identity: &Identity, reason: &str) -> Result<()> {
    let Some(record) = presence::get(app, &identity.user_id).await? else {
        return Ok(());
    };
    let event = Event {
        kind: "session.revoked".to_owned(),
        chat_id: None,
        seq: None,
        ts: Time::now(),
        data: json!({ "sessionId": identity.session_id, "reason": reason }),
    };
    for (connection_id, link) in record.connections {
        if link.session_id != identity.session_id {
            continue;
        }
        // One that is just opening cannot be closed yet: once more when it must be open.
        let delays: &[i32] = match is_opening(link.at, event.ts) {
            true => &[0, OPENING_SECONDS],
            false => &[0],
        };
        let job = Job::Close {
            target: Target {
                user_id: identity.user_id.clone(),
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
