//! Builds the functions with one `cargo build`, and finds their executables.

mod message;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{ChildStdout, Command};

use self::message::Message;
use crate::error::StartError;

/// What is built, and how.
#[derive(Debug)]
pub(crate) struct Order<'a> {
    /// Folder of the workspace.
    pub(crate) root: &'a Path,
    /// Packages of the functions; each has a binary of the same name.
    pub(crate) packages: BTreeSet<&'a str>,
    pub(crate) release: bool,
}

/// Builds and says where each executable lies, by name.
pub(crate) async fn build(order: &Order<'_>) -> Result<BTreeMap<String, PathBuf>, StartError> {
    if order.packages.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // Compiler errors go straight to the terminal.
    command
        .current_dir(order.root)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    command.args([
        "build",
        "--quiet",
        "--message-format=json-render-diagnostics",
    ]);
    if order.release {
        command.arg("--release");
    }
    // What is deployed is built without the stack.
    let own_package = own_package(order.root).filter(|_| !order.release);
    for package in order.packages.iter().copied().chain(own_package) {
        command.args(["--package", package]);
    }
    for (name, _) in std::env::vars_os().filter(|(name, _)| is_set_for_children(name)) {
        command.env_remove(name);
    }
    let cannot = |error| StartError(format!("cargo cannot be run ({error}); is Rust installed?"));
    let mut cargo = command.spawn().map_err(cannot)?;
    let mut progress = Progress::new(&order.packages);
    if let Some(stdout) = cargo.stdout.take() {
        progress.follow(stdout).await;
    }
    let status = cargo.wait().await.map_err(cannot)?;
    if !status.success() {
        return Err(StartError(
            "The functions could not be built; mend what cargo says above and start again."
                .to_owned(),
        ));
    }
    complete(progress.executables, &order.packages)
}

/// The folder of this program.
pub(crate) fn own_folder() -> Result<PathBuf, StartError> {
    let own = std::env::current_exe().map_err(|error| {
        StartError(format!(
            "This program cannot find its own folder ({error})."
        ))
    })?;
    Ok(own.parent().unwrap_or(Path::new(".")).to_owned())
}

/// Finds executables that were built before.
pub(crate) fn find(
    folder: &Path,
    packages: &BTreeSet<&str>,
) -> Result<BTreeMap<String, PathBuf>, StartError> {
    let found = packages
        .iter()
        .map(|name| ((*name).to_owned(), folder.join(name)));
    let found = found.filter(|(_, path)| path.is_file()).collect();
    complete(found, packages)
}

fn complete(
    found: BTreeMap<String, PathBuf>,
    packages: &BTreeSet<&str>,
) -> Result<BTreeMap<String, PathBuf>, StartError> {
    let missing: Vec<&str> = packages
        .iter()
        .copied()
        .filter(|name| !found.contains_key(*name))
        .collect();
    if missing.is_empty() {
        return Ok(found);
    }
    let missing = missing.join(", ");
    Err(StartError(format!(
        "There is no executable for {missing}; start without --no-build and --functions, and give \
         each package a binary of its own name."
    )))
}

/// This package is built along when it belongs to the same workspace, so that the dependencies
/// have the same features as in the build that made this program, and are not compiled twice.
fn own_package(root: &Path) -> Option<&'static str> {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .starts_with(root)
        .then_some(env!("CARGO_PKG_NAME"))
}

/// Whether cargo sets a variable for what it runs: with it a nested cargo would build anew what
/// is built already. Settings (`CARGO_HOME`, `CARGO_TARGET_DIR`, `CARGO_BUILD_*`) stay.
fn is_set_for_children(name: &OsString) -> bool {
    const WHOLE: [&str; 9] = [
        "CARGO",
        "CARGO_BIN_NAME",
        "CARGO_CRATE_NAME",
        "CARGO_MANIFEST_DIR",
        "CARGO_MANIFEST_PATH",
        "CARGO_PRIMARY_PACKAGE",
        "CARGO_TARGET_TMPDIR",
        "OUT_DIR",
        "RUST_RECURSION_COUNT",
    ];
    const PREFIXES: [&str; 4] = [
        "CARGO_PKG_",
        "CARGO_BIN_EXE_",
        "CARGO_CFG_",
        "CARGO_FEATURE_",
    ];
    let name = name.to_string_lossy();
    WHOLE.contains(&name.as_ref()) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// Counts the functions as they are finished.
struct Progress<'a> {
    packages: &'a BTreeSet<&'a str>,
    executables: BTreeMap<String, PathBuf>,
    terminal: bool,
    /// A line without an end stands on the terminal.
    shown: bool,
}

impl<'a> Progress<'a> {
    fn new(packages: &'a BTreeSet<&'a str>) -> Self {
        let terminal = std::io::stderr().is_terminal();
        Self {
            packages,
            executables: BTreeMap::new(),
            terminal,
            shown: false,
        }
    }

    async fn follow(&mut self, stdout: ChildStdout) {
        let mut lines = BufReader::new(stdout).lines();
        // Ends with cargo; its exit code tells the rest.
        while let Ok(Some(line)) = lines.next_line().await {
            let Some(Message {
                name,
                executable,
                fresh,
            }) = message::parse(&line)
            else {
                continue;
            };
            match executable {
                Some(path) if self.packages.contains(name.as_str()) => {
                    self.executables.insert(name.clone(), path);
                    self.show(&name, fresh);
                }
                _ => self.show(&name, fresh),
            }
        }
        if self.shown {
            eprintln!();
        }
    }

    /// `building 12/19 ws-send-message`: finished functions, and what was compiled last.
    fn show(&mut self, name: &str, fresh: bool) {
        if fresh || !self.terminal {
            return;
        }
        let (done, all) = (self.executables.len(), self.packages.len());
        let mut stderr = std::io::stderr();
        let text = format!("\r\u{1b}[Kbuilding {done}/{all} {name}");
        self.shown = stderr
            .write_all(text.as_bytes())
            .and_then(|()| stderr.flush())
            .is_ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cargo_sets_for_children_is_removed() {
        for name in ["CARGO", "CARGO_PKG_NAME", "CARGO_MANIFEST_DIR", "OUT_DIR"] {
            assert!(is_set_for_children(&name.into()), "{name}");
        }
        for name in [
            "CARGO_HOME",
            "CARGO_TARGET_DIR",
            "RUSTUP_TOOLCHAIN",
            "RUSTFLAGS",
            "PATH",
        ] {
            assert!(!is_set_for_children(&name.into()), "{name}");
        }
    }

    #[test]
    fn a_missing_executable_is_named() {
        let error = complete(BTreeMap::new(), &BTreeSet::from(["ws-default"])).unwrap_err();
        assert!(error.to_string().contains("ws-default"));
    }
}
