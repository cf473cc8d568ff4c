use crate::app::App;
use crate::error::Result;
use crate::id::UserId;
use crate::limit::bounds::MFA;
use crate::limit::{count, give_back};
use crate::login::mfa::{recovery, totp};
use crate::table::mfa;

/// Whether a code is right, and uses it up: a code is good once, whoever presents it.
///
/// # Errors
/// `rate_limited` after too many wrong ones.
pub(in crate::login) async fn check(
    app: &App,
    user: &UserId,
    code: Option<&str>,
    recovery_code: Option<&str>,
) -> Result<bool> {
    let Some(mfa) = mfa::get(app, user).await?.filter(|mfa| mfa.enabled) else {
        return Ok(false);
    };
    let counted = count(app, &[(MFA, user.as_str())]).await?;
    let used = match (code, recovery_code) {
        (Some(code), _) => match totp::step(&mfa.secret, code)? {
            Some(step) => mfa::use_step(app, user, step).await?,
            None => false,
        },
        (None, Some(code)) => mfa::use_recovery(app, user, &recovery::digest(user, code)).await?,
        (None, None) => false,
    };
    if used {
        give_back(app, counted).await?;
    }
    Ok(used)
}
