//! Builds the local stack and all functions once per run: `cargo test` builds no plain binaries of
//! other packages.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use crate::workspace;

/// Set to anything to use the executables as they lie there, for example in CI after a build.
const NO_BUILD: &str = "E2E_NO_BUILD";
/// Package and executable of the local stack.
const STACK: &str = "banter-local";

/// Which executables a stack is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Programs {
    /// The stack and all functions, built as the running program was.
    #[default]
    Own,
    /// Functions as they are deployed, built with optimisations and without regard to what else is
    /// in the workspace; the stack as the running program.
    Deployed,
    /// The stack and all functions, built before, in this folder.
    In(PathBuf),
}

impl Programs {
    /// The folder the functions lie in; builds them first, once per run.
    ///
    /// # Panics
    /// When something does not compile.
    #[must_use]
    pub fn folder(&self) -> &Path {
        static OWN: OnceLock<PathBuf> = OnceLock::new();
        static DEPLOYED: OnceLock<PathBuf> = OnceLock::new();
        let release = || own_folder().with_file_name("release");
        match self {
            Self::Own => OWN.get_or_init(|| build(own_folder(), &[STACK])),
            Self::Deployed => DEPLOYED.get_or_init(|| build(release(), &[])),
            Self::In(folder) => folder,
        }
    }

    /// The executable of the local stack, and the folder of the functions.
    pub(crate) fn stack(&self) -> (PathBuf, &Path) {
        let folder = self.folder();
        let beside = match self {
            Self::Deployed => Self::Own.folder(),
            _ => folder,
        };
        (beside.join(STACK), folder)
    }
}

/// Where cargo put the running program; tests lie in a folder below it.
fn own_folder() -> PathBuf {
    let own = std::env::current_exe().expect("a program knows its own path");
    let folder = own.parent().expect("it lies in a folder");
    let folder = match folder.ends_with("deps") {
        true => folder.parent().expect("which lies in the profile's"),
        false => folder,
    };
    folder.to_owned()
}

/// Builds all functions, and these packages with them, into a folder.
fn build(folder: PathBuf, along: &[&str]) -> PathBuf {
    if std::env::var_os(NO_BUILD).is_some() {
        return folder;
    }
    eprintln!("building the functions");
    let mut command = cargo();
    command.arg("build");
    if folder.ends_with("release") {
        command.arg("--release");
    }
    for package in along {
        command.args(["--package", package]);
    }
    for package in functions() {
        command.args(["--package", &package]);
    }
    let status = command.status().expect("cargo can be run");
    assert!(status.success(), "the functions cannot be built");
    folder
}

/// A cargo of its own, in the folder of the workspace: it does not know of the cargo that runs this.
#[must_use]
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace()).stdin(Stdio::null());
    for (name, _) in std::env::vars_os().filter(|(name, _)| is_set_for_children(name)) {
        command.env_remove(name);
    }
    command
}

/// Every folder below `functions` is a package of the same name.
pub(crate) fn functions() -> Vec<String> {
    let folders = std::fs::read_dir(workspace().join("functions")).expect("there are functions");
    let mut names: Vec<String> = folders
        .filter_map(Result::ok)
        .filter(|entry| entry.path().join("Cargo.toml").is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Variables cargo sets for what it runs: a nested cargo would take them for changed settings and
/// build everything anew.
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
