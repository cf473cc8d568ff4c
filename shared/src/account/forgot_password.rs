use crate::app::App;
use crate::error::Result;
use crate::limit::bounds::{FORGOT_ACCOUNT, FORGOT_ADDRESS};
use crate::limit::count;
use crate::rules::person;
use crate::rules::text::fold;
use crate::table::outbox;
use crate::wire::Letter;

/// Has a mail sent to choose a new password, if somebody has the address. Who asks learns nothing of
/// it, not by the time either: whether there is an account is looked up when the mail is written.
///
/// # Errors
/// `validation_failed` for what is no address; `rate_limited`.
pub async fn forgot_password(app: &App, email: &str, address: &str) -> Result<()> {
    person::email(email)?;
    let account = fold(email);
    let tries = [
        (FORGOT_ACCOUNT, account.as_str()),
        (FORGOT_ADDRESS, address),
    ];
    count(app, &tries).await?;
    let email = email.to_owned();
    outbox::post(app, &Letter::Reset { email }).await
}
