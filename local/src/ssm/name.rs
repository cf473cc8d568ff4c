//! Names of parameters and paths to them.
//!
//! Facts: `PutParameter` and `GetParametersByPath`, AWS Systems Manager API Reference.

use super::error::SsmError;
use crate::stack::{ACCOUNT_ID, REGION};

const MOST_LEVELS: usize = 15;
/// The longest name, its ARN included.
const LONGEST_ARN: usize = 1_011;
/// The most names a request may hold.
const MOST_NAMES: usize = 10;

/// Whether a parameter can have this name: `name`, or `/level/…/name`.
pub(super) fn check(name: &str) -> Result<(), SsmError> {
    let path = name.strip_prefix('/');
    let levels: Vec<&str> = path.unwrap_or(name).split('/').collect();
    check_levels(&levels)?;
    if path.is_none() && levels.len() > 1 {
        return Err(SsmError::invalid(
            "Parameter name must be a fully qualified name: it begins with a slash",
        ));
    }
    let first = levels.first().copied().unwrap_or_default();
    let first = first.to_ascii_lowercase();
    if first.starts_with("aws") || first.starts_with("ssm") {
        return Err(SsmError::invalid(
            "Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive)",
        ));
    }
    if arn(name).len() > LONGEST_ARN {
        return Err(SsmError::invalid(format!(
            "Parameter name: with its ARN it can have {LONGEST_ARN} characters at most"
        )));
    }
    Ok(())
}

/// What the names of all parameters below a path begin with.
pub(super) fn below(path: &str) -> Result<String, SsmError> {
    let Some(inner) = path.strip_prefix('/') else {
        return Err(SsmError::invalid("Path must begin with a slash"));
    };
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    if inner.is_empty() {
        return Ok("/".to_owned());
    }
    let levels: Vec<&str> = inner.split('/').collect();
    check_levels(&levels)?;
    Ok(format!("/{inner}/"))
}

/// The names of a request about several parameters.
pub(super) fn check_number(names: &[String]) -> Result<(), SsmError> {
    match names.len() {
        1..=MOST_NAMES => Ok(()),
        count => Err(SsmError::invalid(format!(
            "Names must hold 1 to {MOST_NAMES} names; it holds {count}"
        ))),
    }
}

/// The ARN of a parameter; the slash a path begins with is not doubled.
pub(super) fn arn(name: &str) -> String {
    let name = name.strip_prefix('/').unwrap_or(name);
    format!("arn:aws:ssm:{REGION}:{ACCOUNT_ID}:parameter/{name}")
}

fn check_levels(levels: &[&str]) -> Result<(), SsmError> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_.-".contains(letter);
    let well_formed = |level: &&str| !level.is_empty() && level.chars().all(plain);
    if !levels.iter().all(well_formed) {
        return Err(SsmError::invalid(
            "Parameter name: it can consist of sub-paths divided by slash symbol; each sub-path \
             can be formed as a mix of letters, numbers and the following 3 symbols .-_",
        ));
    }
    if levels.len() > MOST_LEVELS {
        return Err(SsmError::too_deep());
    }
    Ok(())
}
