use std::time::Duration;

use tokio::task::JoinHandle;

use crate::app::App;
use crate::error::{Code, Error};
use crate::id::UserId;
use crate::limit::Allowance;
use crate::limit::counts::WINDOW_SECONDS;
use crate::table::limit;
use crate::time::Time;

/// How long an answer is held up for the telling.
const PATIENCE: Duration = Duration::from_millis(500);

/// What came of counting a request.
#[derive(Debug)]
pub struct Taken {
    /// What is left; none when nothing is limited.
    pub allowance: Option<Allowance>,
    /// Why the request is refused, when it is.
    pub refusal: Option<Error>,
    /// The telling of the others, under way: to be awaited before the function answers, since its
    /// environment is frozen then.
    pub telling: Option<JoinHandle<()>>,
}

/// Counts a request of somebody on a route or action. Takes no trip of its own: every fifth request
/// of a person is told to the other environments while it is worked on. So a limit is exact in one
/// environment; each further one may let a few more through.
pub fn take(app: &'static App, user: &UserId, route: &str) -> Taken {
    let Some(class) = app.config.rate_limits.class(route) else {
        return Taken {
            allowance: None,
            refusal: None,
            telling: None,
        };
    };
    let decision = app.counts.decide(user, &class, Time::now());
    let telling = decision.tell.map(|more| {
        let (user, minute) = (user.clone(), decision.minute);
        tokio::spawn(async move {
            let name = format!("{user}#{}#{minute}", class.name);
            let expires = (minute + 2) * WINDOW_SECONDS;
            // Whoever cannot count lets through: a chat that stands still is worse.
            let adding = limit::add(app, &name, more, expires);
            match tokio::time::timeout(PATIENCE, adding).await {
                Ok(Ok(all)) => app.counts.learn(&user, &class.name, minute, all),
                Ok(Err(error)) => tracing::warn!(cause = %error, "requests were not counted"),
                Err(_) => tracing::warn!("requests were not counted in time"),
            }
        })
    });
    let refusal = (!decision.admitted).then(|| refused(decision.allowance.seconds));
    Taken {
        allowance: Some(decision.allowance),
        refusal,
        telling,
    }
}

/// The refusal of who asks too often.
pub(super) fn refused(seconds: u32) -> Error {
    let detail = format!("Too many requests. Try again in {seconds} s.");
    Error::new(Code::RateLimited, detail).retry_after(seconds)
}
