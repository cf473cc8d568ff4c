use std::collections::BTreeMap;

use super::evidence::Evidence;
use super::record::FailedPost;
use super::{OPENING, Violation};

/// Promise 7: once a post to a connection that is no longer opening has failed, its record is gone
/// when that worker is done, and no later job posts to it. Workers that were at work then, and jobs
/// that were queued for it before, may each meet the 410 once.
pub(super) fn check(evidence: &Evidence<'_>) -> Vec<Violation> {
    let mut by_connection: BTreeMap<&str, Vec<&FailedPost>> = BTreeMap::new();
    for post in &evidence.run.failed_posts {
        if post.at >= post.opened + OPENING {
            by_connection
                .entry(&post.connection)
                .or_default()
                .push(post);
        }
    }
    let mut found = Vec::new();
    for (connection, posts) in by_connection {
        let Some(forgotten) = posts.iter().filter_map(|post| post.forgotten).min() else {
            continue;
        };
        let late = posts.iter().filter(|post| post.asked > forgotten).count();
        if late > 0 {
            let what = format!(
                "{} posts to connection {connection} failed, {late} of them for jobs that were queued after its record had to be gone",
                posts.len()
            );
            found.push(Violation::new(7, what));
        }
    }
    found
}
