//! What stops the stack from starting, said in one sentence with the mend.

/// One sentence for the person at the terminal: what is wrong and what to do about it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct StartError(pub(crate) String);
