//! The functions as programs: built or found, with the environment each is given.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::Ground;
use crate::builder::{self, Order};
use crate::cli;
use crate::error::StartError;
use crate::lambda::{Endpoints, Program, Variables};
use crate::stack::LogicalId;

/// Where each function's executable lies, by its name.
pub(crate) async fn executables(ground: &Ground) -> Result<BTreeMap<String, PathBuf>, StartError> {
    if ground.options.invoke_url.is_some() {
        return Ok(BTreeMap::new());
    }
    let packages: BTreeSet<&str> = ground
        .stack
        .functions
        .values()
        .map(|function| function.name.as_str())
        .collect();
    if let Some(folder) = &ground.options.functions {
        return builder::find(&cli::absolute(folder)?, &packages);
    }
    if ground.options.no_build {
        return builder::find(&builder::own_folder()?, &packages);
    }
    builder::build(&Order {
        root: &ground.root,
        packages,
        release: ground.options.release,
    })
    .await
}

/// Puts executables and variables together, by logical id.
pub(crate) fn all(
    ground: &Ground,
    mut executables: BTreeMap<String, PathBuf>,
    endpoints: &Endpoints,
    mut declared: BTreeMap<LogicalId, BTreeMap<String, String>>,
) -> BTreeMap<LogicalId, Program> {
    let overrides = ground.options.environment();
    let mut programs = BTreeMap::new();
    for (id, function) in &ground.stack.functions {
        let Some(executable) = executables.remove(&function.name) else {
            continue;
        };
        let declared = declared.remove(id).unwrap_or_default();
        let variables = Variables::new(function, &executable, endpoints, declared, &overrides);
        programs.insert(
            id.clone(),
            Program {
                executable,
                variables,
            },
        );
    }
    programs
}
