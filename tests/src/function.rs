//! One function on its own: its executable, and the Runtime API it asks for work
//! (AWS Lambda Developer Guide, "Using the Lambda runtime API").

use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::{DEADLINE, Programs, Stack, fresh};

/// A function that waits for events.
#[derive(Debug)]
pub struct Function {
    name: String,
    runtime_api: TcpListener,
    _process: Child,
    connection: Option<BufReader<TcpStream>>,
}

/// What a function made of an event.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It answered.
    Response(Value),
    /// It failed.
    Error(Value),
}

impl Stack {
    /// What the template gives the functions, with the names of the local stack.
    pub async fn variables(&self) -> Vec<(&'static str, String)> {
        let mut all: Vec<(&str, String)> = [
            ("USERS_TABLE", "UsersTable"),
            ("CHATS_TABLE", "ChatsTable"),
            ("MESSAGES_TABLE", "MessagesTable"),
            ("CONNECTIONS_TABLE", "ConnectionsTable"),
            ("PRESENCE_TABLE", "PresenceTable"),
            ("LIMITS_TABLE", "LimitsTable"),
            ("SECRETS_PATH", "/banter/local"),
            ("WEB_SOCKET_URL", "ws://127.0.0.1:3000/live"),
            ("WEB_URL", "http://127.0.0.1:3000"),
            ("MAIL_FROM", "Banter <no-reply@example.com>"),
        ]
        .map(|(name, value)| (name, value.to_owned()))
        .into();
        let connections = format!("{}/live", self.addresses.http);
        all.push(("AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI", connections));
        all.push(("FAN_OUT_QUEUE_URL", self.queue_url().await));
        all
    }
}

impl Function {
    /// Starts the function with what the template gives every one, and with these settings.
    pub async fn with_settings(stack: &Stack, name: &str, settings: &[(&str, &str)]) -> Self {
        let variables = stack.variables().await;
        let variables = variables
            .iter()
            .map(|(name, value)| (*name, value.as_str()));
        let all: Vec<(&str, &str)> = variables.chain(settings.iter().copied()).collect();
        Self::start(stack, name, &all).await
    }

    /// Starts the function beside a stack whose services it uses.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start(stack: &Stack, name: &str, variables: &[(&str, &str)]) -> Self {
        let runtime_api = TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("a free port");
        let address = runtime_api.local_addr().expect("with a number").to_string();
        let executable = Programs::Own.folder().join(name);
        let process = Command::new(executable)
            .env_clear()
            .env("AWS_LAMBDA_RUNTIME_API", address)
            .env("AWS_LAMBDA_FUNCTION_NAME", name)
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_REGION", "us-east-1")
            .env("AWS_ACCESS_KEY_ID", "LOCAL")
            .env("AWS_SECRET_ACCESS_KEY", "local")
            .env("AWS_ENDPOINT_URL_DYNAMODB", &stack.addresses.dynamodb)
            .env("AWS_ENDPOINT_URL_SQS", &stack.addresses.sqs)
            .env("AWS_ENDPOINT_URL_SSM", &stack.addresses.ssm)
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("the function can be started");
        Self {
            name: name.to_owned(),
            runtime_api,
            _process: process,
            connection: None,
        }
    }

    /// Hands an event to the function and waits for what it makes of it.
    ///
    /// # Panics
    /// When it says nothing in time, or what the Runtime API does not know.
    pub async fn invoke(&mut self, event: &str) -> Outcome {
        let exchange = timeout(DEADLINE, self.exchange(event)).await;
        exchange.unwrap_or_else(|_| panic!("{} says nothing", self.name))
    }

    async fn exchange(&mut self, event: &str) -> Outcome {
        let (path, _) = self.request().await;
        assert!(path.ends_with("/invocation/next"), "{path}");
        let id = fresh();
        let deadline = jiff::Timestamp::now() + Duration::from_secs(10);
        let headers = format!(
            "lambda-runtime-aws-request-id: {id}\r\n\
             lambda-runtime-deadline-ms: {}\r\n\
             lambda-runtime-invoked-function-arn: arn:aws:lambda:us-east-1:000000000000:function:{}\r\n\
             lambda-runtime-trace-id: Root=1-65abb4a4-2f1a4c5d6e7f8091a2b3c4d5\r\n",
            deadline.as_millisecond(),
            self.name,
        );
        self.answer("200 OK", &headers, event).await;
        let (path, body) = self.request().await;
        self.answer("202 Accepted", "", "").await;
        match path.rsplit('/').next() {
            Some("response") => Outcome::Response(body),
            Some("error") => Outcome::Error(body),
            _ => panic!("{}: {path}", self.name),
        }
    }

    /// Reads one request: its path, and its body as JSON.
    async fn request(&mut self) -> (String, Value) {
        loop {
            if self.connection.is_none() {
                let (stream, _) = self
                    .runtime_api
                    .accept()
                    .await
                    .expect("the function connects");
                self.connection = Some(BufReader::new(stream));
            }
            let stream = self.connection.as_mut().expect("just opened");
            match read_request(stream).await {
                Some(request) => return request,
                // The function may open another connection for the next call.
                None => self.connection = None,
            }
        }
    }

    async fn answer(&mut self, status: &str, headers: &str, body: &str) {
        let stream = self.connection.as_mut().expect("a request came on it");
        let length = body.len();
        let text = format!(
            "HTTP/1.1 {status}\r\n{headers}content-type: application/json\r\n\
             content-length: {length}\r\n\r\n{body}"
        );
        stream
            .write_all(text.as_bytes())
            .await
            .expect("the function reads");
    }
}

async fn read_request(stream: &mut BufReader<TcpStream>) -> Option<(String, Value)> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let path = lines.first()?.split(' ').nth(1)?.to_owned();
    let length = lines.iter().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse().ok())?
    });
    let chunked = lines
        .iter()
        .any(|line| line.to_ascii_lowercase().contains(": chunked"));
    assert!(!chunked, "the function streams its answer");
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).await.ok()?;
    Some((path, serde_json::from_slice(&body).unwrap_or(Value::Null)))
}
