use crate::account::open::{Opened, open};
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::rules::limits::LIMITS;
use crate::rules::person::{is_email, is_username};
use crate::rules::text::has_control_characters;
use crate::table::profile::{self, Profile};

/// How often to try with other names, and while another request of theirs is at it.
const ATTEMPTS: u32 = 6;

/// Somebody who logs in elsewhere, as their token describes them.
#[derive(Clone, Debug)]
pub struct Stranger {
    /// What they are called here.
    pub id: UserId,
    /// Who vouches for them.
    pub issuer: String,
    /// The username they would like.
    pub username: Option<String>,
    /// Name to show.
    pub display_name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Whether it was proven there.
    pub email_verified: bool,
}

/// Makes the account of somebody who is seen for the first time. Names that others have, or that
/// cannot be, are left out. False for who has deleted their account.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn welcome(app: &App, stranger: &Stranger) -> Result<bool> {
    if let Some(profile) = profile::get_even_gone(app, &stranger.id).await? {
        return Ok(!profile.deleted);
    }
    let mut profile = describe(stranger);
    // As for accounts of our own: where addresses have to be proven, nobody has one before.
    let claims_email = stranger.email_verified || !app.config.require_verified_email;
    for _ in 0..ATTEMPTS {
        match open(app, &profile, claims_email, Vec::new()).await? {
            Opened::Done | Opened::Exists => return Ok(true),
            Opened::Meanwhile => {}
            Opened::UsernameTaken => profile.username = fallback(),
            Opened::EmailTaken => {
                profile.email = None;
                profile.email_verified = false;
            }
        }
    }
    Err(Error::internal("a name made of an identifier is taken"))
}

fn describe(stranger: &Stranger) -> Profile {
    let username = stranger.username.clone().filter(|name| is_username(name));
    let username = username.unwrap_or_else(fallback);
    let most = LIMITS.name_characters;
    let is_name = |name: &String| {
        let length = name.trim().chars().count();
        (1..=most).contains(&length) && !has_control_characters(name)
    };
    let display_name = stranger.display_name.clone().filter(is_name);
    let display_name = display_name.unwrap_or_else(|| username.clone());
    let email = stranger.email.clone().filter(|email| is_email(email));
    let mut profile = Profile::new(stranger.id.clone(), &username, &display_name);
    profile.email_verified = stranger.email_verified && email.is_some();
    profile.email = email;
    profile
}

/// A name that nobody can have taken beforehand.
fn fallback() -> String {
    let random = uuid::Uuid::new_v4().simple().to_string();
    format!("user-{}", random.get(..16).unwrap_or(&random))
}
