//! Tells people and test harnesses where everything is.

use std::io::IsTerminal as _;
use std::time::Instant;

use serde_json::{Value, json};

use crate::lambda::{Endpoints, Output};
use crate::stack::Stack;

/// Where the stack can be reached.
#[derive(Debug)]
pub(crate) struct Addresses {
    http: String,
    /// One per WebSocket API.
    web_sockets: Vec<String>,
    rest: bool,
    endpoints: Endpoints,
}

impl Addresses {
    pub(crate) fn new(stack: &Stack, port: u16, endpoints: &Endpoints) -> Self {
        let sockets = stack.websocket_apis.iter();
        Self {
            http: format!("http://127.0.0.1:{port}"),
            web_sockets: sockets
                .map(|api| format!("ws://127.0.0.1:{port}/{}", api.stage))
                .collect(),
            rest: !stack.http_apis.is_empty(),
            endpoints: endpoints.clone(),
        }
    }

    /// One line for harnesses.
    fn machine(&self) -> Value {
        json!({"ready": {
            "http": self.http,
            "webSocket": self.web_sockets.first(),
            "dynamodb": self.endpoints.dynamodb,
            "sqs": self.endpoints.sqs,
            "s3": self.endpoints.s3,
            "ssm": self.endpoints.ssm,
            "pid": std::process::id(),
        }})
    }

    fn human(&self, web: bool) -> Vec<String> {
        let http = &self.http;
        let mut lines = Vec::new();
        let mut line = |name: &str, address: &str| lines.push(format!("  {name:<12}{address}"));
        if web {
            line("web", &format!("{http}/"));
        }
        if self.rest {
            line("REST", http);
            line("docs", &format!("{http}/docs"));
        }
        for address in &self.web_sockets {
            line("WebSocket", address);
        }
        line("traces", &format!("{http}/_local"));
        line("mailbox", &format!("{http}/_local/mail"));
        line("DynamoDB", &self.endpoints.dynamodb);
        line("S3", &self.endpoints.s3);
        line("SQS", &self.endpoints.sqs);
        line("SSM", &self.endpoints.ssm);
        lines
    }
}

/// Writes the addresses; the last line says how long the start took.
pub(crate) fn ready(output: &Output, addresses: &Addresses, web: bool, since: Instant) {
    if !std::io::stdout().is_terminal() {
        output.line(addresses.machine().to_string());
    }
    for line in addresses.human(web) {
        output.line(line);
    }
    output.line(format!("ready in {} ms", since.elapsed().as_millis()));
}
