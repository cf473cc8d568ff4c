//! Where AWS events become calls of use cases, and results become replies. A file per trigger.

pub mod authorizer;
pub mod clock;
mod decode;
pub mod queue;
pub mod rest;
pub mod socket;
pub mod stream;

use crate::app::App;

/// Starts the log and builds what the function holds from its cold start on.
pub(crate) fn start() -> Result<&'static App, lambda_runtime::Error> {
    let app = App::from_env()?;
    let level = match app.config.log_level.as_deref() {
        Some("error") => tracing::Level::ERROR,
        Some("warn") => tracing::Level::WARN,
        Some("debug") => tracing::Level::DEBUG,
        Some("trace") => tracing::Level::TRACE,
        _ => tracing::Level::INFO,
    };
    // CloudWatch stamps every line with its time.
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_ansi(false)
        .without_time()
        .init();
    Ok(Box::leak(Box::new(app)))
}
