//! Where AWS events become calls of use cases, and results become replies. A file per trigger.

pub mod authorizer;
pub mod clock;
mod decode;
pub mod queue;
pub mod rest;
pub mod socket;
pub mod stream;

use tracing_subscriber::filter::Targets;
use tracing_subscriber::prelude::*;

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
    // What libraries say in detail holds requests and items whole: only their warnings are kept.
    let ours = Targets::new()
        .with_default(level.min(tracing::Level::WARN))
        .with_target("shared", level);
    // CloudWatch stamps every line with its time.
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .without_time();
    let lines = lines.with_filter(ours);
    tracing_subscriber::registry().with(lines).init();
    Ok(Box::leak(Box::new(app)))
}
