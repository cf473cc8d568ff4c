use crate::app::App;
use crate::error::Result;
use crate::fan_out::deliver::connections_of;
use crate::fan_out::post_to_many::post_to_many;
use crate::id::{ConnectionId, UserId};
use crate::wire::Event;

/// Pushes an event to all live connections of some people but one.
pub(super) async fn notify(
    app: &App,
    event: &Event,
    users: &[UserId],
    except: Option<&ConnectionId>,
) -> Result<()> {
    let targets = connections_of(app, users, except).await?;
    post_to_many(app, event, targets, 0).await
}
