//! Tokens: JSON Web Tokens (RFC 7519) signed with HS256, told apart by their audience.

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::account::Identity;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::id::{SessionId, TicketId, UserId};
use crate::rules::limits::LIMITS;
use crate::time::Time;

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
}

/// One refresh token of a family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RefreshToken {
    pub(super) identity: Identity,
    pub(super) generation: u64,
}

/// Signs an access token, good for [`crate::rules::limits::Limits::access_token_seconds`].
pub(super) fn issue_access(app: &App, identity: &Identity) -> Result<String> {
    let now = Time::now().seconds();
    let expires = now + i64::from(LIMITS.access_token_seconds);
    sign(
        app,
        &Claims {
            iat: Some(now),
            ..Claims::new(ACCESS, identity, expires)
        },
    )
}

/// Signs the refresh token of a generation. The same session, generation and time of rotation give
/// the same token, so that a repeat within the grace receives what the first one did.
pub(super) fn issue_refresh(
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
}

/// Signs a ticket for one handshake.
pub(super) fn issue_ticket(app: &App, identity: &Identity) -> Result<String> {
    let expires = Time::now().seconds() + i64::from(LIMITS.ticket_seconds);
    let jti = Some(TicketId::generate());
    sign(
        app,
        &Claims {
            jti,
            ..Claims::new(TICKET, identity, expires)
        },
    )
}

/// Who an access token speaks for. Makes no trip.
///
/// # Errors
/// `token_expired`, or `unauthenticated` for anything that this deployment did not sign for access.
pub fn verify_access(app: &App, token: &str) -> Result<Identity> {
    verify::<Claims>(app, token, ACCESS).map(Claims::into_identity)
}

/// Who a ticket speaks for. Makes no trip: using it up is the connecting function's part.
///
/// # Errors
/// `token_expired`, or `unauthenticated` for anything that is not a ticket of this deployment.
pub fn verify_ticket(app: &App, ticket: &str) -> Result<TicketIdentity> {
    let claims: Claims = verify(app, ticket, TICKET)?;
    let ticket_id = claims.jti.clone().ok_or_else(foreign)?;
    Ok(TicketIdentity {
        identity: claims.into_identity(),
        ticket_id,
    })
}

pub(super) fn verify_refresh(app: &App, token: &str) -> Result<RefreshToken> {
    let claims: Claims = verify(app, token, REFRESH)?;
    let generation = claims.r#gen.ok_or_else(foreign)?;
    Ok(RefreshToken {
        identity: claims.into_identity(),
        generation,
    })
}

fn sign(app: &App, claims: &Claims) -> Result<String> {
    let key = EncodingKey::from_secret(app.config.jwt_secret()?.as_bytes());
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &key).map_err(Error::internal)
}

fn verify<C: DeserializeOwned>(app: &App, token: &str, audience: &str) -> Result<C> {
    let key = DecodingKey::from_secret(app.config.jwt_secret()?.as_bytes());
    let mut validation = Validation::new(Algorithm::HS256);
    validation.leeway = 0;
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[audience]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    match jsonwebtoken::decode::<C>(token, &key, &validation) {
        Ok(data) => Ok(data.claims),
        Err(error) if matches!(error.kind(), ErrorKind::ExpiredSignature) => Err(Error::new(
            Code::TokenExpired,
            "The token has expired. Refresh it and try again.",
        )),
        Err(_) => Err(foreign()),
    }
}

fn foreign() -> Error {
    Error::new(
        Code::Unauthenticated,
        "The token is not one that this service issued for this use.",
    )
}
