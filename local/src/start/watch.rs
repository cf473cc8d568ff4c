//! What `cargo lambda watch` needs when it runs the functions instead of the stack.

use std::collections::BTreeMap;

use super::Ground;
use crate::error::StartError;
use crate::lambda::{Endpoints, env_file};
use crate::stack::LogicalId;

/// Folder beside the template, and the file in it.
const FOLDER: &str = ".banter";
const FILE: &str = "lambda.env";

/// Writes the variables to a file and says how to use it.
pub(crate) fn prepare(
    ground: &Ground,
    endpoints: &Endpoints,
    declared: &BTreeMap<LogicalId, BTreeMap<String, String>>,
) -> Result<(), StartError> {
    let text = env_file(endpoints, declared.values(), &ground.options.environment());
    let folder = ground.root.join(FOLDER);
    let path = folder.join(FILE);
    std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(&path, text))
        .map_err(|error| StartError(format!("{} cannot be written ({error}).", path.display())))?;
    let line = format!("cargo lambda watch -A 127.0.0.1 -P 9000 --env-file {FOLDER}/{FILE}");
    let root = ground.root.display();
    // Not on the standard output: its first line is for harnesses.
    eprintln!("functions run elsewhere; start them in {root} with\n  {line}");
    Ok(())
}
