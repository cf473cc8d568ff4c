use crate::account::Identity;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::table::session::{self, Session};

/// Looks whether a login still stands. Sockets need not ask: they are closed when it ends.
///
/// # Errors
/// `session_revoked`.
pub async fn check_session(app: &App, identity: &Identity) -> Result<()> {
    let Identity {
        user_id,
        session_id,
    } = identity;
    if app.logins.is_good(identity, i64::MAX) {
        return Ok(());
    }
    let mut found = session::glance(app, user_id, session_id).await?;
    // A copy that lags behind may not know a login that was just made.
    if !found.as_ref().is_some_and(Session::stands) {
        found = session::get(app, user_id, session_id).await?;
    }
    let session = found.filter(Session::stands).ok_or_else(ended)?;
    let after = session.revoked_at.unwrap_or(i64::MIN);
    app.logins.note_good(identity, after);
    Ok(())
}

/// The refusal of a login that has ended.
pub(super) fn ended() -> Error {
    Error::new(Code::SessionRevoked, "This login has ended. Log in again.")
}
