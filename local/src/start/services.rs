//! The services behind the functions, all started at once.

use tempfile::TempDir;

use super::Ground;
use crate::dynamodb::{self, DynamoDb};
use crate::error::StartError;
use crate::lambda::{Endpoints, Lambda};
use crate::s3::{self, S3};
use crate::ses::{self, Ses};
use crate::sqs::{self, Sqs};
use crate::ssm;

/// Everything that runs beside the front port.
pub(crate) struct Services {
    pub(crate) dynamodb: DynamoDb,
    pub(crate) sqs: Sqs,
    pub(crate) s3: S3,
    pub(crate) ses: Ses,
    pub(crate) endpoints: Endpoints,
    /// Removed with its objects when the stack ends.
    pub(crate) _scratch: Option<TempDir>,
}

/// Starts the services with what the template declares.
pub(crate) async fn start(ground: &Ground, lambda: &Lambda) -> Result<Services, StartError> {
    let stack = &ground.stack;
    let data_dir = ground.options.data_dir.as_deref();
    let unusable = |error: std::io::Error| {
        StartError(format!(
            "No folder for data can be made ({error}); name one with --data-dir."
        ))
    };
    if let Some(folder) = data_dir {
        std::fs::create_dir_all(folder).map_err(unusable)?;
    }
    let (scratch, objects) = match data_dir {
        Some(folder) => (None, folder.join("s3")),
        None => {
            let scratch = tempfile::Builder::new()
                .prefix("local-s3-")
                .tempdir()
                .map_err(unusable)?;
            let path = scratch.path().to_owned();
            (Some(scratch), path)
        }
    };
    std::fs::create_dir_all(&objects).map_err(unusable)?;
    let presets = ground.options.ssm_parameters();
    let (dynamodb, sqs, s3, ses, ssm) = tokio::try_join!(
        dynamodb::start(&stack.tables, data_dir, lambda.meter()),
        sqs::start(&stack.queues, lambda.meter()),
        s3::start(&stack.buckets, &objects, lambda),
        ses::start(lambda.meter()),
        ssm::start(&presets, data_dir, lambda.meter()),
    )?;
    let management = stack
        .websocket_apis
        .first()
        .map(|api| format!("http://127.0.0.1:{}/{}", ground.port, api.stage));
    let endpoints = Endpoints {
        dynamodb: dynamodb.endpoint.clone(),
        sqs: sqs.endpoint.clone(),
        s3: s3.endpoint.clone(),
        ses: ses.endpoint.clone(),
        ssm: ssm.endpoint,
        management,
    };
    Ok(Services {
        dynamodb,
        sqs,
        s3,
        ses,
        endpoints,
        _scratch: scratch,
    })
}
