//! The line each invocation leaves.

use std::time::Duration;

use serde::Deserialize;

use super::{InvokeError, Outcome};

/// What is said about one invocation.
pub(crate) struct Report<'a> {
    pub(crate) trigger: &'a str,
    pub(crate) function: &'a str,
    /// From the request to the answer, waiting and starting included.
    pub(crate) took: Duration,
    pub(crate) outcome: &'a Outcome,
}

/// The only field of a gateway reply that the line shows.
#[derive(Deserialize)]
struct Reply {
    #[serde(rename = "statusCode")]
    status: Option<u16>,
}

impl Report<'_> {
    /// Time, trigger, function, duration, start of a new environment, outcome.
    pub(crate) fn line(&self) -> String {
        let now = jiff::Timestamp::now().strftime("%H:%M:%S%.3f");
        let took = milliseconds(self.took);
        let cold = self
            .outcome
            .cold
            .map(|init| format!("cold {}", milliseconds(init)));
        format!(
            "{now}  {:<34}  {:<24} {took:>11}  {:<14}  {}",
            self.trigger,
            self.function,
            cold.unwrap_or_default(),
            self.result(),
        )
    }

    /// The status in the reply, when it is one to a gateway.
    pub(crate) fn status(&self) -> Option<u16> {
        let body = self.outcome.result.as_ref().ok()?;
        serde_json::from_slice::<Reply>(body).ok()?.status
    }

    fn result(&self) -> String {
        match &self.outcome.result {
            Ok(_) => match self.status() {
                Some(status) => status.to_string(),
                None => "ok".to_owned(),
            },
            Err(InvokeError::TimedOut) => "timed out and was killed".to_owned(),
            Err(error) => error.to_string(),
        }
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}
