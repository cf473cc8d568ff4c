use crate::account::Identity;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::login::confirm_password;
use crate::login::mfa::check;
use crate::table::mfa;
use crate::wire::DisableMfa;

/// Switches codes off, for who knows both password and a code.
///
/// # Errors
/// `invalid_credentials`; `conflict` when codes are off; `rate_limited`.
pub async fn disable_mfa(app: &App, identity: &Identity, body: &DisableMfa) -> Result<()> {
    let profile = confirm_password(app, identity, &body.password).await?;
    if !profile.mfa_enabled {
        return Err(Error::new(Code::Conflict, "Two-step login is off."));
    }
    let (code, recovery) = (body.code.as_deref(), body.recovery_code.as_deref());
    if code.is_none() && recovery.is_none() {
        return Err(Error::field("code", "required", "is required"));
    }
    if !check(app, &identity.user_id, code, recovery).await? {
        let detail = "The code is not right, or was used.";
        return Err(Error::new(Code::InvalidCredentials, detail));
    }
    mfa::disable(app, &identity.user_id).await
}
