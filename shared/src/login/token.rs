//! Tokens: JSON Web Tokens (RFC 7519) signed with HS256, told apart by their audience.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use crate::account::Identity;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::id::{SessionId, TicketId, UserId};
use crate::login::keys;
use crate::rules::limits::LIMITS;
use crate::time::Time;

/// Bytes of a token: ours have a third of it.
const MOST_BYTES: usize = 4096;
const ISSUER: &str = "banter";
const ACCESS: &str = "banter";
const REFRESH: &str = "banter-refresh";
const TICKET: &str = "banter-ticket";

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: UserId,
    sid: SessionId,
    exp: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    iat: Option<i64>,
    /// Generation of a refresh token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    r#gen: Option<u64>,
    /// Identifier of a ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    jti: Option<TicketId>,
    /// The account has to confirm its address first.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    unverified: bool,
}

/// What a header of ours says, and nothing else: another member could ask for another key, or for
/// something that has to be understood (RFC 7515, `jwk`, `jku`, `x5c`, `crit`).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    alg: String,
    kid: String,
    #[serde(default)]
    typ: Option<String>,
}

impl Claims {
    fn new(audience: &str, identity: &Identity, expires: i64) -> Self {
        Self {
            iss: ISSUER.to_owned(),
            aud: audience.to_owned(),
            sub: identity.user_id.clone(),
            sid: identity.session_id.clone(),
            exp: expires,
            iat: None,
            r#gen: None,
            jti: None,
            unverified: false,
        }
    }

    fn into_identity(self) -> Identity {
        Identity {
            user_id: self.sub,
            session_id: self.sid,
        }
    }
}

/// The holder of a ticket and the ticket's identifier, by which it is used up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketIdentity {
    /// Who may connect.
    pub identity: Identity,
    /// The ticket.
    pub ticket_id: TicketId,
    /// The account has to confirm its address first.
    pub unverified: bool,
}

/// One refresh token of a family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RefreshToken {
    pub(super) identity: Identity,
    pub(super) generation: u64,
}

/// Signs an access token, good for [`crate::rules::limits::Limits::access_token_seconds`].
pub(super) async fn issue_access(
    app: &App,
    identity: &Identity,
    unverified: bool,
) -> Result<String> {
    let now = Time::now().seconds();
    let expires = now + i64::from(LIMITS.access_token_seconds);
    sign(
        app,
        &Claims {
            iat: Some(now),
            unverified,
            ..Claims::new(ACCESS, identity, expires)
        },
    )
    .await
}

/// Signs the refresh token of a generation. The same session, generation and time of rotation give
/// the same token, so that a repeat within the grace receives what the first one did.
pub(super) async fn issue_refresh(
    app: &App,
    identity: &Identity,
    generation: u64,
    rotated_at_millis: i64,
) -> Result<String> {
    let expires =
        Time::from_millis(rotated_at_millis).seconds() + i64::from(LIMITS.refresh_token_seconds);
    sign(
        app,
        &Claims {
            r#gen: Some(generation),
            ..Claims::new(REFRESH, identity, expires)
        },
    )
    .await
}

/// Signs a ticket for one handshake.
pub(super) async fn issue_ticket(
    app: &App,
    identity: &Identity,
    unverified: bool,
) -> Result<String> {
    let expires = Time::now().seconds() + i64::from(LIMITS.ticket_seconds);
    let jti = Some(TicketId::generate());
    sign(
        app,
        &Claims {
            jti,
            unverified,
            ..Claims::new(TICKET, identity, expires)
        },
    )
    .await
}

/// Who an access token of this deployment speaks for, and whether they have to confirm their
/// address first.
pub(super) async fn read_access(app: &App, token: &str) -> Result<(Identity, bool)> {
    let claims = verify(app, token, ACCESS).await?;
    let unverified = claims.unverified;
    Ok((claims.into_identity(), unverified))
}

/// Who a ticket speaks for. Using it up is the connecting function's part.
///
/// # Errors
/// `token_expired`, or `unauthenticated` for anything that is not a ticket of this deployment.
pub async fn verify_ticket(app: &App, ticket: &str) -> Result<TicketIdentity> {
    let claims = verify(app, ticket, TICKET).await?;
    let ticket_id = claims.jti.clone().ok_or_else(foreign)?;
    Ok(TicketIdentity {
        unverified: claims.unverified,
        identity: claims.into_identity(),
        ticket_id,
    })
}

pub(super) async fn verify_refresh(app: &App, token: &str) -> Result<RefreshToken> {
    let claims = verify(app, token, REFRESH).await?;
    let generation = claims.r#gen.ok_or_else(foreign)?;
    Ok(RefreshToken {
        identity: claims.into_identity(),
        generation,
    })
}

/// Who issued a token, as it says itself: to know which keys to ask, before anything is believed.
pub(super) fn issuer(token: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Issued {
        iss: String,
    }
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let issued: Issued = serde_json::from_slice(&payload).ok()?;
    Some(issued.iss)
}

async fn sign(app: &App, claims: &Claims) -> Result<String> {
    let key = keys::signing(app).await?;
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some(key.kid.clone());
    let secret = EncodingKey::from_secret(&key.secret);
    jsonwebtoken::encode(&header, claims, &secret).map_err(Error::internal)
}

async fn verify(app: &App, token: &str, audience: &str) -> Result<Claims> {
    let head = head(token).ok_or_else(foreign)?;
    let key = keys::verifying(app, &head.kid).await?.ok_or_else(foreign)?;
    let secret = DecodingKey::from_secret(&key.secret);
    let mut validation = Validation::new(Algorithm::HS256);
    validation.leeway = 0;
    validation.validate_nbf = true;
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[audience]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    match jsonwebtoken::decode::<Claims>(token, &secret, &validation) {
        Ok(data) => Ok(data.claims),
        Err(error) => Err(refusal(&error)),
    }
}

fn head(token: &str) -> Option<Head> {
    if token.len() > MOST_BYTES {
        return None;
    }
    let head = URL_SAFE_NO_PAD.decode(token.split('.').next()?).ok()?;
    let head: Head = serde_json::from_slice(&head).ok()?;
    let is_jwt = head
        .typ
        .as_ref()
        .is_none_or(|typ| typ.eq_ignore_ascii_case("jwt"));
    (head.alg == "HS256" && is_jwt).then_some(head)
}

/// What the caller learns of a token that was refused.
pub(super) fn refusal(error: &jsonwebtoken::errors::Error) -> Error {
    if matches!(error.kind(), ErrorKind::ExpiredSignature) {
        let detail = "The token has expired. Refresh it and try again.";
        return Error::new(Code::TokenExpired, detail);
    }
    foreign()
}

pub(super) fn foreign() -> Error {
    Error::new(
        Code::Unauthenticated,
        "The token is not one that this service issued for this use.",
    )
}
