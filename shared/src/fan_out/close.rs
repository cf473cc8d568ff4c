use crate::app::App;
use crate::error::Result;
use crate::presence::forget_connection;
use crate::push;
use crate::wire::Event;
use crate::wire::job::Target;

/// Tells a connection why it ends, when there is something to tell, forgets it and closes it.
pub(super) async fn close(app: &App, target: &Target, farewell: Option<&Event>) -> Result<()> {
    if let Some(event) = farewell {
        push::post(app, &target.connection_id, &push::frame(event)?).await?;
    }
    forget_connection(app, &target.user_id, &target.connection_id).await?;
    push::close(app, &target.connection_id).await
}
