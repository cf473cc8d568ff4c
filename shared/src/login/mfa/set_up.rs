use fast_qr::QRBuilder;
use fast_qr::convert::svg::SvgBuilder;

use crate::account::Identity;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::login::mfa::totp;
use crate::table::{mfa, profile};
use crate::wire::MfaSetup;

/// Begins to set up codes: a secret for the caller's authenticator, the same again until it is used
/// or ten minutes have passed.
///
/// # Errors
/// `conflict` when codes are on, or the account logs in elsewhere.
pub async fn set_up_mfa(app: &App, identity: &Identity) -> Result<MfaSetup> {
    let profile = profile::get_strong(app, &identity.user_id).await?;
    let profile = profile.ok_or_else(|| Error::not_found("user"))?;
    if profile.password_hash.is_none() {
        let detail = "This account logs in at another service; set up its second step there.";
        return Err(Error::new(Code::Conflict, detail));
    }
    if profile.mfa_enabled {
        return Err(Error::new(Code::Conflict, "Two-step login is on already."));
    }
    let secret = mfa::begin(app, &identity.user_id, totp::fresh()).await?;
    let uri = totp::generator(&secret, &profile.username)?
        .to_url()
        .map_err(|error| Error::internal(error.to_string()))?;
    let code = QRBuilder::new(uri.clone())
        .build()
        .map_err(|error| Error::internal(error.to_string()))?;
    Ok(MfaSetup {
        secret,
        otpauth_uri: uri,
        qr_svg: SvgBuilder::default().to_str(&code),
    })
}
