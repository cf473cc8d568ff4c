use crate::account::Identity;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::login::{external, token};

/// Who calls, and what is known of them without a trip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Who.
    pub identity: Identity,
    /// They have to confirm their e-mail address before they chat.
    pub unverified: bool,
}

impl Caller {
    /// Who, once they may chat.
    ///
    /// # Errors
    /// `email_unverified`.
    pub fn confirmed(&self) -> Result<&Identity> {
        if self.unverified {
            return Err(Error::new(
                Code::EmailUnverified,
                "Confirm your e-mail address, then refresh your token.",
            ));
        }
        Ok(&self.identity)
    }
}

/// Who an access token speaks for: one of this deployment, which takes no trip, or one of the issuer
/// it is told to trust, whose people get an account when they are first seen.
///
/// # Errors
/// `token_expired`; `session_revoked`; `unauthenticated` for what neither has issued for access.
pub async fn verify_access(app: &App, access_token: &str) -> Result<Caller> {
    if let Some(login) = &app.config.external_login
        && token::issuer(access_token).as_deref() == Some(&login.issuer)
    {
        return Box::pin(external::arrive(app, login, access_token)).await;
    }
    let (identity, unverified) = token::read_access(app, access_token).await?;
    Ok(Caller {
        identity,
        unverified,
    })
}
