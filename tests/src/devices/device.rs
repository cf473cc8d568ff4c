//! A device: its connection, if it has one, and the network in between.

use serde_json::json;

use super::choose::End;
use super::signs::Truth;
use super::watcher::Watched;
use crate::presence::now;
use crate::{Handshake, Proxy, Socket, User};

/// Sockets of crashed devices that are kept open.
const KEPT: usize = 2;

/// An open connection.
#[derive(Debug)]
struct Link {
    number: u32,
    socket: Socket,
    network: Proxy,
}

/// One device of somebody.
#[derive(Debug)]
pub(super) struct Device {
    pub(super) name: &'static str,
    /// Whether somebody uses it, as long as it is on.
    pub(super) is_used: bool,
    link: Option<Link>,
    /// Of crashes: nobody tells the gateway.
    lost: Vec<Link>,
    /// Networks that are free once nothing is carried any more.
    spent: Vec<Proxy>,
}

impl Device {
    pub(super) fn new(name: &'static str) -> Self {
        Self {
            name,
            is_used: false,
            link: None,
            lost: Vec::new(),
            spent: Vec::new(),
        }
    }

    pub(super) fn is_on(&self) -> bool {
        self.link.is_some()
    }

    /// Opens a connection.
    pub(super) async fn connect(&mut self, user: &User, watched: &Watched) -> Result<(), String> {
        let network = self.network(user).await;
        let number = watched.truth(Truth::opening);
        let asked = now();
        let url = network.url(&user.addresses.web_socket);
        let opening = Handshake::at(&url).token(&user.access_token).open();
        let socket = opening
            .await
            .map_err(|refusal| format!("{} cannot connect: {refusal:?}", self.name))?;
        watched.truth(|truth| truth.opened(number, asked));
        self.link = Some(Link {
            number,
            socket,
            network,
        });
        Ok(())
    }

    /// Says that it lives. A connection that the service has closed is one no more; it must have had
    /// reason to.
    pub(super) async fn beat(&mut self, watched: &Watched) -> Result<(), String> {
        let Some(link) = &self.link else {
            return Ok(());
        };
        let (number, used) = (link.number, self.is_used);
        watched.truth(|truth| truth.says(number, used));
        let asked = now();
        let data = json!({"active": used});
        let reply = link.socket.try_send("heartbeat", data).await;
        if let Some(reply) = reply {
            if reply.frame["type"] != "ack" {
                return Err(format!("{}'s heartbeat: {}", self.name, reply.frame));
            }
            watched.truth(|truth| truth.answered(number, used, asked));
            return Ok(());
        }
        if !link.socket.is_closed() {
            let frames = link.socket.frames();
            return Err(format!("{}'s heartbeat: {:?}", self.name, frames.last()));
        }
        let had_to_live = watched.truth(|truth| truth.closed(number, used));
        if let Some(link) = self.link.take() {
            self.spent.push(link.network);
        }
        match had_to_live {
            true => Err(format!("{} was closed although it lives", self.name)),
            false => Ok(()),
        }
    }

    /// Ends the connection there is.
    pub(super) async fn end(&mut self, how: End, watched: &Watched) {
        if let Some(link) = self.link.take() {
            self.end_link(link, how, watched).await;
        }
    }

    /// Connects again, and then ends the connection that there was.
    pub(super) async fn replace(
        &mut self,
        how: End,
        user: &User,
        watched: &Watched,
    ) -> Result<(), String> {
        let old = self.link.take();
        self.connect(user, watched).await?;
        if let Some(old) = old {
            self.end_link(old, how, watched).await;
        }
        Ok(())
    }

    async fn end_link(&mut self, link: Link, how: End, watched: &Watched) {
        watched.truth(|truth| truth.ends(link.number));
        match how {
            End::Close => {
                link.socket.close().await;
                self.spent.push(link.network);
            }
            End::Cut => {
                link.network.cut();
                self.spent.push(link.network);
            }
            End::Crash => {
                link.network.swallow();
                self.lost.push(link);
            }
        }
        if self.lost.len() > KEPT {
            self.spent.push(self.lost.remove(0).network);
        }
    }

    /// A network of its own: one that was used before, if there is one.
    async fn network(&mut self, user: &User) -> Proxy {
        let free = self.spent.iter().position(|network| network.open() == 0);
        match free {
            Some(place) => {
                let network = self.spent.swap_remove(place);
                network.resume();
                network
            }
            None => Proxy::network(&user.addresses).await,
        }
    }
}
