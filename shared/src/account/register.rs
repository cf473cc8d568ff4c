use crate::account::open::{Opened, open};
use crate::account::password;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::id::UserId;
use crate::limit::bounds::REGISTER_ADDRESS;
use crate::limit::count;
use crate::login::credentials;
use crate::rules::limits::LIMITS;
use crate::rules::person;
use crate::table::outbox;
use crate::table::profile::Profile;
use crate::table::session::Session;
use crate::wire::{Credentials, Letter, Registration};

/// Makes an account and its first login, all or nothing, and has a mail sent to its address.
///
/// Where addresses have to be confirmed, one belongs to who confirms it: until then it does not
/// matter whether it is somebody else's, and nobody learns it. They are told by mail.
///
/// # Errors
/// `validation_failed`; `name_taken` for the username; `conflict` for the e-mail address, where it
/// need not be confirmed; `rate_limited`.
pub async fn register(app: &App, body: Registration, address: &str) -> Result<Credentials> {
    person::registration(&body)?;
    count(app, &[(REGISTER_ADDRESS, address)]).await?;
    let id = UserId::generate();
    let display_name = body.display_name.as_deref().unwrap_or(&body.username);
    let mut profile = Profile::new(id.clone(), &body.username, display_name);
    profile.email = Some(body.email.clone());
    profile.password_hash = Some(password::hash(&body.password)?);
    let device = body.device.unwrap_or_default();
    let session = Session::new(id.clone(), device, LIMITS.refresh_token_seconds);
    let letter = Letter::Verify {
        user: id,
        email: body.email,
    };
    let along = vec![session.to_item()?, outbox::item(&letter)?];
    let claims_email = !app.config.require_verified_email;
    match open(app, &profile, claims_email, along).await? {
        Opened::Done => credentials(app, &profile, &session).await,
        Opened::UsernameTaken => Err(Error::new(
            Code::NameTaken,
            "Somebody else has this username.",
        )),
        Opened::EmailTaken => Err(Error::new(
            Code::Conflict,
            "There is an account with this e-mail address.",
        )),
        Opened::Exists | Opened::Meanwhile => {
            Err(Error::unavailable("another request is at the same names"))
        }
    }
}
