use crate::account::{Identity, revoke_session};
use crate::app::App;
use crate::error::Result;

/// Ends the caller's login on this device.
///
/// # Errors
/// When the login cannot be marked as ended.
pub async fn log_out(app: &App, identity: &Identity) -> Result<()> {
    revoke_session(app, identity, "logged_out").await
}
