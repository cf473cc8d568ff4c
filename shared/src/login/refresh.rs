use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{ReturnValue, ReturnValuesOnConditionCheckFailure};

use crate::account::Identity;
use crate::app::App;
use crate::error::{Error, Result};
use crate::limit::bounds::REFRESH;
use crate::limit::count;
use crate::login::check_session::ended;
use crate::login::{revoke_session, token};
use crate::rules::limits::LIMITS;
use crate::table::profile::{self, Profile};
use crate::table::session::{Session, session_key};
use crate::table::{from_item, number};
use crate::time::Time;
use crate::wire::Credentials;

/// Exchanges a refresh token for its successor and a fresh access token.
///
/// A token presented again within the grace receives the same successor; presented later it was
/// stolen or replayed, and the whole family ends.
///
/// # Errors
/// `unauthenticated`, `token_expired`, `session_revoked` or `rate_limited`.
pub async fn refresh(app: &App, refresh_token: &str) -> Result<Credentials> {
    let presented = token::verify_refresh(app, refresh_token).await?;
    let session = presented.identity.session_id.as_str();
    count(app, &[(REFRESH, session)]).await?;
    let session = match rotate(app, &presented).await? {
        Rotation::Rotated(session) => session,
        Rotation::Refused(None) => return Err(ended()),
        Rotation::Refused(Some(session)) => {
            let age = Time::now().millis() - session.rotated_at;
            let repeat = session.generation == presented.generation + 1
                && age <= i64::from(LIMITS.refresh_grace_seconds) * 1000;
            if session.revoked.is_some() {
                return Err(ended());
            }
            if !repeat {
                revoke_session(app, &presented.identity, "refresh_token_reused").await?;
                return Err(ended());
            }
            session
        }
    };
    let profile = profile::get_strong(app, &session.user_id)
        .await?
        .ok_or_else(ended)?;
    credentials(app, &profile, &session).await
}

enum Rotation {
    Rotated(Session),
    /// The family is not at this token; as it stands, if it is there at all.
    Refused(Option<Session>),
}

async fn rotate(app: &App, presented: &token::RefreshToken) -> Result<Rotation> {
    let now = Time::now();
    let result = app
        .dynamodb
        .update_item()
        .table_name(app.config.users_table()?)
        .set_key(Some(session_key(
            &presented.identity.user_id,
            &presented.identity.session_id,
        )))
        .update_expression("SET generation = :next, rotatedAt = :now, expiresAt = :expires")
        .condition_expression("generation = :presented AND attribute_not_exists(revoked)")
        .expression_attribute_values(":presented", number(presented.generation))
        .expression_attribute_values(":next", number(presented.generation + 1))
        .expression_attribute_values(":now", number(now.millis()))
        .expression_attribute_values(
            ":expires",
            number(now.seconds() + i64::from(LIMITS.refresh_token_seconds)),
        )
        .return_values(ReturnValue::AllNew)
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
        .send()
        .await;
    match result {
        Ok(output) => {
            let item = output
                .attributes
                .ok_or_else(|| Error::internal("no attributes"))?;
            Ok(Rotation::Rotated(from_item(item)?))
        }
        Err(error) => match error.as_service_error() {
            Some(UpdateItemError::ConditionalCheckFailedException(failure)) => Ok(
                Rotation::Refused(failure.item.clone().map(from_item).transpose()?),
            ),
            _ => Err(error.into()),
        },
    }
}

/// What register, login and refresh answer.
///
/// # Errors
/// When a token cannot be signed.
pub async fn credentials(app: &App, profile: &Profile, session: &Session) -> Result<Credentials> {
    let identity = Identity {
        user_id: profile.id.clone(),
        session_id: session.session_id.clone(),
    };
    let unverified = app.config.require_verified_email && !profile.email_verified;
    let (generation, rotated_at) = (session.generation, session.rotated_at);
    Ok(Credentials {
        user: profile.to_me(),
        access_token: token::issue_access(app, &identity, unverified).await?,
        expires_in: LIMITS.access_token_seconds,
        refresh_token: Some(token::issue_refresh(app, &identity, generation, rotated_at).await?),
    })
}
