//! All parameters, in memory and in a file when there is a data folder.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

use super::error::SsmError;
use super::parameter::Parameter;
use crate::error::StartError;

/// File in the data folder that keeps the parameters from one start to the next.
const KEPT: &str = "ssm.json";

/// Parameters by name.
pub(super) type Parameters = BTreeMap<String, Parameter>;

/// The parameters there are.
#[derive(Debug)]
pub(super) struct Store {
    parameters: Mutex<Parameters>,
    file: Option<PathBuf>,
}

impl Store {
    /// Takes up what is kept in the data folder; without one all begins empty.
    pub(super) fn open(data_dir: Option<&Path>) -> Result<Self, StartError> {
        let file = data_dir.map(|folder| folder.join(KEPT));
        let parameters = file.as_deref().map(kept).transpose()?;
        Ok(Self {
            parameters: Mutex::new(parameters.unwrap_or_default()),
            file,
        })
    }

    /// The parameters as they are now.
    pub(super) fn read(&self) -> MutexGuard<'_, Parameters> {
        self.parameters
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes parameters, or none of them when the change is refused or cannot be kept.
    pub(super) fn change<T>(
        &self,
        change: impl FnOnce(&mut Parameters) -> Result<T, SsmError>,
    ) -> Result<T, SsmError> {
        let mut parameters = self.read();
        let mut changed = parameters.clone();
        let told = change(&mut changed)?;
        if let Some(file) = &self.file {
            keep(file, &changed).map_err(|error| {
                tracing::warn!(%error, "parameters could not be kept");
                SsmError::failed()
            })?;
        }
        *parameters = changed;
        Ok(told)
    }
}

fn kept(file: &Path) -> Result<Parameters, StartError> {
    let unusable = |error: &dyn std::fmt::Display| {
        let file = file.display();
        StartError(format!(
            "{file} cannot be used ({error}); mend or remove it, or choose another --data-dir."
        ))
    };
    match std::fs::read(file) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| unusable(&error)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Parameters::new()),
        Err(error) => Err(unusable(&error)),
    }
}

/// Written aside, readable by the owner only, and moved into place: a stop in between leaves the
/// former file.
fn keep(file: &Path, parameters: &Parameters) -> std::io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut aside = NamedTempFile::new_in(folder)?;
    aside.write_all(&serde_json::to_vec_pretty(parameters)?)?;
    aside.persist(file).map_err(|refused| refused.error)?;
    Ok(())
}
