//! The mutations: a file each in `bench/mutants`.

use std::path::{Path, PathBuf};

use e2e::workspace;
use serde::Deserialize;
use serde_json::Value;

/// One way to break the product.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mutation {
    /// Name of its file.
    #[serde(skip)]
    pub(super) name: String,
    /// What is wrong with the product then; for readers of the file.
    #[expect(
        dead_code,
        reason = "it is there to be read in the file, and must not be left out"
    )]
    what: String,
    /// The promises of delivery it breaks; the checker must find one of them broken.
    pub(super) breaks: Vec<u8>,
    /// Under which faults that shows: a file in `bench/mutants/weather`.
    pub(super) weather: String,
    /// The executables it is part of: the others are those of the control.
    pub(super) functions: Vec<String>,
    /// What is done to the sources.
    pub(super) edits: Vec<Edit>,
}

/// One place that is changed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Edit {
    /// The file, from the root of the workspace.
    pub(super) file: PathBuf,
    /// A text that occurs there exactly once.
    find: String,
    /// What takes its place.
    put: String,
}

/// A storm to run a mutant through.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Weather {
    /// Name of its file.
    #[serde(skip)]
    pub(super) name: String,
    /// How long people act.
    pub(super) seconds: u64,
    /// Acts a second, all people together.
    pub(super) rate: f64,
    /// The plan of faults, but for its seed; none for fair weather.
    pub(super) rules: Option<Value>,
}

impl Edit {
    /// The changed text of the file.
    ///
    /// # Errors
    /// When the text to find is not there exactly once.
    pub(super) fn apply(&self, mutant: &str, text: &str) -> Result<String, String> {
        match text.matches(&self.find).count() {
            1 => Ok(text.replacen(&self.find, &self.put, 1)),
            count => Err(format!(
                "The mutant {mutant} looks for a text that occurs {count} times in {}, not once: \
                 bring bench/mutants/{mutant}.yaml up to date.\n{}",
                self.file.display(),
                self.find
            )),
        }
    }
}

fn folder() -> PathBuf {
    workspace().join("bench/mutants")
}

/// The mutations of these names, or all.
///
/// # Errors
/// When there is none of a name, or a file cannot be read.
pub(super) fn load(names: &[String]) -> Result<Vec<Mutation>, String> {
    let files = std::fs::read_dir(folder()).map_err(|error| error.to_string())?;
    let files = files.filter_map(Result::ok).map(|file| file.path());
    let mut files: Vec<PathBuf> = files
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml")
        })
        .collect();
    files.sort();
    let all: Result<Vec<Mutation>, String> = files.iter().map(|path| read(path)).collect();
    let mut all = all?;
    for name in names {
        if !all.iter().any(|mutation| mutation.name == *name) {
            let known: Vec<&str> = all.iter().map(|mutation| mutation.name.as_str()).collect();
            return Err(format!(
                "There is no mutant {name}. There are: {}.",
                known.join(", ")
            ));
        }
    }
    if !names.is_empty() {
        all.retain(|mutation| names.contains(&mutation.name));
    }
    Ok(all)
}

fn read(path: &Path) -> Result<Mutation, String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let mutation: Mutation =
        serde_yaml_ng::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    let name = name(path);
    Ok(Mutation { name, ..mutation })
}

/// A storm by its name.
///
/// # Panics
/// When there is none, or it cannot be read.
pub(super) fn weather(name: &str) -> Weather {
    let path = folder().join("weather").join(format!("{name}.yaml"));
    let text = std::fs::read_to_string(&path);
    let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let weather: Weather = serde_yaml_ng::from_str(&text)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let name = name.to_owned();
    Weather { name, ..weather }
}

fn name(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A change of the product that a mutation no longer fits is found here, not in the next long
    /// run.
    #[test]
    fn every_mutation_fits_the_sources() {
        let mutations = load(&[]).unwrap();
        assert!(mutations.len() >= 14, "{}", mutations.len());
        for mutation in mutations {
            assert!(
                mutation
                    .breaks
                    .iter()
                    .all(|promise| (1..=7).contains(promise))
            );
            assert!(weather(&mutation.weather).seconds > 0);
            for edit in &mutation.edits {
                let text = std::fs::read_to_string(workspace().join(&edit.file)).unwrap();
                edit.apply(&mutation.name, &text).unwrap();
            }
        }
    }
}
