//! The description of the REST API (OpenAPI Specification 3.1), made from the types.

use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Content, Ref, RefOr, Response, ResponseBuilder, Responses};
use utoipa::{Modify, OpenApi};

use crate::edge::rest::{
    auth, changes, chats, config, invites, joining, me, members, messages, mfa, presence, receipts,
    sessions, sync, users,
};
use crate::edge::socket::asyncapi::asyncapi_json;
use crate::id::SessionId;
use crate::wire::{DeleteFor, Position, Receipt, TypingState, Viewer, Viewers, WatchPresence};

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
        auth::register, auth::log_in, auth::refresh, auth::log_out, auth::log_out_everywhere,
        auth::verify_email, auth::resend_verification, auth::forgot_password, auth::reset_password,
        mfa::set_up, mfa::enable, mfa::disable, sessions::list, sessions::end, auth::issue_ticket,
        me::get, me::update, me::delete, me::change_password, me::get_settings,
        me::update_settings, me::export, users::get, users::search,
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
        presence::get_mine, presence::set_mine, presence::get, presence::list, presence::list_typing,
        config::get,
    ),
    components(schemas(
        SessionId, Receipt, Position, DeleteFor, TypingState, Viewer, Viewers, WatchPresence
    )),
    modifiers(&Bearer, &Everywhere)
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

/// What every route that needs a token may answer.
struct Everywhere;

impl Modify for Everywhere {
    fn modify(&self, description: &mut utoipa::openapi::OpenApi) {
        let paths = description.paths.paths.iter_mut();
        for (path, item) in paths {
            let methods = [
                &mut item.get,
                &mut item.put,
                &mut item.post,
                &mut item.patch,
                &mut item.delete,
            ];
            let operations = methods.into_iter().flatten();
            for operation in operations {
                for (status, response) in &mut operation.responses.responses {
                    name_problems(status, response);
                }
                if operation.security.is_none() {
                    continue;
                }
                let mut also = vec![("401", "`session_revoked`"), ("429", "`rate_limited`")];
                // These are open to who has yet to confirm their address.
                if !path.starts_with("/v1/auth") && !path.starts_with("/v1/users/me") {
                    also.push(("403", "`email_unverified`"));
                }
                for (status, code) in also {
                    add(&mut operation.responses, status, code);
                }
            }
        }
    }
}

/// A refusal is a problem document (RFC 9457, section 3).
fn name_problems(status: &str, response: &mut RefOr<Response>) {
    if let RefOr::T(response) = response
        && status.starts_with(['4', '5'])
        && let Some(content) = response.content.shift_remove("application/json")
    {
        let name = "application/problem+json".to_owned();
        response.content.insert(name, content);
    }
}

/// Adds a code to what is said of a status.
fn add(responses: &mut Responses, status: &str, code: &str) {
    let known = responses.responses.entry(status.to_owned());
    let known = known.or_insert_with(|| {
        let problem = Ref::from_schema_name("Problem");
        let content = Content::new(Some(problem));
        let response = ResponseBuilder::new().content("application/problem+json", content);
        RefOr::T(response.build())
    });
    if let RefOr::T(response) = known
        && !response.description.contains(code)
    {
        let said = std::mem::take(&mut response.description);
        response.description = match said.as_str() {
            "" => code.to_owned(),
            said => format!("{said}, {code}"),
        };
    }
}

/// The description as JSON, as `docs/openapi.json` holds it.
pub(crate) fn openapi_json() -> String {
    Description::openapi().to_pretty_json().unwrap()
}

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

/// With `UPDATE_DOCS` set the copies are written instead; what is compiled in is the former one then.
#[test]
fn the_committed_copies_are_current() {
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    for (name, text) in [
        ("openapi.json", openapi_json()),
        ("asyncapi.json", asyncapi_json()),
    ] {
        let path = docs.join(name);
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap();
        let mend = "UPDATE_DOCS=1 cargo test --workspace --lib docs";
        assert!(
            committed == text,
            "docs/{name} is stale; write it anew: {mend}"
        );
    }
}
