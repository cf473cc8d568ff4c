use crate::account::Identity;
use crate::app::App;
use crate::error::Result;
use crate::id::{ConnectionId, UserId};
use crate::table::connection::connection_key;
use crate::table::presence::{LAST_SEEN, attribute, presence_key};
use crate::table::{applied, number};
use crate::time::Time;

/// Forgets a connection that API Gateway reports as closed.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn disconnect(app: &App, identity: &Identity, connection: &ConnectionId) -> Result<()> {
    forget_connection(app, &identity.user_id, connection).await
}

/// Removes one connection from its user's presence and from the table of connections, and notes when
/// that was; the user's other devices are not touched. Doing it twice is harmless.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn forget_connection(app: &App, user: &UserId, connection: &ConnectionId) -> Result<()> {
    let unlink = app
        .dynamodb
        .update_item()
        .table_name(app.config.presence_table()?)
        .set_key(Some(presence_key(user)))
        .update_expression("REMOVE #link SET #seen = :now")
        .expression_attribute_names("#link", attribute(connection))
        .condition_expression("attribute_exists(#link)")
        .expression_attribute_names("#seen", LAST_SEEN)
        .expression_attribute_values(":now", number(Time::now().millis()))
        .send();
    let delete = app
        .dynamodb
        .delete_item()
        .table_name(app.config.connections_table()?)
        .set_key(Some(connection_key(connection)))
        .send();
    let (unlinked, deleted) = tokio::join!(unlink, delete);
    // What is unlinked already was seen at that time.
    applied(unlinked)?;
    deleted?;
    Ok(())
}
