//! Another issuer of tokens: its keys, and a server that shows their public halves (RFC 7517).

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::{LoginKey, Options, Stack, User, fresh};

/// Whom the issuer's tokens are for.
pub const AUDIENCE: &str = "banter-of-the-tests";

/// An issuer; its server lives as long as this process.
#[derive(Clone, Debug)]
pub struct Issuer {
    /// Its name.
    pub name: String,
    url: String,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    keys: Mutex<Vec<Value>>,
    asked: AtomicUsize,
    is_down: AtomicBool,
}

impl Issuer {
    /// Starts an issuer that shows these keys.
    ///
    /// # Panics
    /// When there is no port.
    #[must_use]
    pub fn start(keys: &[&LoginKey]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("with a number");
        let shared = Arc::new(Shared::default());
        let serving = Arc::clone(&shared);
        std::thread::spawn(move || serve(&listener, &serving));
        let issuer = Self {
            name: format!("https://login.example.com/{}", fresh()),
            url: format!("http://{address}/keys.json"),
            shared,
        };
        issuer.show(keys);
        issuer
    }

    /// Shows these keys from now on, and no others.
    pub fn show(&self, keys: &[&LoginKey]) {
        let keys = keys.iter().map(|key| key.jwk.clone()).collect();
        *self.shared.keys.lock().unwrap() = keys;
    }

    /// How often somebody asked for the keys, in vain or not.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.shared.asked.load(Ordering::Relaxed)
    }

    /// Hangs up on everybody, or answers again.
    pub fn set_down(&self, is_down: bool) {
        self.shared.is_down.store(is_down, Ordering::Relaxed);
    }

    /// How to start a stack that trusts this issuer, and takes its keys for so many seconds.
    #[must_use]
    pub fn trusted(&self, keys_seconds: u32) -> Options {
        self.named()
            .env("LOGIN_JWKS_URL", &self.url)
            .env("LOGIN_KEYS_SECONDS", &keys_seconds.to_string())
    }

    /// How to start a stack that knows this issuer, but not where its keys are.
    #[must_use]
    pub fn named(&self) -> Options {
        Options::new()
            .env("LOGIN_ISSUER", &self.name)
            .env("LOGIN_AUDIENCE", AUDIENCE)
    }

    /// Claims about somebody that are good for ten minutes.
    #[must_use]
    pub fn claims(&self, subject: &str) -> Value {
        let now = jiff::Timestamp::now().as_second();
        json!({
            "iss": self.name,
            "aud": AUDIENCE,
            "sub": subject,
            "iat": now,
            "exp": now + 600,
        })
    }
}

impl Stack {
    /// Whoever a token of another issuer speaks for.
    pub async fn arrived(&self, token: &str) -> User {
        let call = self.call(Method::GET, "/v1/users/me").token(token);
        let me = call.send().await.expect(200);
        let text = |name: &str| me[name].as_str().unwrap_or_default().to_owned();
        User {
            id: text("id"),
            username: text("username"),
            email: text("email"),
            access_token: token.to_owned(),
            refresh_token: String::new(),
            addresses: self.addresses.clone(),
            http: reqwest::Client::new(),
        }
    }
}

fn serve(listener: &TcpListener, shared: &Shared) {
    for stream in listener.incoming().flatten() {
        shared.asked.fetch_add(1, Ordering::Relaxed);
        if !shared.is_down.load(Ordering::Relaxed) {
            // Who has gone needs no answer.
            drop(answer(&stream, shared));
        }
    }
}

fn answer(mut stream: &TcpStream, shared: &Shared) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    while reader.read_line(&mut line)? > 0 && !line.trim_end().is_empty() {
        line.clear();
    }
    let keys = shared.keys.lock().unwrap().clone();
    let body = json!({ "keys": keys }).to_string();
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n";
    let length = body.len();
    write!(stream, "{head}content-length: {length}\r\n\r\n{body}")
}
