//! Lines for the person at the terminal.
//!
//! One thread writes them, so that a terminal or pipe nobody reads never holds up an invocation:
//! when it falls too far behind, lines are dropped.

use std::io::Write as _;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use crate::error::StartError;

/// Lines that may wait to be written.
const WAITING: usize = 10_000;

/// Writes lines to the standard output. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Output {
    lines: SyncSender<Order>,
}

#[derive(Debug)]
enum Order {
    Line(String),
    Flush(SyncSender<()>),
}

impl Output {
    /// Starts the writing thread.
    pub(crate) fn start() -> Result<Self, StartError> {
        let (lines, orders) = sync_channel(WAITING);
        std::thread::Builder::new()
            .name("output".to_owned())
            .spawn(move || write(&orders))
            .map_err(|error| StartError(format!("No thread could be started ({error}).")))?;
        Ok(Self { lines })
    }

    /// Writes one line, when there is room for it.
    pub(crate) fn line(&self, line: String) {
        // A full queue means that nobody reads: the line is dropped on purpose.
        drop(self.lines.try_send(Order::Line(line)));
    }

    /// Waits until everything before is written.
    pub(crate) fn flush(&self) {
        let (done, written) = sync_channel(1);
        if self.lines.try_send(Order::Flush(done)).is_ok() {
            let _ = written.recv_timeout(std::time::Duration::from_millis(200));
        }
    }
}

fn write(orders: &Receiver<Order>) {
    let mut stdout = std::io::stdout();
    for order in orders {
        // A reader that went away is no reason to stop the stack.
        match order {
            Order::Line(line) => drop(writeln!(stdout, "{line}")),
            Order::Flush(done) => {
                drop(stdout.flush());
                let _ = done.try_send(());
            }
        }
    }
}
