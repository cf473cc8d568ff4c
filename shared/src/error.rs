//! One error type: a code and text for the caller, a cause for the log.
//!
//! The code decides the HTTP status; [`crate::wire::Problem`] is the form both transports send.

mod code;

use std::error::Error as StdError;
use std::fmt;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

pub use code::Code;

use crate::wire::{FieldError, Problem};

/// Short for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

type Cause = Box<dyn StdError + Send + Sync>;

/// An error on its way to the caller.
#[derive(Debug)]
pub struct Error {
    /// What went wrong.
    pub code: Code,
    detail: Option<String>,
    fields: Vec<FieldError>,
    retry_after_seconds: Option<u32>,
    cause: Option<Cause>,
}

impl Error {
    /// An error with a sentence for the caller that says what to mend.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: Some(detail.into()),
            fields: Vec::new(),
            retry_after_seconds: None,
            cause: None,
        }
    }

    /// A fault of ours; the cause goes to the log, never to the caller.
    pub fn internal(cause: impl Into<Cause>) -> Self {
        Self {
            code: Code::Internal,
            detail: None,
            fields: Vec::new(),
            retry_after_seconds: None,
            cause: Some(cause.into()),
        }
    }

    /// A fault of ours that passes.
    pub fn unavailable(cause: impl Into<Cause>) -> Self {
        Self {
            code: Code::Unavailable,
            retry_after_seconds: Some(1),
            ..Self::internal(cause)
        }
    }

    /// Tells after how many seconds a repeat makes sense.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }

    /// One field is not as it should be.
    pub fn field(field: &str, code: &str, detail: impl Into<String>) -> Self {
        Self::fields(vec![FieldError {
            field: field.to_owned(),
            code: code.to_owned(),
            detail: detail.into(),
        }])
    }

    /// Several fields are not as they should be.
    #[must_use]
    pub fn fields(fields: Vec<FieldError>) -> Self {
        let detail = fields
            .iter()
            .map(|error| format!("{}: {}", error.field, error.detail))
            .collect::<Vec<_>>()
            .join("; ");
        Self {
            fields,
            ..Self::new(Code::ValidationFailed, detail)
        }
    }

    /// The resource does not exist, as far as the caller may know.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self::new(
            Code::NotFound,
            format!("There is no such {what}, or you may not see it."),
        )
    }

    /// The form both transports send. A 5xx says nothing about the inside.
    #[must_use]
    pub fn to_problem(&self, request_id: &str) -> Problem {
        let (status, code, title) = self.code.describe();
        Problem {
            kind: format!("urn:banter:problem:{code}"),
            title: title.to_owned(),
            status,
            detail: self.detail.clone(),
            code: code.to_owned(),
            errors: self.fields.clone(),
            request_id: request_id.to_owned(),
            retry_after: self.retry_after_seconds,
        }
    }

    /// Seconds the caller should wait before a repeat, when there is a number to give.
    #[must_use]
    pub const fn retry_after_seconds(&self) -> Option<u32> {
        self.retry_after_seconds
    }

    /// Writes a fault of ours to the log, once, at the edge; a caller's mistake only at debug level,
    /// and never in the words of the caller.
    pub fn log(&self, request_id: &str) {
        if self.code.status() >= 500 {
            tracing::error!(request_id, code = self.code.as_str(), cause = %self, "request failed");
        } else {
            let fields = self.fields.iter().map(|error| error.field.as_str());
            let fields = fields.collect::<Vec<_>>().join(" ");
            tracing::debug!(
                request_id,
                code = self.code.as_str(),
                fields,
                "request refused"
            );
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.code.as_str())?;
        if let Some(detail) = &self.detail {
            write!(formatter, ": {detail}")?;
        }
        let mut cause = self.cause.as_deref().map(|cause| cause as &dyn StdError);
        while let Some(error) = cause {
            write!(formatter, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl StdError for Error {}

/// Codes of AWS services that pass by themselves.
const PASSING: [&str; 7] = [
    "ProvisionedThroughputExceededException",
    "ThrottlingException",
    "RequestLimitExceeded",
    "TransactionConflictException",
    "TransactionInProgressException",
    "InternalServerError",
    "RequestThrottled",
];

impl<E, R> From<SdkError<E, R>> for Error
where
    E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
    R: fmt::Debug + Send + Sync + 'static,
{
    fn from(error: SdkError<E, R>) -> Self {
        let passing = match &error {
            SdkError::ServiceError(context) => context
                .err()
                .code()
                .is_some_and(|code| PASSING.contains(&code)),
            SdkError::ConstructionFailure(_) => false,
            _ => true,
        };
        if passing {
            Self::unavailable(error)
        } else {
            Self::internal(error)
        }
    }
}

impl From<serde_dynamo::Error> for Error {
    fn from(error: serde_dynamo::Error) -> Self {
        Self::internal(error)
    }
}

impl From<aws_sdk_dynamodb::error::BuildError> for Error {
    fn from(error: aws_sdk_dynamodb::error::BuildError) -> Self {
        Self::internal(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_ours_tells_nothing_of_the_inside() {
        let problem = Error::internal("table users is on fire").to_problem("r1");
        let json = serde_json::to_string(&problem).unwrap();
        assert!(!json.contains("fire"), "{json}");
        assert_eq!(problem.status, 500);
        assert_eq!(problem.request_id, "r1");
    }

    #[test]
    fn a_refused_field_is_named_in_detail_and_list() {
        let problem = Error::field("text", "required", "must not be empty").to_problem("r1");
        assert_eq!(problem.code, "validation_failed");
        assert_eq!(problem.errors[0].field, "text");
        assert_eq!(problem.detail.as_deref(), Some("text: must not be empty"));
    }
}
