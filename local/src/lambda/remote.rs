//! Invocations that go to a Lambda invoke API elsewhere: `cargo lambda watch`.

use bytes::Bytes;
use serde::Deserialize;

use super::InvokeError;
use crate::stack::Function;

/// A client of the `Invoke` operation.
#[derive(Debug)]
pub(crate) struct Remote {
    url: String,
    client: reqwest::Client,
}

/// What a failed function leaves in place of a result.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Failure {
    error_type: String,
    #[serde(default)]
    error_message: String,
}

impl Remote {
    pub(crate) fn new(url: &str) -> Self {
        Self {
            url: url.trim_end_matches('/').to_owned(),
            client: reqwest::Client::new(),
        }
    }

    /// Calls the function by its name and waits as long as it may run.
    pub(crate) async fn invoke(
        &self,
        function: &Function,
        payload: Bytes,
    ) -> Result<Bytes, InvokeError> {
        let url = format!(
            "{}/2015-03-31/functions/{}/invocations",
            self.url, function.name
        );
        let call = self
            .client
            .post(url)
            .header("content-type", "application/json")
            .body(payload);
        let reply = call
            .send()
            .await
            .map_err(|error| self.unreachable(&error))?;
        let status = reply.status();
        let failed = reply.headers().contains_key("x-amz-function-error");
        let body = reply
            .bytes()
            .await
            .map_err(|error| self.unreachable(&error))?;
        if let Ok(failure) = serde_json::from_slice::<Failure>(&body) {
            let Failure {
                error_type,
                error_message,
            } = failure;
            return Err(InvokeError::Unhandled {
                error_type,
                message: error_message,
            });
        }
        if failed || !status.is_success() {
            let message = String::from_utf8_lossy(&body).into_owned();
            return Err(InvokeError::unhandled(
                &format!("Http{}", status.as_u16()),
                message,
            ));
        }
        Ok(body)
    }

    fn unreachable(&self, error: &reqwest::Error) -> InvokeError {
        InvokeError::Unavailable(format!("{} does not answer: {error}", self.url))
    }
}
