//! Signals to the processes of functions.

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// Stops or continues one process; it may be gone already, which is no error.
pub(crate) fn send(pid: Pid, signal: Signal) {
    if let Err(error) = kill_process(pid, signal) {
        tracing::debug!("process {pid:?} took no signal: {error}");
    }
}

/// Kills a process and whatever it started, frozen or not.
pub(crate) fn kill(pid: Pid) {
    if let Err(error) = kill_process_group(pid, Signal::KILL) {
        tracing::debug!("process {pid:?} could not be killed: {error}");
    }
}
