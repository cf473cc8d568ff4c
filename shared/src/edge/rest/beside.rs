use std::sync::{Mutex, PoisonError};

use tokio::task::JoinHandle;

use crate::account::Identity;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::limit::{self, Allowance};
use crate::login::check_session;

/// What goes on beside a request.
#[derive(Debug, Default)]
pub(super) struct Beside(Mutex<Work>);

#[derive(Debug, Default)]
struct Work {
    telling: Option<JoinHandle<()>>,
    checking: Option<JoinHandle<Result<()>>>,
    allowance: Option<Allowance>,
}

impl Beside {
    /// Counts the request of somebody.
    pub(super) fn take(&self, app: &'static App, user: &UserId, route: &str) -> Result<()> {
        let taken = limit::take(app, user, route);
        let mut work = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        work.allowance = taken.allowance;
        work.telling = taken.telling;
        taken.refusal.map_or(Ok(()), Err)
    }

    /// Begins to look whether a login stands.
    pub(super) fn check(&self, app: &'static App, identity: Identity) {
        let checking = tokio::spawn(async move { check_session(app, &identity).await });
        let mut work = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        work.checking = Some(checking);
    }

    /// Waits until all has ended: why the answer is to be held back, when it is, and what is left
    /// to the caller.
    pub(super) async fn finish(&self) -> (Option<Error>, Option<Allowance>) {
        let work = {
            let mut work = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *work)
        };
        if let Some(telling) = work.telling
            && let Err(error) = telling.await
        {
            tracing::warn!(cause = %error, "requests were not counted");
        }
        let refusal = match work.checking {
            Some(checking) => checking.await.map_err(Error::internal).flatten().err(),
            None => None,
        };
        (refusal, work.allowance)
    }
}
