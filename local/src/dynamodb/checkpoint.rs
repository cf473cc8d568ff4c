//! How far each stream mapping has come, so that a restart on kept data goes on from there.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// Sequence numbers by mapping. Cheap to clone; all clones share one file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Checkpoints {
    shared: Arc<Mutex<Shared>>,
}

#[derive(Debug, Default)]
struct Shared {
    file: Option<PathBuf>,
    reached: BTreeMap<String, String>,
}

impl Checkpoints {
    /// Reads the file, when there is one. An unreadable file means a start from the beginning,
    /// which a function has to bear anyway: streams deliver at least once.
    pub(super) fn load(file: Option<PathBuf>) -> Self {
        let reached = file
            .as_ref()
            .and_then(|path| std::fs::read(path).ok())
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        Self {
            shared: Arc::new(Mutex::new(Shared { file, reached })),
        }
    }

    /// The last sequence number this mapping has dealt with.
    pub(crate) fn reached(&self, mapping: &str) -> Option<String> {
        self.lock().reached.get(mapping).cloned()
    }

    /// Notes that a mapping has dealt with everything up to this sequence number.
    pub(crate) fn reach(&self, mapping: &str, sequence_number: &str) {
        let mut shared = self.lock();
        shared
            .reached
            .insert(mapping.to_owned(), sequence_number.to_owned());
        let Some(file) = &shared.file else { return };
        let written = serde_json::to_vec(&shared.reached)
            .map_err(std::io::Error::other)
            .and_then(|bytes| {
                // Written aside and moved into place: a stop in between leaves the former one.
                let aside = file.with_extension("new");
                std::fs::write(&aside, bytes)?;
                std::fs::rename(&aside, file)
            });
        if let Err(error) = written {
            tracing::warn!(%error, "stream checkpoints could not be written");
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
