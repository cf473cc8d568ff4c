use crate::app::App;
use crate::error::Result;
use crate::presence::forget_connection;
use crate::push::{self, Outcome};
use crate::wire::Event;
use crate::wire::job::Target;

/// Tells a connection why it ends, when there is something to tell, forgets it and closes it.
///
/// One that is gone is not closed: if it is just opening, it must not end before it was told, and
/// whoever ended its login has queued a later job for that.
pub(super) async fn close(app: &App, target: &Target, farewell: Option<&Event>) -> Result<()> {
    let mut outcome = Outcome::Taken;
    if let Some(event) = farewell {
        outcome = push::post(app, &target.connection_id, &push::frame(event)?).await?;
    }
    forget_connection(app, &target.user_id, &target.connection_id).await?;
    if outcome == Outcome::Gone {
        return Ok(());
    }
    push::close(app, &target.connection_id).await
}
