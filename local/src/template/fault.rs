//! What is wrong with a template, and where.

use crate::error::StartError;

/// One finding; the path to it is put together while the error travels outwards.
#[derive(Debug)]
pub(crate) struct Fault {
    /// Innermost step first.
    path: Vec<String>,
    what: String,
}

impl Fault {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self {
            path: Vec::new(),
            what: what.into(),
        }
    }

    /// The same finding, seen from one level further out.
    pub(crate) fn within(mut self, step: impl Into<String>) -> Self {
        self.path.push(step.into());
        self
    }

    /// One sentence that names file, resource and property.
    pub(crate) fn in_file(self, file: &str) -> StartError {
        let place: Vec<String> = self.path.into_iter().rev().collect();
        if place.is_empty() {
            return StartError(format!("{file}: {}.", self.what));
        }
        StartError(format!("{file}: {}: {}.", place.join("."), self.what))
    }
}
