use crate::account::Identity;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::limit::bounds::MFA;
use crate::limit::{count, give_back};
use crate::login::mfa::{recovery, totp};
use crate::table::mfa;
use crate::wire::RecoveryCodes;

/// Switches codes on, once the caller's authenticator shows the right one. Gives the recovery codes,
/// which nobody can read again.
///
/// # Errors
/// `invalid_credentials` for a wrong code; `conflict` when codes are on, or no setup was begun;
/// `rate_limited`.
pub async fn enable_mfa(app: &App, identity: &Identity, code: &str) -> Result<RecoveryCodes> {
    let user = &identity.user_id;
    let pending = mfa::get(app, user).await?.filter(|mfa| mfa.is_pending());
    let pending = pending.ok_or_else(|| {
        let detail = "Begin with GET /v1/auth/mfa/setup, unless two-step login is on already.";
        Error::new(Code::Conflict, detail)
    })?;
    let counted = count(app, &[(MFA, user.as_str())]).await?;
    let step = totp::step(&pending.secret, code)?;
    let step = step.ok_or_else(|| {
        let detail = "The code is not right. Check the clock of your device.";
        Error::new(Code::InvalidCredentials, detail)
    })?;
    give_back(app, counted).await?;
    let codes = recovery::fresh();
    let digests = codes.iter().map(|code| recovery::digest(user, code));
    if !mfa::enable(app, &pending, step, &digests.collect::<Vec<_>>()).await? {
        return Err(Error::new(Code::Conflict, "Two-step login is on already."));
    }
    Ok(RecoveryCodes {
        recovery_codes: codes,
    })
}
