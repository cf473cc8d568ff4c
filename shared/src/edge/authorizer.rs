//! The REQUEST authorizer of `$connect`: who opens a socket. Makes no trip once it has the keys, but
//! for people who log in elsewhere.

use aws_lambda_events::apigw::ApiGatewayCustomAuthorizerRequestTypeRequest as AuthorizerEvent;
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::{Value, json};

use crate::account::Identity;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::login::{Caller, TicketIdentity, verify_access, verify_ticket};

/// The subprotocol of the socket; beside it a client may offer `bearer.` and its token.
pub const PROTOCOL: &str = "banter.v1";
const BEARER: &str = "bearer.";

/// Runs the authorizer. A refusal is the error `Unauthorized`, which API Gateway turns into 401
/// (API Gateway Developer Guide, "Create an API Gateway Lambda authorizer").
///
/// # Errors
/// When the function cannot start.
pub async fn serve() -> Result<(), lambda_runtime::Error> {
    let app = crate::edge::start()?;
    lambda_runtime::run(service_fn(
        move |event: LambdaEvent<AuthorizerEvent>| async move {
            match Box::pin(authorize(app, &event.payload)).await {
                Ok(policy) => Ok(policy),
                Err(error) => {
                    error.log(&event.context.request_id);
                    Err(lambda_runtime::Error::from("Unauthorized"))
                }
            }
        },
    ))
    .await
}

async fn authorize(app: &App, event: &AuthorizerEvent) -> Result<Value> {
    let (caller, ticket_id) = match credential(event)? {
        Credential::Token(token) => (verify_access(app, &token).await?, None),
        Credential::Ticket(ticket) => {
            let TicketIdentity {
                identity,
                ticket_id,
                unverified,
            } = verify_ticket(app, &ticket).await?;
            let caller = Caller {
                identity,
                unverified,
            };
            (caller, Some(ticket_id))
        }
    };
    let Identity {
        user_id,
        session_id,
    } = caller.identity;
    let mut context = json!({
        "userId": user_id,
        "sessionId": session_id,
        "device": device(event),
    });
    if caller.unverified {
        context["unverified"] = json!("true");
    }
    if let Some(ticket_id) = ticket_id {
        context["ticketId"] = json!(ticket_id);
    }
    Ok(json!({
        "principalId": user_id,
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [{
                "Action": "execute-api:Invoke",
                "Effect": "Allow",
                "Resource": event.method_arn,
            }],
        },
        "context": context,
    }))
}

enum Credential {
    Token(String),
    Ticket(String),
}

/// The one credential a handshake carries: header, subprotocol, or query.
fn credential(event: &AuthorizerEvent) -> Result<Credential> {
    let header = |name: &str| {
        event
            .headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .next()
    };
    let query = |name: &str| event.query_string_parameters.first(name).map(str::to_owned);
    let bearer = header("authorization")
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim().to_owned());
    let protocol = header("sec-websocket-protocol").and_then(|value| {
        value
            .split(',')
            .find_map(|name| name.trim().strip_prefix(BEARER))
            .map(str::to_owned)
    });
    bearer
        .or(protocol)
        .or_else(|| query("token"))
        .map(Credential::Token)
        .or_else(|| query("ticket").map(Credential::Ticket))
        .ok_or_else(|| Error::new(Code::Unauthenticated, "The handshake carries no token."))
}

fn device(event: &AuthorizerEvent) -> &'static str {
    match event.query_string_parameters.first("device") {
        Some("mobile") => "mobile",
        Some("desktop") => "desktop",
        _ => "web",
    }
}
