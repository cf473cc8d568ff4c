use crate::app::App;
use crate::error::Result;
use crate::login::{Caller, token};
use crate::rules::limits::LIMITS;
use crate::wire::Ticket;

/// Issues a ticket for one handshake of the socket, for clients that cannot set headers and do not
/// want their access token in a URL.
///
/// # Errors
/// When the function lacks a setting.
pub async fn issue_ticket(app: &App, caller: &Caller) -> Result<Ticket> {
    let ticket = token::issue_ticket(app, &caller.identity, caller.unverified).await?;
    let url = format!("{}?ticket={ticket}", app.config.web_socket_url()?);
    Ok(Ticket {
        ticket,
        expires_in: LIMITS.ticket_seconds,
        url,
    })
}
