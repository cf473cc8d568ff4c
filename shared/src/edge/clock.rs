//! Schedules: what happens when the clock says so.

use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::Value;

use crate::login;
use crate::message;
use crate::presence;

/// Runs the function that sees to messages whose time has come.
///
/// # Errors
/// When the function cannot start.
pub async fn serve_appointments() -> Result<(), lambda_runtime::Error> {
    let app = crate::edge::start()?;
    lambda_runtime::run(service_fn(move |_: LambdaEvent<Value>| async move {
        message::keep_appointments(app).await?;
        Ok::<_, lambda_runtime::Error>(())
    }))
    .await
}

/// Runs the function that sees to people whom time has changed.
///
/// # Errors
/// When the function cannot start.
pub async fn serve_presence_sweep() -> Result<(), lambda_runtime::Error> {
    let app = crate::edge::start()?;
    lambda_runtime::run(service_fn(move |_: LambdaEvent<Value>| async move {
        Box::pin(presence::sweep(app)).await?;
        Ok::<_, lambda_runtime::Error>(())
    }))
    .await
}

/// Runs the function that makes the next signing key, and removes old ones.
///
/// # Errors
/// When the function cannot start.
pub async fn serve_key_rotation() -> Result<(), lambda_runtime::Error> {
    let app = crate::edge::start()?;
    lambda_runtime::run(service_fn(move |_: LambdaEvent<Value>| async move {
        login::rotate_keys(app).await?;
        Ok::<_, lambda_runtime::Error>(())
    }))
    .await
}
