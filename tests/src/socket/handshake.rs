use tokio::net::TcpStream;
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::{HeaderValue, Request};

use super::Socket;
use crate::{Addresses, User};

/// A handshake in the making.
#[derive(Debug)]
pub struct Handshake {
    host: String,
    request: Request<()>,
}

/// A handshake that was refused.
#[derive(Debug)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// Body, as far as the client has read it.
    pub body: String,
}

impl Handshake {
    /// A handshake without a token; `query` begins with `?` or is empty.
    ///
    /// # Panics
    /// When the query cannot be part of a URL.
    #[must_use]
    pub fn new(addresses: &Addresses, query: &str) -> Self {
        Self::at(&format!("{}{query}", addresses.web_socket))
    }

    /// A handshake at a URL.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn at(url: &str) -> Self {
        let request = url.into_client_request().expect("a URL");
        let host = request.uri().authority().expect("with a host").to_string();
        Self { host, request }
    }

    /// Sends a header along.
    ///
    /// # Panics
    /// When the value cannot be one.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        let value = HeaderValue::from_str(value).expect("a header's value");
        self.request.headers_mut().insert(name, value);
        self
    }

    /// Sends a token in the `Authorization` header.
    #[must_use]
    pub fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// Offers subprotocols.
    #[must_use]
    pub fn protocols(self, names: &str) -> Self {
        self.header("sec-websocket-protocol", names)
    }

    /// Opens the socket.
    ///
    /// # Errors
    /// When the server refuses.
    ///
    /// # Panics
    /// When there is no server.
    pub async fn open(self) -> Result<Socket, Refusal> {
        let stream = TcpStream::connect(&self.host)
            .await
            .expect("the gateway listens");
        match client_async(self.request, stream).await {
            Ok((stream, response)) => {
                let protocol = response.headers().get("sec-websocket-protocol");
                let protocol = protocol.map(|value| value.to_str().unwrap().to_owned());
                Ok(Socket::new(stream, protocol))
            }
            Err(Error::Http(response)) => {
                let body = response.body().as_deref().unwrap_or_default();
                let body = String::from_utf8_lossy(body).into_owned();
                Err(Refusal {
                    status: response.status().as_u16(),
                    body,
                })
            }
            Err(error) => panic!("the handshake broke: {error}"),
        }
    }
}

impl User {
    /// Opens a socket.
    pub async fn connect(&self) -> Socket {
        self.connect_at(&self.addresses.web_socket).await
    }

    /// Opens a socket at another address, for example that of a proxy.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn connect_at(&self, url: &str) -> Socket {
        let opened = Handshake::at(url).token(&self.access_token).open().await;
        opened.expect("a good token opens a socket")
    }
}
