//! A front port with played functions behind it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::front::{Front, serve};
use crate::lambda::{Lambda, Output};
use crate::meter::Meter;
use crate::stack::{
    Cors, Function, HttpApi, HttpRoute, Stack, WebSocketApi, WebSocketAuthorizer, WebSocketRoute,
};
use crate::websocket_api::Clocks;

pub(super) type Client = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A running front port.
pub(super) struct Stand {
    pub(super) port: u16,
    /// Every invocation: the function's name and its event.
    pub(super) invocations: UnboundedReceiver<(String, Value)>,
    pub(super) stop: Option<oneshot::Sender<()>>,
    pub(super) meter: Meter,
}

#[derive(Clone)]
struct Play {
    script: fn(&str, &Value) -> Value,
    seen: UnboundedSender<(String, Value)>,
}

async fn play(
    State(play): State<Play>,
    Path(name): Path<String>,
    Json(event): Json<Value>,
) -> Json<Value> {
    let answer = (play.script)(&name, &event);
    play.seen.send((name, event)).ok();
    if let Some(milliseconds) = answer.get("sleep").and_then(Value::as_u64) {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    }
    Json(answer)
}

fn functions(names: &[&str]) -> BTreeMap<String, Function> {
    let function = |name: &&str| {
        let function = Function {
            logical_id: (*name).to_owned(),
            name: (*name).to_owned(),
            timeout: Duration::from_secs(29),
            memory_megabytes: 128,
            environment: BTreeMap::new(),
            reserved_concurrency: None,
        };
        ((*name).to_owned(), function)
    };
    names.iter().map(function).collect()
}

fn stack() -> Stack {
    let socket_route = |(key, function, two_way): (&str, &str, bool)| {
        let timeout = Duration::from_secs(2);
        (
            key.to_owned(),
            WebSocketRoute {
                function: function.to_owned(),
                timeout,
                two_way,
            },
        )
    };
    let socket = WebSocketApi {
        api_id: "a1b2c3d4e5".to_owned(),
        stage: "dev".to_owned(),
        route_selection_expression: "$request.body.action".to_owned(),
        routes: [
            ("$connect", "connect", false),
            ("$disconnect", "disconnect", false),
            ("echo", "echo", true),
            ("quiet", "echo", false),
        ]
        .map(socket_route)
        .into(),
        authorizer: Some(WebSocketAuthorizer {
            function: "authorize".to_owned(),
            identity_sources: vec!["route.request.querystring.token".to_owned()],
        }),
    };
    let http = HttpApi {
        logical_id: "Http".to_owned(),
        api_id: "f6g7h8i9j0".to_owned(),
        stage: "$default".to_owned(),
        routes: vec![HttpRoute {
            key: "ANY /v1/{proxy+}".to_owned(),
            function: "rest".to_owned(),
        }],
        cors: Some(Cors {
            allow_origins: vec!["https://a.example".to_owned()],
            ..Cors::default()
        }),
    };
    Stack {
        functions: functions(&["authorize", "connect", "disconnect", "echo", "rest"]),
        http_apis: vec![http],
        websocket_apis: vec![socket],
        ..Stack::default()
    }
}

impl Stand {
    /// Starts a front port whose functions answer as the script says.
    pub(super) async fn start(script: fn(&str, &Value) -> Value, clocks: Clocks) -> Self {
        let (seen, invocations) = unbounded_channel();
        let theatre = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", theatre.local_addr().unwrap());
        let app = Router::new()
            .route("/2015-03-31/functions/{name}/invocations", post(play))
            .layer(axum::extract::DefaultBodyLimit::disable())
            .with_state(Play { script, seen });
        tokio::spawn(async move { axum::serve(theatre, app).await.unwrap() });
        let stack = Arc::new(stack());
        let lambda = Lambda::remote(stack.functions.clone(), Output::start().unwrap(), &url);
        let meter = lambda.meter().clone();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let mail = Router::new().route("/", axum::routing::get(async || "mailbox"));
        let front = Front {
            stack,
            lambda,
            web_dir: None,
            mail,
            clocks,
        };
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(serve(listener, front, async {
            stopped.await.ok();
        }));
        Self {
            port,
            invocations,
            stop: Some(stop),
            meter,
        }
    }

