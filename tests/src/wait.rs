use std::time::{Duration, Instant};

/// How long a test waits for what should take milliseconds: the machine may be busy.
pub const DEADLINE: Duration = Duration::from_secs(20);
/// Pause between two looks at a condition.
const PAUSE: Duration = Duration::from_millis(40);

/// Looks again and again until there is something to see.
///
/// # Panics
/// When there is nothing within the time.
pub async fn eventually<T>(
    what: &str,
    within: Duration,
    mut look: impl AsyncFnMut() -> Option<T>,
) -> T {
    let since = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(since.elapsed() < within, "{what}: not within {within:?}");
        tokio::time::sleep(PAUSE).await;
    }
}
