use crate::account::Identity;
use crate::app::App;
use crate::error::Result;
use crate::login::{revoke_others, revoke_session};

/// Ends the caller's login on this device.
///
/// # Errors
/// When the login cannot be marked as ended.
pub async fn log_out(app: &App, identity: &Identity) -> Result<()> {
    revoke_session(app, identity, "logged_out").await
}

/// Ends all logins of the caller, this one last: who is cut off in between can try again.
///
/// # Errors
/// When a login cannot be marked as ended.
pub async fn log_out_everywhere(app: &App, identity: &Identity) -> Result<()> {
    revoke_others(app, identity, "logged_out_everywhere").await?;
    revoke_session(app, identity, "logged_out_everywhere").await
}
