use std::future::Future;

use aws_lambda_events::apigw::{
    ApiGatewayWebsocketProxyRequest as SocketEvent,
    ApiGatewayWebsocketProxyRequestContext as Context,
};
use futures::future::OptionFuture;
use lambda_runtime::{LambdaEvent, service_fn};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::account::Identity;
use crate::app::App;
use crate::edge::decode;
use crate::error::{Code, Error, Result};
use crate::id::{ConnectionId, SessionId, UserId};
use crate::limit;
use crate::login::Caller;
use crate::wire::{ClientFrame, Reply};

/// The one action for which the address need not be confirmed.
const HEARTBEAT: &str = "heartbeat";
/// Characters of a frame's `id`.
const ID_CHARACTERS: usize = 64;

/// A frame on its way to a use case.
#[derive(Debug)]
pub struct Frame {
    /// Who speaks, by the authorizer of the connection.
    pub identity: Identity,
    /// The connection it came on.
    pub connection_id: ConnectionId,
    /// What it names as its action.
    pub(super) action: Option<Value>,
    data: Value,
}

impl Frame {
    /// What the action takes.
    ///
    /// # Errors
    /// `validation_failed`, naming the field.
    pub fn data<T: DeserializeOwned>(self) -> Result<T> {
        decode::from_value(self.data)
    }

    /// The same, for actions whose data is read in two parts.
    ///
    /// # Errors
    /// As [`Self::data`].
    pub(super) fn look<T: DeserializeOwned>(&self) -> Result<T> {
        decode::from_value(self.data.clone())
    }
}

/// Runs the function of a route: `action` gives the data of the acknowledgement, its errors become
/// error frames.
///
/// # Errors
/// When the function cannot start.
pub async fn serve<A, F>(action: A) -> Result<(), lambda_runtime::Error>
where
    A: Fn(&'static App, Frame) -> F,
    F: Future<Output = Result<Value>>,
{
    let app = crate::edge::start()?;
    let action = &action;
    lambda_runtime::run(service_fn(
        move |event: LambdaEvent<SocketEvent>| async move {
            // Boxed: the futures of SDK calls nest deeper than the compiler likes to look.
            let reply = Box::pin(answer(app, event.payload, action)).await;
            let body = serde_json::to_string(&reply)?;
            Ok::<_, lambda_runtime::Error>(json!({ "statusCode": 200, "body": body }))
        },
    ))
    .await
}

async fn answer<A, F>(app: &'static App, event: SocketEvent, action: &A) -> Reply
where
    A: Fn(&'static App, Frame) -> F,
    F: Future<Output = Result<Value>>,
{
    let request_id = event.request_context.request_id.clone().unwrap_or_default();
    let (mut id, mut telling) = (None, None);
    let result = async {
        let parsed = parse(event.body.as_deref().unwrap_or_default());
        id = parsed.as_ref().ok().and_then(|parsed| parsed.id.clone());
        let (identity, connection_id) = speaker(&event.request_context)?;
        let route = event.request_context.route_key.as_deref();
        let route = route.unwrap_or_default();
        let taken = limit::take(app, &identity.user_id, route);
        telling = taken.telling;
        taken.refusal.map_or(Ok(()), Err)?;
        let caller = Caller {
            identity,
            unverified: is_unverified(&event.request_context),
        };
        if route != HEARTBEAT {
            caller.confirmed()?;
        }
        let identity = caller.identity;
        let Parsed {
            action: name, data, ..
        } = parsed?;
        let frame = Frame {
            identity,
            connection_id,
            action: name,
            data,
        };
        Box::pin(action(app, frame)).await
    };
    let result = result.await;
    // It ends before the answer: then the environment is frozen.
    if let Some(Err(error)) = OptionFuture::from(telling).await {
        tracing::warn!(cause = %error, "requests were not counted");
    }
    match result {
        Ok(data) => Reply::Ack { id, data },
        Err(error) => {
            error.log(&request_id);
            Reply::Error {
                id,
                error: error.to_problem(&request_id),
            }
        }
    }
}

#[derive(Debug)]
struct Parsed {
    id: Option<String>,
    action: Option<Value>,
    data: Value,
}

fn parse(body: &str) -> Result<Parsed> {
    let frame: ClientFrame = decode::from_slice(body.as_bytes())?;
    let id = match frame.id {
        None | Some(Value::Null) => None,
        Some(Value::String(id)) if id.chars().count() <= ID_CHARACTERS => Some(id),
        Some(_) => {
            let detail = format!("must be a string of at most {ID_CHARACTERS} characters");
            return Err(Error::field("id", "invalid", detail));
        }
    };
    Ok(Parsed {
        id,
        action: frame.action,
        data: match frame.data {
            Value::Null => json!({}),
            data => data,
        },
    })
}

/// Who speaks on a connection: API Gateway repeats the authorizer's context on every event.
pub(super) fn speaker(context: &Context) -> Result<(Identity, ConnectionId)> {
    let field = |name: &str| {
        let value = context.authorizer.fields.get(name).and_then(Value::as_str);
        value.ok_or_else(|| Error::internal(format!("the authorizer gave no {name}")))
    };
    let identity = Identity {
        user_id: UserId::from(field("userId")?),
        session_id: SessionId::from(field("sessionId")?),
    };
    let connection = context.connection_id.clone();
    let connection = connection.ok_or_else(|| Error::internal("an event without a connection"))?;
    Ok((identity, ConnectionId(connection)))
}

/// Whether the account has yet to confirm its address, by the authorizer of the connection.
fn is_unverified(context: &Context) -> bool {
    context.authorizer.fields.contains_key("unverified")
}

/// What is wrong with a frame that no route took.
pub(super) fn no_route(action: Option<&Value>) -> Error {
    match action {
        Some(Value::String(action)) => {
            let action: String = action.chars().take(64).collect();
            Error::new(
                Code::UnknownAction,
                format!("There is no action {action:?}."),
            )
        }
        Some(_) => Error::field("action", "wrong_type", "must be a string"),
        None => Error::new(Code::UnknownAction, "The frame names no action."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_short_string_or_nothing() {
        assert_eq!(
            parse(r#"{"action":"a","id":"7"}"#).unwrap().id.as_deref(),
            Some("7")
        );
        assert_eq!(parse(r#"{"action":"a"}"#).unwrap().id, None);
        for bad in [
            r#"{"id":7}"#.to_owned(),
            format!(r#"{{"id":"{}"}}"#, "x".repeat(65)),
        ] {
            assert_eq!(parse(&bad).unwrap_err().code, Code::ValidationFailed);
        }
        assert_eq!(parse("hello").unwrap_err().code, Code::MalformedJson);
    }
}
