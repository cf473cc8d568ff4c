//! The refresh token in a cookie (RFC 6265bis): scripts cannot read it, other sites cannot send it.

use crate::app::App;
use crate::edge::rest::Request;
use crate::error::{Code, Error, Result};
use crate::rules::limits::LIMITS;

const NAME: &str = "banter_refresh";
const ATTRIBUTES: &str = "Path=/v1/auth; HttpOnly; Secure; SameSite=Strict";

/// Gives the token to the browser.
pub(super) fn set(token: &str) -> String {
    let seconds = LIMITS.refresh_token_seconds;
    format!("{NAME}={token}; {ATTRIBUTES}; Max-Age={seconds}")
}

/// Takes it back.
pub(super) fn cleared() -> String {
    format!("{NAME}=; {ATTRIBUTES}; Max-Age=0")
}

/// The token that a browser sent.
pub(super) fn read(request: &Request) -> Option<&str> {
    let pairs = request.headers("cookie").flat_map(|line| line.split(';'));
    let mut named = pairs.filter_map(|pair| pair.trim().split_once('='));
    let token = named.find_map(|(name, value)| (name == NAME).then_some(value));
    token.filter(|token| !token.is_empty())
}

/// Refuses to hand a cookie to a foreign page. What is no browser names no page, and keeps no cookie
/// that could be misused.
pub(super) fn refuse_foreign(app: &App, request: &Request) -> Result<()> {
    match request.header("origin") {
        Some(_) => require_origin(app, request),
        None => Ok(()),
    }
}

/// Refuses pages that are neither on the list nor served by the API itself: a browser names the page
/// in `Origin` (Fetch, section 3.2), and a page cannot forge it.
pub(super) fn require_origin(app: &App, request: &Request) -> Result<()> {
    let origin = request.header("origin").unwrap_or_default();
    let host = request.header("host").unwrap_or_default();
    let is_own = origin
        .split_once("://")
        .is_some_and(|(_, named)| !host.is_empty() && named.eq_ignore_ascii_case(host));
    let listed = &app.config.allowed_origins;
    // `*` would let every page in.
    let is_listed = origin != "*" && listed.iter().any(|listed| listed == origin);
    if is_own || (is_listed && !origin.is_empty()) {
        return Ok(());
    }
    Err(Error::new(
        Code::OriginRefused,
        "Send this from a page whose origin the deployment allows (AllowedOrigins).",
    ))
}
