use crate::account::Identity;
use crate::app::App;
use crate::error::Result;
use crate::rules::{cursor, validate};
use crate::table::session;
use crate::time::Time;
use crate::wire::{Page, Session};

/// The caller's logins that stand, newest first.
///
/// # Errors
/// `validation_failed` for a wrong limit or a foreign cursor.
pub async fn list_sessions(
    app: &App,
    identity: &Identity,
    (limit, at): (Option<u32>, Option<&str>),
) -> Result<Page<Session>> {
    let limit = validate::page_limit(limit)? as usize;
    let before = at.map(cursor::decode).transpose()?;
    let mut sessions = every_session(app, identity).await?;
    if let Some(before) = before {
        sessions.retain(|session| session.id.as_str() < before.as_str());
    }
    let more = sessions.len() > limit;
    sessions.truncate(limit);
    let last = sessions.last().filter(|_| more);
    let next = last.map(|session| cursor::encode(session.id.as_str()));
    Ok(Page::of(sessions, next))
}

/// All of them.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn every_session(app: &App, identity: &Identity) -> Result<Vec<Session>> {
    let found = session::all(app, &identity.user_id).await?;
    let standing = found.into_iter().rev().filter(session::Session::stands);
    let sessions = standing.map(|session| Session {
        current: session.session_id == identity.session_id,
        id: session.session_id,
        device: session.device,
        created_at: session.created_at,
        last_used_at: Time::from_millis(session.rotated_at),
        expires_at: Time::from_millis(session.expires_at * 1000),
    });
    Ok(sessions.collect())
}
