//! What the service says of itself: the REST API (OpenAPI Specification 3.1), made from the types,
//! and the socket.

use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use crate::edge::rest::{
    Reply, auth, changes, chats, config, invites, joining, members, messages, receipts, sync, users,
};
use crate::edge::socket::asyncapi::asyncapi_json;
use crate::error::{Error, Result};
use crate::id::SessionId;
use crate::wire::{DeleteFor, Position, Receipt};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Banter",
        description = "Chat that a team deploys into its own AWS account. Errors are problem \
            documents (RFC 9457); pages carry `nextCursor`; times are RFC 3339 in UTC. The \
            WebSocket side is described in docs/PROTOCOL.md.",
        license(name = "MIT OR Apache-2.0")
    ),
    paths(
        auth::register, auth::log_in, auth::refresh, auth::log_out, auth::issue_ticket,
        users::get_me, users::get_settings, users::update_settings, users::get, users::search,
        users::block, users::unblock, users::list_blocked,
        chats::create, chats::list, chats::get, chats::update, chats::delete, chats::list_unread,
        chats::discover, chats::update_settings,
        members::list, members::add, members::update, members::remove, members::hand_over,
        members::leave,
        joining::join, joining::list_requests, joining::approve, joining::deny, joining::withdraw,
        joining::list_bans, joining::ban, joining::lift_ban,
        invites::create, invites::list, invites::revoke, invites::list_mine, invites::preview,
        invites::accept, invites::decline,
        messages::send_to_chat, messages::send, messages::list, messages::get, messages::forward,
        messages::list_scheduled, messages::cancel_scheduled,
        messages::list_versions, messages::list_replies,
        changes::edit, changes::delete, changes::add_reaction, changes::remove_reaction,
        changes::list_reactions, changes::vote, changes::close_poll, changes::pin, changes::unpin,
        changes::list_pins,
        receipts::mark_read, receipts::mark_delivered, receipts::list, receipts::list_readers,
        sync::get, sync::post,
        config::get,
    ),
    components(schemas(SessionId, Receipt, Position, DeleteFor)),
    modifiers(&Bearer)
)]
struct Description;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, description: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .build();
        let components = description.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// The description as JSON, as `GET /openapi.json` answers and `docs/openapi.json` holds it.
///
/// # Errors
/// Never: the description has a JSON form.
pub fn openapi_json() -> Result<String> {
    Description::openapi()
        .to_pretty_json()
        .map_err(Error::internal)
}

/// `GET /openapi.json`.
///
/// # Errors
/// Never: the description has a JSON form.
pub fn openapi() -> Result<Reply> {
    let body = openapi_json()?.into_bytes();
    Ok(Reply::file("application/json", "default-src 'none'", body))
}

/// `GET /asyncapi.json`.
///
/// # Errors
/// Never: the description has a JSON form.
pub fn asyncapi() -> Result<Reply> {
    let body = asyncapi_json()?.into_bytes();
    Ok(Reply::file("application/json", "default-src 'none'", body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_told_apart_by_their_ids() {
        let description = serde_json::to_value(Description::openapi()).unwrap();
        let paths = description["paths"].as_object().unwrap();
        let operations = paths
            .values()
            .flat_map(|path| path.as_object().unwrap().values());
        let mut ids: Vec<_> = operations
            .map(|one| one["operationId"].as_str().unwrap())
            .collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }

    /// Run the stack and fetch the file from it to bring the committed copy up to date.
    #[test]
    fn the_committed_copies_are_current() {
        let openapi = include_str!("../../../../docs/openapi.json");
        assert!(
            openapi == openapi_json().unwrap(),
            "docs/openapi.json is stale"
        );
        let asyncapi = include_str!("../../../../docs/asyncapi.json");
        assert!(
            asyncapi == asyncapi_json().unwrap(),
            "docs/asyncapi.json is stale"
        );
    }
}
