//! The course of one call: what the plan makes of it.

use rustix::process::Pid;

use super::running::Decision;
use super::words::{Effect, Kind};
use crate::signal;

/// What becomes of a call; by default it is carried out and answered.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Course(Option<Injected>);

#[derive(Debug, Clone, Copy)]
struct Injected {
    decision: Decision,
    /// The calling environment.
    pid: Pid,
}

/// A refusal instead of the answer; each service has words of its own for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) why: Refused,
    /// For what the service has to draw.
    pub(crate) draw: u64,
}

/// Why a call is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Too many requests.
    Throttled,
    /// Another transaction is at work on the same item.
    Conflict,
    /// The service failed.
    Failed,
    /// The connection has ended.
    Gone,
}

impl Course {
    pub(super) fn of(decision: Option<Decision>, pid: Pid) -> Self {
        Self(decision.map(|decision| Injected { decision, pid }))
    }

    /// The fault, as records name it.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        self.kind().map(Kind::word)
    }

    /// Whether the call did what it was for, where that makes a difference.
    pub(crate) fn effect(&self) -> Option<&'static str> {
        let effect = self.0?.decision.effect;
        let differs = matches!(self.kind()?, Kind::Error | Kind::Kill | Kind::Hang);
        differs.then(|| effect.word())
    }

    /// Whether the calling environment dies of it.
    pub(crate) fn kills(&self) -> bool {
        self.kind() == Some(Kind::Kill)
    }

    /// Whether the caller ever gets an answer.
    pub(crate) fn is_answered(&self) -> bool {
        !matches!(self.kind(), Some(Kind::Kill | Kind::Hang))
    }

    /// Waits as long as a slow call takes longer.
    pub(crate) async fn hold(&self) {
        if let (Some(Kind::Slow), Some(injected)) = (self.kind(), self.0) {
            tokio::time::sleep(injected.decision.wait).await;
        }
    }

    /// Whether the call is to be carried out.
    pub(crate) fn takes_effect(&self) -> bool {
        match (self.kind(), self.0) {
            (None | Some(Kind::Slow), _) => true,
            (Some(Kind::Error | Kind::Kill | Kind::Hang), Some(injected)) => {
                injected.decision.effect == Effect::After
            }
            _ => false,
        }
    }

    /// What the caller is told instead of the answer. A call that is not answered at all has one
    /// too when it was not carried out, so that every call has an end to record.
    pub(crate) fn refusal(&self) -> Option<Refusal> {
        let why = match self.kind()? {
            Kind::Slow => return None,
            Kind::Kill | Kind::Hang if self.takes_effect() => return None,
            Kind::Throttle => Refused::Throttled,
            Kind::Conflict => Refused::Conflict,
            Kind::Gone => Refused::Gone,
            _ => Refused::Failed,
        };
        let draw = self.0?.decision.spare;
        Some(Refusal { why, draw })
    }

    /// Carries a call out as its course wants it. `refuse` is given the answer that is lost, when
    /// there is one.
    pub(crate) async fn carry_out<T>(
        &self,
        act: impl Future<Output = T>,
        refuse: impl FnOnce(Refusal, Option<T>) -> T,
    ) -> T {
        self.hold().await;
        match (self.refusal(), self.takes_effect()) {
            (None, _) => act.await,
            (Some(refusal), true) => refuse(refusal, Some(act.await)),
            (Some(refusal), false) => refuse(refusal, None),
        }
    }

    /// The end of a call that is never answered: kills its caller, or leaves it waiting until it
    /// hangs up. Returns at once for every other.
    pub(crate) async fn conclude(&self) {
        if self.is_answered() {
            return;
        }
        if let (true, Some(injected)) = (self.kills(), self.0) {
            signal::kill(injected.pid);
        }
        std::future::pending().await
    }

    fn kind(&self) -> Option<Kind> {
        self.0.map(|injected| injected.decision.kind)
    }
}
