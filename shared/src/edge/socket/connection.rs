use std::collections::HashMap;

use aws_lambda_events::apigw::ApiGatewayWebsocketProxyRequest as SocketEvent;
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::{Value, json};

use crate::account::Identity;
use crate::app::App;
use crate::edge::authorizer::PROTOCOL;
use crate::edge::socket::frame::speaker;
use crate::error::Result;
use crate::id::{ConnectionId, TicketId};
use crate::limit;
use crate::presence::{self, Handshake};

/// What a handshake counts as.
const CONNECT: &str = "$connect";

/// Runs the function of `$connect`. What it answers with decides the handshake.
///
/// # Errors
/// When the function cannot start.
pub async fn serve_connect() -> Result<(), lambda_runtime::Error> {
    let app = crate::edge::start()?;
    lambda_runtime::run(service_fn(
        move |event: LambdaEvent<SocketEvent>| async move {
            let request_id = event
                .payload
                .request_context
                .request_id
                .clone()
                .unwrap_or_default();
            // Boxed: the futures of SDK calls nest deeper than the compiler likes to look.
            let connected = Box::pin(connect(app, &event.payload)).await;
            Ok::<_, lambda_runtime::Error>(match connected {
                Ok(reply) => reply,
                Err(error) => {
                    error.log(&request_id);
                    json!({ "statusCode": error.code.status() })
                }
            })
        },
    ))
    .await
}

async fn connect(app: &'static App, event: &SocketEvent) -> Result<Value> {
    let (identity, connection_id) = speaker(&event.request_context)?;
    let taken = limit::take(app, &identity.user_id, CONNECT);
    let connected = match taken.refusal {
        Some(refusal) => Err(refusal),
        None => open(app, event, identity, connection_id).await,
    };
    if let Some(telling) = taken.telling
        && let Err(error) = telling.await
    {
        tracing::warn!(cause = %error, "requests were not counted");
    }
    connected
}

async fn open(
    app: &App,
    event: &SocketEvent,
    identity: Identity,
    connection_id: ConnectionId,
) -> Result<Value> {
    let fields = &event.request_context.authorizer.fields;
    let field = |name: &str| fields.get(name).and_then(Value::as_str);
    let handshake = Handshake {
        identity,
        connection_id,
        device: field("device").unwrap_or("web").to_owned(),
        ticket_id: field("ticketId").map(TicketId::from),
    };
    presence::connect(app, &handshake).await?;

    // A client that offers subprotocols fails the handshake unless one of them is chosen.
    let offered = event.headers.get_all("sec-websocket-protocol").iter();
    let offers_ours = offered
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|name| name.trim() == PROTOCOL);
    let headers: HashMap<&str, &str> = offers_ours
        .then_some(("Sec-WebSocket-Protocol", PROTOCOL))
        .into_iter()
        .collect();
    Ok(json!({ "statusCode": 200, "headers": headers }))
}

/// Runs the function of `$disconnect`.
///
/// # Errors
/// When the function cannot start.
pub async fn serve_disconnect() -> Result<(), lambda_runtime::Error> {
    let app = crate::edge::start()?;
    lambda_runtime::run(service_fn(
        move |event: LambdaEvent<SocketEvent>| async move {
            let (identity, connection_id) = speaker(&event.payload.request_context)?;
            Box::pin(presence::disconnect(app, &identity, &connection_id)).await?;
            Ok::<_, lambda_runtime::Error>(json!({ "statusCode": 200 }))
        },
    ))
    .await
}
