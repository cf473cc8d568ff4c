//! Child processes that never outlive the stack, not even when it is killed.
//!
//! On Linux a child asks the kernel to be killed when its parent ends. That request follows the
//! thread that started the child, so one permanent thread starts them all; and it must be made by
//! the child itself, so the child first runs this program once more (`__exec`), which makes the
//! request and then becomes the function.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Stdio;

use tokio::process::{Child, Command};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::error::StartError;

/// First argument that turns this program into the function it is to run.
const EXEC: &str = "__exec";

/// Starts child processes from one thread that lives as long as the stack.
#[derive(Debug)]
pub(crate) struct Spawner {
    orders: std::sync::mpsc::Sender<Order>,
}

struct Order {
    command: Command,
    reply: oneshot::Sender<io::Result<Child>>,
}

impl Spawner {
    /// Starts the thread. Must be called inside a Tokio runtime.
    pub(crate) fn start() -> Result<Self, StartError> {
        let (sender, orders) = std::sync::mpsc::channel::<Order>();
        let runtime = Handle::current();
        std::thread::Builder::new()
            .name("spawner".to_owned())
            .spawn(move || {
                let _context = runtime.enter();
                for mut order in orders {
                    // Nobody waits any more when the stack is stopping.
                    drop(order.reply.send(order.command.spawn()));
                }
            })
            .map_err(|error| StartError(format!("No thread could be started ({error}).")))?;
        Ok(Self { orders: sender })
    }

    /// Starts a program in a process group of its own, with these variables only.
    pub(crate) async fn spawn(
        &self,
        executable: &Path,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> io::Result<Child> {
        let mut command = command(executable);
        command
            .env_clear()
            .envs(variables)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true);
        let (reply, child) = oneshot::channel();
        let stopped = || io::Error::other("the stack is stopping");
        if self.orders.send(Order { command, reply }).is_err() {
            return Err(stopped());
        }
        child.await.unwrap_or_else(|_closed| Err(stopped()))
    }
}

#[cfg(target_os = "linux")]
fn command(executable: &Path) -> Command {
    // The file this program was started from may have been built anew since.
    let mut command = Command::new("/proc/self/exe");
    command
        .arg(EXEC)
        .arg(std::process::id().to_string())
        .arg(executable);
    command
}

#[cfg(not(target_os = "linux"))]
fn command(executable: &Path) -> Command {
    Command::new(executable)
}

/// Becomes the function when the arguments say so: `__exec <parent> <program>`. Returns only when
/// they do not, or when that failed.
pub(crate) fn exec(mut arguments: impl Iterator<Item = OsString>) -> Option<io::Error> {
    if arguments.next()? != EXEC {
        return None;
    }
    let parent = arguments.next()?;
    let program = arguments.next()?;
    Some(become_program(&parent, &program))
}

fn become_program(parent: &OsString, program: &OsString) -> io::Error {
    #[cfg(target_os = "linux")]
    {
        let kill = Some(rustix::process::Signal::KILL);
        if let Err(error) = rustix::process::set_parent_process_death_signal(kill) {
            return error.into();
        }
        // The stack may have ended before the request was made.
        let now = rustix::process::getppid().map(|pid| pid.as_raw_nonzero().to_string());
        if now.as_deref().map(OsString::from).as_ref() != Some(parent) {
            return io::Error::other("the stack has ended");
        }
    }
    std::process::Command::new(program).exec()
}
