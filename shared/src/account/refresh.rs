use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{ReturnValue, ReturnValuesOnConditionCheckFailure};

use crate::account::{register::credentials, revoke_session, token};
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::rules::limits::LIMITS;
use crate::table::session::{Session, session_key};
use crate::table::{from_item, number, profile};
use crate::time::Time;
use crate::wire::{Credentials, RefreshRequest};

/// Exchanges a refresh token for its successor and a fresh access token.
///
/// A token presented again within the grace receives the same successor; presented later it was
/// stolen or replayed, and the whole family ends.
///
/// # Errors
/// `unauthenticated`, `token_expired` or `session_revoked`.
pub async fn refresh(app: &App, body: RefreshRequest) -> Result<Credentials> {
    let presented = token::verify_refresh(app, &body.refresh_token)?;
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
    let profile = profile::get(app, &session.user_id)
        .await?
        .ok_or_else(ended)?;
    credentials(app, &profile, &session)
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

fn ended() -> Error {
    Error::new(Code::SessionRevoked, "This login has ended. Log in again.")
}
