//! People who log in elsewhere: tokens of the issuer that this deployment is told to trust.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde_json::Value;

use crate::account::{self, Identity, Stranger};
use crate::app::App;
use crate::config::ExternalLogin;
use crate::error::{Error, Result};
use crate::id::{SessionId, UserId};
use crate::login::check_session::ended;
use crate::login::token::{foreign, refusal};
use crate::login::{Caller, jwks, keys};
use crate::rules::limits::LIMITS;
use crate::table::session::{self, Session};
use crate::table::{applied, number, profile};
use crate::time::Time;
use crate::wire::Device;

/// Seconds by which the issuer's clock may differ from ours.
const LEEWAY_SECONDS: u64 = 5;
/// Seconds of a login's record that are left when it is renewed.
const RENEW_SECONDS: i64 = 6 * 24 * 60 * 60;
/// How often to try while the same login is being changed elsewhere.
const ATTEMPTS: u32 = 4;
const _: () = assert!(RENEW_SECONDS < LIMITS.refresh_token_seconds as i64);

#[derive(Debug, Deserialize)]
struct Head {
    alg: String,
    kid: Option<String>,
    /// Whatever has to be understood is not (RFC 7515, section 4.1.11).
    crit: Option<Value>,
}

/// What is taken from a token (OpenID Connect Core 1.0, sections 2 and 5.1).
#[derive(Debug, Deserialize)]
struct Claims {
    sub: String,
    iat: Option<i64>,
    sid: Option<String>,
    email: Option<String>,
    /// A text at some issuers.
    email_verified: Option<Value>,
    preferred_username: Option<String>,
    name: Option<String>,
}

impl Claims {
    /// Whether the issuer says that it has seen the address to be theirs.
    fn is_verified(&self) -> Option<bool> {
        match self.email_verified.as_ref()? {
            Value::Bool(verified) => Some(*verified),
            Value::String(text) => Some(text == "true"),
            _ => Some(false),
        }
    }
}

/// Who a token of the other issuer speaks for. Makes an account for who is seen for the first time.
pub(super) async fn arrive(app: &App, login: &ExternalLogin, token: &str) -> Result<Caller> {
    let claims = verify(app, login, token).await?;
    let user_id = UserId::external(&login.issuer, &claims.sub);
    let session_id = SessionId::external(&user_id, claims.sid.as_deref().unwrap_or_default());
    let identity = Identity {
        user_id,
        session_id,
    };
    let issued_at = claims.iat.unwrap_or_default();
    if !app.logins.is_good(&identity, issued_at) {
        let after = admit(app, login, &identity, &claims).await?;
        app.logins.note_good(&identity, after);
    }
    let unverified = claims.is_verified() != Some(true) && has_to_verify(app, &identity).await?;
    Ok(Caller {
        identity,
        unverified,
    })
}

/// Whether somebody for whose address the issuer does not vouch has to prove it here.
async fn has_to_verify(app: &App, identity: &Identity) -> Result<bool> {
    if !app.config.require_verified_email {
        return Ok(false);
    }
    let profile = profile::get(app, &identity.user_id).await?;
    Ok(!profile.is_some_and(|profile| profile.email_verified))
}

/// Sees to the records of account and login, and gives the time after which a token has to be issued:
/// a login that was ended here stays so for those issued before.
async fn admit(
    app: &App,
    login: &ExternalLogin,
    identity: &Identity,
    claims: &Claims,
) -> Result<i64> {
    for _ in 0..ATTEMPTS {
        if let Some(after) = try_admit(app, login, identity, claims).await? {
            return Ok(after);
        }
    }
    Err(Error::unavailable("the login is being changed elsewhere"))
}

/// None when the record of the login is no longer as it was read.
async fn try_admit(
    app: &App,
    login: &ExternalLogin,
    identity: &Identity,
    claims: &Claims,
) -> Result<Option<i64>> {
    let found = session::get(app, &identity.user_id, &identity.session_id).await?;
    let ended_at = found.as_ref().and_then(|session| session.revoked_at);
    let after = ended_at.unwrap_or(i64::MIN);
    if claims.iat.unwrap_or_default() <= after {
        return Err(ended());
    }
    let now = Time::now().seconds();
    let is_fresh = |one: &Session| one.stands() && one.expires_at - now > RENEW_SECONDS;
    if found.as_ref().is_some_and(is_fresh) {
        return Ok(Some(after));
    }
    let stranger = Stranger {
        id: identity.user_id.clone(),
        issuer: login.issuer.clone(),
        username: claims.preferred_username.clone(),
        display_name: claims.name.clone(),
        email: claims.email.clone(),
        email_verified: claims.is_verified().unwrap_or(false),
    };
    if !account::welcome(app, &stranger).await? {
        return Err(ended());
    }
    let renewed = renew(app, identity, found.as_ref()).await?;
    Ok(renewed.then_some(after))
}

/// Writes the record of a login, which is listed and can be ended like others; false when it was
/// ended meanwhile.
async fn renew(app: &App, identity: &Identity, former: Option<&Session>) -> Result<bool> {
    let Identity {
        user_id,
        session_id,
    } = identity.clone();
    let device = former.map_or_else(Device::default, |former| former.device.clone());
    let lifetime = LIMITS.refresh_token_seconds;
    let mut session = Session::named(session_id, user_id, device, lifetime);
    if let Some(former) = former {
        session.created_at = former.created_at;
        session.revoked_at = former.revoked_at;
    }
    let mut put = app
        .dynamodb
        .put_item()
        .table_name(app.config.users_table()?)
        .set_item(Some(session.to_item()?))
        .condition_expression("attribute_not_exists(revokedAt)");
    if let Some(ended_at) = session.revoked_at {
        put = put
            .condition_expression("revokedAt = :seen")
            .expression_attribute_values(":seen", number(ended_at));
    }
    applied(put.send().await)
}

async fn verify(app: &App, login: &ExternalLogin, token: &str) -> Result<Claims> {
    let head = token.split('.').next().unwrap_or_default();
    let head = URL_SAFE_NO_PAD.decode(head).ok();
    let head: Option<Head> = head.and_then(|head| serde_json::from_slice(&head).ok());
    let head = head
        .filter(|head| head.crit.is_none())
        .ok_or_else(foreign)?;
    let (algorithm, key) = if head.alg == "HS256" {
        let secret = keys::login_secret(app).await?.ok_or_else(foreign)?;
        (Algorithm::HS256, DecodingKey::from_secret(&secret))
    } else {
        let kid = head.kid.as_deref().ok_or_else(foreign)?;
        let found = jwks::find(app, login, kid).await?.ok_or_else(foreign)?;
        (found.algorithm, found.key.as_ref().clone())
    };
    let mut validation = Validation::new(algorithm);
    validation.leeway = LEEWAY_SECONDS;
    validation.validate_nbf = true;
    validation.set_issuer(&[&login.issuer]);
    validation.set_audience(&[&login.audience]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    match jsonwebtoken::decode::<Claims>(token, &key, &validation) {
        Ok(data) if !data.claims.sub.is_empty() => Ok(data.claims),
        Ok(_) => Err(foreign()),
        Err(error) => Err(refusal(&error)),
    }
}
