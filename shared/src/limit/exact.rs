use futures::future::try_join_all;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::error::Result;
use crate::limit::take::refused;
use crate::table::limit;
use crate::time::Time;

/// How often something may be tried. Counted exactly, in the table, before it is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// What the deployment calls it.
    pub name: &'static str,
    /// Times, unless the deployment says otherwise.
    pub most: u32,
    /// In so many seconds.
    pub seconds: u32,
}

/// A try that was counted.
#[derive(Debug)]
pub struct Counted(Vec<String>);

/// Counts a try under each bound, for whom it is about: an account, an address. What they are
/// called is not kept, only a digest of it. One bound after the other: what the first one refuses
/// does not count for the next.
///
/// # Errors
/// `rate_limited` when there were too many.
pub async fn count(app: &App, tries: &[(Bound, &str)]) -> Result<Counted> {
    let mut counted = Counted(Vec::new());
    for (bound, subject) in tries {
        let Some(most) = app.config.rate_limits.most(bound.name, bound.most) else {
            continue;
        };
        let (now, seconds) = (Time::now().seconds(), i64::from(bound.seconds));
        let window = now.div_euclid(seconds);
        let digest = Sha256::digest(subject.as_bytes());
        let name = format!("{}#{digest:x}#{window}", bound.name);
        let end = (window + 1) * seconds;
        if !limit::add_below(app, &name, most, end).await? {
            give_back(app, counted).await?;
            return Err(refused(u32::try_from(end - now).unwrap_or(1)));
        }
        counted.0.push(name);
    }
    Ok(counted)
}

/// Takes back what was counted, since the try was a good one.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn give_back(app: &App, counted: Counted) -> Result<()> {
    try_join_all(counted.0.iter().map(|name| limit::subtract(app, name))).await?;
    Ok(())
}
