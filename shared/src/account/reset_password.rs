use crate::account::change_password::{renewal, told};
use crate::account::verify_email::unknown;
use crate::app::App;
use crate::error::Result;
use crate::limit::bounds::TOKEN_ADDRESS;
use crate::limit::{count, give_back};
use crate::login::revoke_all;
use crate::rules::person;
use crate::table::link::{self, Purpose};
use crate::table::{Transaction, profile};
use crate::wire::ResetPassword;

/// Why its logins end.
const REASON: &str = "password_reset";

/// Gives an account another password, by the token out of a mail to its address. All its logins end.
///
/// # Errors
/// `validation_failed` for a token that is unknown, used or too old, and for the password;
/// `rate_limited`.
pub async fn reset_password(app: &App, body: &ResetPassword, address: &str) -> Result<()> {
    person::new_password(&body.new_password, &[])?;
    let counted = count(app, &[(TOKEN_ADDRESS, address)]).await?;
    let link = link::find(app, &body.token, Purpose::Reset).await?;
    let link = link.ok_or_else(unknown)?;
    give_back(app, counted).await?;
    let profile = profile::get_strong(app, &link.person_id).await?;
    let profile = profile.filter(|profile| link.fits(profile));
    let profile = profile.ok_or_else(unknown)?;
    let names = [profile.username.as_str(), link.email.as_str()];
    person::new_password(&body.new_password, &names)?;
    let table = app.config.users_table()?;
    let transaction = Transaction::default()
        .delete(link::use_up(table, &body.token)?)
        .update(renewal(table, &profile, &body.new_password)?)
        .put(table, told(&profile.id)?)?;
    // Once before, so that a call that is cut off can be made again, and once after.
    revoke_all(app, &profile.id, None, REASON).await?;
    match transaction.commit(app).await? {
        Ok(()) => revoke_all(app, &profile.id, None, REASON).await,
        Err(cancelled) if cancelled.failed() => Err(unknown()),
        Err(cancelled) => Err(cancelled.into_error()),
    }
}
