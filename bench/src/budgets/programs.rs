//! The executables under measure.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use e2e::{Programs, cargo};

use super::cost::deployment::Deployment;
use super::report::Report;

/// Name of the package that does nothing.
const HELLO: &str = "hello";

/// Where the executables lie, and what there is.
#[derive(Debug)]
pub(super) struct Executables {
    pub(super) programs: Programs,
    pub(super) debug: bool,
    pub(super) deployment: Deployment,
}

impl Executables {
    /// Builds everything, once.
    pub(super) fn build(debug: bool) -> Self {
        let programs = if debug {
            Programs::Own
        } else {
            Programs::Deployed
        };
        Self {
            programs,
            debug,
            deployment: Deployment::read(),
        }
    }

    /// Path of a function's executable.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.programs.folder().join(name)
    }

    /// Path of the program that does nothing; builds it first.
    pub(super) fn hello(&self) -> PathBuf {
        // As the harness does: executables that were built before are used as they lie there.
        if std::env::var_os("E2E_NO_BUILD").is_none() {
            build_hello(!self.debug);
        }
        self.path(HELLO)
    }

    /// Names of all functions.
    pub(super) fn functions(&self) -> impl Iterator<Item = &String> {
        self.deployment.functions.keys()
    }

    /// The variables a function has on AWS, with `endpoint` for every service.
    pub(super) fn variables(&self, function: &str, endpoint: &str) -> BTreeMap<String, String> {
        let fixed = [
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
            ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
            ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/x"),
            ("AWS_LAMBDA_LOG_STREAM_NAME", "[$LATEST]x"),
            ("AWS_EXECUTION_ENV", "AWS_Lambda_provided.al2023"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_DEFAULT_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "LOCAL"),
            ("AWS_SECRET_ACCESS_KEY", "local"),
            ("AWS_SESSION_TOKEN", "local"),
            ("AWS_ENDPOINT_URL", endpoint),
            ("AWS_ENDPOINT_URL_DYNAMODB", endpoint),
            ("AWS_ENDPOINT_URL_SQS", endpoint),
            ("_HANDLER", "bootstrap"),
            ("LAMBDA_TASK_ROOT", "/var/task"),
            ("TZ", ":UTC"),
            ("LANG", "en_US.UTF-8"),
            ("PATH", "/usr/local/bin:/usr/bin:/bin"),
        ];
        let mut all: BTreeMap<String, String> = fixed
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        let declared = self.deployment.functions.get(function);
        for name in declared.into_iter().flat_map(|one| &one.variables) {
            // Long enough for a secret; only a function that is invoked looks at the rest.
            let value = "a-value-of-more-than-thirty-two-characters".to_owned();
            all.entry(name.clone()).or_insert(value);
        }
        all
    }
}

fn build_hello(release: bool) {
    let mut command = cargo();
    command.args(["build", "--package", HELLO]);
    if release {
        command.arg("--release");
    }
    let status = command.status().expect("cargo can be run");
    assert!(
        status.success(),
        "the program to compare with does not compile"
    );
}

/// Builds all functions with optimisations from nothing, in a folder of its own, and judges the
/// time that takes.
pub(super) fn time_build(report: &mut Report) {
    let folder = std::env::temp_dir().join(format!("build-{}", std::process::id()));
    let mut command = cargo();
    command
        .args(["build", "--release", "--target-dir"])
        .arg(&folder);
    for name in Deployment::read().functions.keys() {
        command.args(["--package", name]);
    }
    let began = Instant::now();
    let status = command.status().expect("cargo can be run");
    let took = began.elapsed().as_secs_f64() / 60.0;
    drop(std::fs::remove_dir_all(&folder));
    assert!(status.success(), "the functions do not compile");
    report.judge(
        "release build",
        "all functions, minutes",
        took,
        12.0,
        "cold",
    );
}
