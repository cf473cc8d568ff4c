//! The lines of `cargo build --message-format=json`.

use std::path::PathBuf;

use serde::Deserialize;

/// Something cargo has finished.
#[derive(Debug, PartialEq)]
pub(crate) struct Message {
    /// Name of the library or binary.
    pub(crate) name: String,
    pub(crate) executable: Option<PathBuf>,
    /// It was built before.
    pub(crate) fresh: bool,
}

#[derive(Deserialize)]
struct Line {
    reason: String,
    target: Option<Target>,
    executable: Option<PathBuf>,
    #[serde(default)]
    fresh: bool,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

/// Reads one line; lines that tell of nothing finished are passed over.
pub(crate) fn parse(line: &str) -> Option<Message> {
    let line: Line = serde_json::from_str(line).ok()?;
    let name = line.target?.name;
    let (executable, fresh) = (line.executable, line.fresh);
    (line.reason == "compiler-artifact").then_some(Message {
        name,
        executable,
        fresh,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finished_things_are_read_and_others_passed_over() {
        let line = r#"{"reason":"compiler-artifact","package_id":"x","target":{"kind":["bin"],
            "name":"ws-default"},"executable":"/t/ws-default","fresh":true}"#;
        let executable = Some(PathBuf::from("/t/ws-default"));
        let name = "ws-default".to_owned();
        assert_eq!(
            parse(line),
            Some(Message {
                name,
                executable,
                fresh: true
            })
        );
        assert_eq!(parse(r#"{"reason":"build-finished","success":true}"#), None);
        assert_eq!(parse("Compiling"), None);
    }
}
