//! The command line.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};

use clap::Parser;

use crate::error::StartError;

/// Runs what a SAM template declares on this machine: HTTP and WebSocket APIs, Lambda functions,
/// DynamoDB, SQS, S3, SSM parameters and mail. No Docker, no AWS account.
#[derive(Debug, Parser)]
#[command(name = "banter-local", version)]
pub(crate) struct Options {
    /// Port of the front door; 0 takes a free one.
    #[arg(long, default_value_t = 3000)]
    pub(crate) port: u16,
    /// Address to listen on. Whoever can reach it can use everything, unauthenticated services
    /// included.
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub(crate) listen: IpAddr,
    /// Folder that keeps tables, objects, SSM parameters and generated secrets; without it all is
    /// in memory.
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// The SAM template; without it template.yaml here or in a folder above.
    #[arg(long, value_name = "FILE")]
    pub(crate) template: Option<PathBuf>,
    /// Folder of the web client; without it `web` beside the template.
    #[arg(long, value_name = "DIR")]
    pub(crate) web: Option<PathBuf>,
    /// Build the functions as they are deployed, with optimisations.
    #[arg(long)]
    pub(crate) release: bool,
    /// Use executables that lie beside this program instead of building.
    #[arg(long, conflicts_with = "release")]
    pub(crate) no_build: bool,
    /// Use the executables in this folder instead of building.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["release", "no_build"])]
    pub(crate) functions: Option<PathBuf>,
    /// Set a variable in the environment of every function (may be repeated).
    #[arg(long = "env", value_name = "KEY=VALUE", value_parser = pair)]
    env: Vec<(String, String)>,
    /// Set a parameter of the template (may be repeated).
    #[arg(long = "parameter", value_name = "KEY=VALUE", value_parser = pair)]
    parameter: Vec<(String, String)>,
    /// Put an SSM parameter in place, as SecureString (may be repeated).
    #[arg(long = "ssm-parameter", value_name = "NAME=VALUE", value_parser = pair)]
    ssm_parameter: Vec<(String, String)>,
    /// Send invocations to a Lambda invoke API, for example that of `cargo lambda watch`.
    #[arg(long, value_name = "URL")]
    pub(crate) invoke_url: Option<String>,
    /// A plan of faults to inject, in JSON or YAML (docs/FAULTS.md).
    #[arg(long, value_name = "FILE")]
    pub(crate) faults: Option<PathBuf>,
    /// Seconds after which the gateway closes a silent socket (AWS: 600).
    #[arg(long, value_name = "SECONDS", default_value_t = 600.0, value_parser = seconds)]
    pub(crate) socket_idle_seconds: f64,
    /// Seconds after which the gateway closes any socket (AWS: 7200).
    #[arg(long, value_name = "SECONDS", default_value_t = 7200.0, value_parser = seconds)]
    pub(crate) socket_lifetime_seconds: f64,
}

impl Options {
    /// The overrides of the functions' environment.
    pub(crate) fn environment(&self) -> BTreeMap<String, String> {
        self.env.iter().cloned().collect()
    }

    /// The values given for the template's parameters.
    pub(crate) fn parameters(&self) -> BTreeMap<String, String> {
        self.parameter.iter().cloned().collect()
    }

    /// The SSM parameters to put in place.
    pub(crate) fn ssm_parameters(&self) -> BTreeMap<String, String> {
        self.ssm_parameter.iter().cloned().collect()
    }

    /// The template named, or the nearest one.
    pub(crate) fn template(&self) -> Result<PathBuf, StartError> {
        if let Some(path) = &self.template {
            return absolute(path);
        }
        let here = absolute(Path::new("."))?;
        let candidates = here.ancestors().flat_map(|folder| {
            ["template.yaml", "template.yml", "template.json"].map(|name| folder.join(name))
        });
        candidates
            .into_iter()
            .find(|path| path.is_file())
            .ok_or_else(|| {
                let here = here.display();
                StartError(format!(
                    "No template.yaml in {here} or above it; name one with --template."
                ))
            })
    }
}

/// A path that stays the same wherever a process runs.
pub(crate) fn absolute(path: &Path) -> Result<PathBuf, StartError> {
    std::path::absolute(path).map_err(|error| {
        StartError(format!(
            "The path {} cannot be used ({error}).",
            path.display()
        ))
    })
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("must be KEY=VALUE".to_owned()),
    }
}

fn seconds(text: &str) -> Result<f64, String> {
    let seconds: Option<f64> = text.parse().ok();
    seconds
        .filter(|seconds| (0.01..=1e9).contains(seconds))
        .ok_or_else(|| "must be a number of seconds above 0".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn options_are_consistent() {
        Options::command().debug_assert();
    }

    #[test]
    fn pairs_are_split_at_the_first_sign() {
        let options =
            Options::parse_from(["x", "--env", "A=b=c", "--env", "D=", "--parameter", "P=1"]);
        let expected = [("A", "b=c"), ("D", "")].map(|(k, v)| (k.to_owned(), v.to_owned()));
        assert_eq!(options.environment(), BTreeMap::from(expected));
        assert!(Options::try_parse_from(["x", "--env", "A"]).is_err());
        let options = Options::parse_from(["x", "--ssm-parameter", "/a/b=c="]);
        let expected = BTreeMap::from([("/a/b".to_owned(), "c=".to_owned())]);
        assert_eq!(options.ssm_parameters(), expected);
        assert!(Options::try_parse_from(["x", "--ssm-parameter", "/a/b"]).is_err());
        assert!(Options::try_parse_from(["x", "--socket-idle-seconds", "0"]).is_err());
    }
}
