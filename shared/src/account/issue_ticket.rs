use crate::account::{Identity, token};
use crate::app::App;
use crate::error::Result;
use crate::rules::limits::LIMITS;
use crate::wire::Ticket;

/// Issues a ticket for one handshake of the socket, for clients that cannot set headers and do not
/// want their access token in a URL.
///
/// # Errors
/// When the function lacks a setting.
pub fn issue_ticket(app: &App, identity: &Identity) -> Result<Ticket> {
    let ticket = token::issue_ticket(app, identity)?;
    let url = format!("{}?ticket={ticket}", app.config.web_socket_url()?);
    Ok(Ticket {
        ticket,
        expires_in: LIMITS.ticket_seconds,
        url,
    })
}
