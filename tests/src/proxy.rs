//! A TCP proxy that looks at what passes and can lose it.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;

use crate::Addresses;

/// What becomes of bytes on their way to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// They go on.
    Pass,
    /// They are lost, and the connection with them.
    Drop,
    /// They are lost, and nobody is told: no answer will come.
    Hold,
    /// They go on, but the answer waits for [`Proxy::resume`].
    Delay,
}

type Look = Box<dyn Fn(&[u8]) -> Verdict + Send + Sync>;

/// A proxy on a free port; it ends with the runtime of its test.
#[derive(Clone)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl std::fmt::Debug for Proxy {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Proxy")
            .field("address", &self.address)
            .finish()
    }
}

struct Shared {
    server: Mutex<Option<String>>,
    look: Look,
    open: AtomicUsize,
    state: watch::Sender<State>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Flowing,
    /// Nothing goes to the client any more, but nobody is told.
    Swallowing,
    /// Nothing is read from the server: it piles up there.
    Stalled,
    /// Both sides see a reset.
    Cut,
}

impl Proxy {
    /// Opens a proxy; every piece of bytes for the server is shown to `look` first.
    ///
    /// # Panics
    /// When there is no port.
    pub async fn start(look: impl Fn(&[u8]) -> Verdict + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("a free port");
        let address = listener.local_addr().expect("with a number");
        let shared = Arc::new(Shared {
            server: Mutex::default(),
            look: Box::new(look),
            open: AtomicUsize::new(0),
            state: watch::Sender::new(State::Flowing),
        });
        let accepting = Arc::clone(&shared);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(Arc::clone(&accepting), client));
            }
        });
        Self { address, shared }
    }

    /// A network between one device and a stack's gateway.
    pub async fn network(addresses: &Addresses) -> Self {
        let network = Self::start(|_| Verdict::Pass).await;
        network.lead_to(&addresses.http);
        network
    }

    /// Says where everything goes: `http://host:port`, which may be known only after the start.
    pub fn lead_to(&self, url: &str) {
        let (_, host) = url.split_once("://").expect("a URL");
        let host = host.split('/').next().unwrap_or_default();
        *self.shared.server.lock().unwrap() = Some(host.to_owned());
    }

    /// A URL of the server, by way of the proxy.
    #[must_use]
    pub fn url(&self, url: &str) -> String {
        let (scheme, rest) = url.split_once("://").expect("a URL");
        let path = rest.find('/').map_or("", |at| &rest[at..]);
        format!("{scheme}://{}{path}", self.address)
    }

    /// Host and port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Connections under way.
    #[must_use]
    pub fn open(&self) -> usize {
        self.shared.open.load(Ordering::Relaxed)
    }

    /// Lets nothing through to the client any more, without a sign to either side.
    pub fn swallow(&self) {
        self.shared.state.send_replace(State::Swallowing);
    }

    /// Reads nothing from the server any more, as for a client that cannot keep up.
    pub fn stall(&self) {
        self.shared.state.send_replace(State::Stalled);
    }

    /// Lets everything through again.
    pub fn resume(&self) {
        self.shared.state.send_replace(State::Flowing);
    }

    /// Resets all connections, as a lost network does in the end.
    pub fn cut(&self) {
        self.shared.state.send_replace(State::Cut);
    }
}

async fn carry(shared: Arc<Shared>, mut client: TcpStream) {
    let host = shared
        .server
        .lock()
        .unwrap()
        .clone()
        .expect("the proxy leads somewhere");
    let Ok(mut server) = connect(&host).await else {
        return;
    };
    shared.open.fetch_add(1, Ordering::Relaxed);
    pump(&shared, &mut client, &mut server).await;
    if *shared.state.borrow() == State::Cut {
        drop(client.set_zero_linger());
        drop(server.set_zero_linger());
    }
    shared.open.fetch_sub(1, Ordering::Relaxed);
}

/// Connects with a small buffer, so that a stall is felt on the other side soon.
async fn connect(host: &str) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.set_recv_buffer_size(16 * 1024)?;
    socket
        .connect(host.parse().map_err(std::io::Error::other)?)
        .await
}

async fn pump(shared: &Shared, client: &mut TcpStream, server: &mut TcpStream) {
    let mut state = shared.state.subscribe();
    let (mut up, mut down) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
    let mut delayed = false;
    loop {
        let now = *state.borrow_and_update();
        if now == State::Cut {
            return;
        }
        let alive = tokio::select! {
            changed = state.changed() => {
                delayed = false;
                changed.is_ok()
            }
            read = client.read(&mut up) => match read {
                Ok(count @ 1..) => match (shared.look)(&up[..count]) {
                    Verdict::Pass => server.write_all(&up[..count]).await.is_ok(),
                    Verdict::Delay => {
                        delayed = true;
                        server.write_all(&up[..count]).await.is_ok()
                    }
                    Verdict::Hold => true,
                    Verdict::Drop => false,
                },
                _ => false,
            },
            read = server.read(&mut down), if now != State::Stalled && !delayed => match read {
                Ok(1..) if now == State::Swallowing => true,
                Ok(count @ 1..) => client.write_all(&down[..count]).await.is_ok(),
                _ => false,
            },
        };
        if !alive {
            return;
        }
    }
}
