use std::collections::BTreeSet;

use crate::app::App;
use crate::error::Result;
use crate::fan_out::deliver::connections_of;
use crate::fan_out::post_to_many::post_to_many;
use crate::id::{ConnectionId, UserId};
use crate::wire::Event;
use crate::wire::job::Target;

/// Posts to connections that could not take an event before, as far as they are still recorded: what
/// another job found dead meanwhile costs no further post.
pub(super) async fn post_again(
    app: &App,
    event: &Event,
    mut targets: Vec<Target>,
    attempt: u32,
) -> Result<()> {
    let users: BTreeSet<&UserId> = targets.iter().map(|target| &target.user_id).collect();
    let users: Vec<UserId> = users.into_iter().cloned().collect();
    let recorded = connections_of(app, &users, None).await?;
    let recorded: BTreeSet<ConnectionId> =
        recorded.into_iter().map(|one| one.connection_id).collect();
    targets.retain(|target| recorded.contains(&target.connection_id));
    post_to_many(app, event, targets, attempt).await
}
