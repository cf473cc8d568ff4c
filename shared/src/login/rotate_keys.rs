use crate::app::App;
use crate::error::Result;
use crate::login::keys::{self, FOLDER, PERIOD_SECONDS, period};
use crate::rules::limits::LIMITS;
use crate::secrets;
use crate::time::Time;

/// The longest-lived token must not outlive the key of the former period.
const _: () = assert!(PERIOD_SECONDS > LIMITS.refresh_token_seconds as i64);

/// Makes the signing keys of this period and the next, so that everybody knows a key before it
/// signs, and removes those whose tokens have all expired.
///
/// # Errors
/// When Parameter Store refuses.
pub async fn rotate_keys(app: &App) -> Result<()> {
    let now = period(Time::now());
    keys::create(app, now).await?;
    keys::create(app, now + 1).await?;
    let number = |name: &str| name.strip_prefix(FOLDER)?.parse::<i64>().ok();
    let names = secrets::load(app).await?.into_iter().map(|(name, _)| name);
    let names: Vec<String> = names.collect();
    // The last one before this period has signed until now, however old it is.
    let former = names.iter().filter_map(|name| number(name));
    let former = former.filter(|number| *number < now).max().unwrap_or(now);
    let old = names
        .into_iter()
        .filter(|name| number(name).is_some_and(|number| number < former));
    let old: Vec<String> = old.collect();
    for names in old.chunks(10) {
        secrets::remove(app, names).await?;
    }
    tracing::info!(period = now, removed = old.len(), "signing keys rotated");
    Ok(())
}
