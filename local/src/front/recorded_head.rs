//! Remembers how a client spelled its header names.
//!
//! Events of a WebSocket handshake keep the client's spelling, while the HTTP library hands out
//! lower-case names only. So the first head on a connection is recorded as its bytes pass by; a
//! handshake is always the first request of its connection.

use std::collections::HashMap;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// More than any head that is accepted.
const MAX_RECORDED: usize = 16 * 1024;

/// The first request head on a connection. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct RecordedHead(Arc<Mutex<Recording>>);

#[derive(Debug, Default)]
struct Recording {
    bytes: Vec<u8>,
    complete: bool,
}

impl RecordedHead {
    fn record(&self, bytes: &[u8]) {
        let mut recording = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if recording.complete {
            return;
        }
        recording.bytes.extend_from_slice(bytes);
        let end = recording
            .bytes
            .windows(4)
            .position(|window| window == b"\r\n\r\n");
        if let Some(end) = end {
            recording.bytes.truncate(end);
        }
        recording.complete = end.is_some() || recording.bytes.len() >= MAX_RECORDED;
    }

    /// Header names as the client spelled them, by their lower-case form.
    pub(crate) fn spellings(&self) -> HashMap<String, String> {
        let recording = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&recording.bytes)
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(':'))
            .map(|(name, _)| (name.to_ascii_lowercase(), name.to_owned()))
            .collect()
    }
}

/// A connection whose first request head is recorded.
#[derive(Debug)]
pub(crate) struct RecordedStream {
    stream: TcpStream,
    head: RecordedHead,
}

impl RecordedStream {
    /// Wraps a fresh connection.
    pub(crate) fn new(stream: TcpStream) -> (Self, RecordedHead) {
        let head = RecordedHead::default();
        (
            Self {
                stream,
                head: head.clone(),
            },
            head,
        )
    }
}

impl AsyncRead for RecordedStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        if let Some(fresh) = buffer.filled().get(before..) {
            self.head.record(fresh);
        }
        polled
    }
}

impl AsyncWrite for RecordedStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_come_from_the_first_head_only() {
        let head = RecordedHead::default();
        head.record(b"GET /dev HTTP/1.1\r\nHost: x\r\nSec-WebSocket-");
        head.record(b"Key: abc\r\nX-CUSTOM: 1\r\n\r\nGET / HTTP/1.1\r\nOTHER: 2\r\n\r\n");
        head.record(b"LATER: 3\r\n\r\n");
        let spellings = head.spellings();
        assert_eq!(spellings.len(), 3);
        assert_eq!(
            spellings.get("sec-websocket-key").unwrap(),
            "Sec-WebSocket-Key"
        );
        assert_eq!(spellings.get("x-custom").unwrap(), "X-CUSTOM");
    }
}
