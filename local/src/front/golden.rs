//! Compares the events the gateways build with the sample events below `events/`.

use std::path::PathBuf;

use serde_json::Value;

use super::stamp::Stamp;

/// Id and time of all sample events.
pub(crate) fn stamp() -> Stamp {
    Stamp {
        request_id: "R1knPH17NjMFftw=".to_owned(),
        at: 1_705_751_700_453,
    }
}

/// The trace header of all sample events.
pub(crate) const TRACE: &str = "Root=1-65abb4a4-2f1a4c5d6e7f8091a2b3c4d5";

/// Fails unless the sample `events/{name}.json` is this event. With `UPDATE_SAMPLES` set it is
/// written instead: what changes must be held against what AWS documents or was captured.
pub(crate) fn check(name: &str, event: &Value) {
    let path = path(name);
    if std::env::var_os("UPDATE_SAMPLES").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, format!("{event:#}\n")).unwrap();
    }
    let stored = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let stored: Value = serde_json::from_str(&stored).unwrap();
    assert_eq!(
        &stored, event,
        "{name}: set UPDATE_SAMPLES to write the samples anew, and read what changed"
    );
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../events")
        .join(format!("{name}.json"))
}