    /// Opens a socket with a token the usual script lets in.
    pub(super) async fn socket(&self) -> Client {
        self.open("/dev?token=good", Some("banter.v1, bearer.x"))
            .await
            .unwrap()
            .0
    }

    /// Opens a socket; gives back the chosen subprotocol too.
    pub(super) async fn open(
        &self,
        path: &str,
        protocols: Option<&'static str>,
    ) -> Result<(Client, Option<String>), u16> {
        let url = format!("ws://127.0.0.1:{}{path}", self.port);
        let mut request = url.into_client_request().unwrap();
        if let Some(protocols) = protocols {
            let protocols = HeaderValue::from_static(protocols);
            request
                .headers_mut()
                .insert("sec-websocket-protocol", protocols);
        }
        match connect_async(request).await {
            Ok((socket, response)) => {
                let chosen = response.headers().get("sec-websocket-protocol");
                Ok((socket, chosen.map(|it| it.to_str().unwrap().to_owned())))
            }
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(other) => panic!("{other}"),
        }
    }

    /// The next invocation of a function; others are skipped.
    pub(super) async fn invoked(&mut self, function: &str) -> Value {
        loop {
            let next = tokio::time::timeout(Duration::from_secs(10), self.invocations.recv());
            let (name, event) = next.await.unwrap().unwrap();
            if name == function {
                return event;
            }
        }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

/// Lets everybody with the token `good` in, echoes messages, answers REST with the event.
pub(super) fn usual(function: &str, event: &Value) -> Value {
    match function {
        "authorize" => match event["queryStringParameters"]["token"].as_str() {
            Some("good" | "refused" | "broken") => policy("Allow", event),
            Some("denied") => policy("Deny", event),
            Some("malformed") => json!({ "isAuthorized": true }),
            _ => json!({ "errorType": "Error", "errorMessage": "Unauthorized" }),
        },
        "connect" => match event["queryStringParameters"]["token"].as_str() {
            Some("refused") => json!({ "statusCode": 418 }),
            Some("broken") => json!({ "errorType": "Crash", "errorMessage": "secret" }),
            _ => json!({ "statusCode": 200, "headers": { "Sec-WebSocket-Protocol": "banter.v1" } }),
        },
        "echo" => match serde_json::from_str::<Value>(event["body"].as_str().unwrap()) {
            Ok(body) if body["crash"] == true => {
                json!({ "errorType": "Crash", "errorMessage": "secret" })
            }
            Ok(body) => {
                let sleep = body["sleep"].as_u64().unwrap_or_default();
                json!({ "statusCode": 200, "body": event["body"], "sleep": sleep })
            }
            Err(_) => json!({ "statusCode": 200 }),
        },
        _ => json!({ "statusCode": 200, "body": event.to_string(),
                     "headers": { "content-type": "application/json" } }),
    }
}

fn policy(effect: &str, event: &Value) -> Value {
    json!({
        "principalId": "u1",
        "policyDocument": { "Version": "2012-10-17", "Statement": [
            { "Action": "execute-api:Invoke", "Effect": effect, "Resource": event["methodArn"] },
        ] },
        "context": { "userId": "u1", "level": 3 },
    })
}

/// The next text, or the close code.
pub(super) async fn next(client: &mut Client) -> Result<String, u16> {
    use futures::StreamExt as _;
    loop {
        let frame = tokio::time::timeout(Duration::from_secs(10), client.next())
            .await
            .unwrap();
        match frame {
            Some(Ok(Message::Text(text))) => return Ok(text.as_str().to_owned()),
            Some(Ok(Message::Close(Some(close)))) => return Err(close.code.into()),
            Some(Ok(Message::Close(None))) => return Err(1005),
            Some(Ok(_)) => {}
            Some(Err(_)) | None => return Err(1006),
        }
    }
}
