use crate::error::{Error, Result};
use crate::rules::text;
use crate::wire::FieldError;

/// Collects what is wrong, so that the caller learns everything at once.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<FieldError>);

impl Findings {
    pub(super) fn refuse(&mut self, field: &str, code: &str, detail: impl Into<String>) {
        self.0.push(FieldError {
            field: field.into(),
            code: code.into(),
            detail: detail.into(),
        });
    }

    pub(super) fn require(&mut self, holds: bool, field: &str, code: &str, detail: &str) {
        if !holds {
            self.refuse(field, code, detail);
        }
    }

    pub(super) fn length(&mut self, field: &str, value: &str, min: usize, max: usize) {
        let length = value.chars().count();
        if length < min.max(1) && value.trim().is_empty() && min > 0 {
            self.refuse(field, "required", "must not be empty");
        } else if length < min {
            self.refuse(
                field,
                "too_short",
                format!("must have at least {min} characters"),
            );
        } else if length > max {
            self.refuse(
                field,
                "too_long",
                format!("must have at most {max} characters"),
            );
        }
    }

    pub(super) fn no_control_characters(&mut self, field: &str, value: &str) {
        if text::has_control_characters(value) {
            self.refuse(
                field,
                "control_characters",
                "must not hold control characters",
            );
        }
    }

    pub(super) fn name(&mut self, field: &str, value: &str, max: usize) {
        if value.trim().is_empty() {
            self.refuse(field, "required", "must not be empty");
        } else {
            self.length(field, value, 1, max);
        }
        self.no_control_characters(field, value);
    }

    pub(super) fn optional_name(&mut self, field: &str, value: Option<&String>, max: usize) {
        if let Some(value) = value {
            self.name(field, value, max);
        }
    }

    pub(super) fn finish(self) -> Result<()> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Error::fields(self.0))
        }
    }
}
