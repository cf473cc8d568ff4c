//! The environment variables of a function.
//!
//! Follows "Using Lambda environment variables" of the AWS Lambda developer guide; endpoints of
//! the services are set the way every AWS SDK reads them.

use std::collections::BTreeMap;
use std::path::Path;

use crate::meter::access_key;
use crate::stack::{Function, REGION};

/// Where the stack's services listen.
#[derive(Debug, Clone)]
pub(crate) struct Endpoints {
    pub(crate) dynamodb: String,
    pub(crate) sqs: String,
    pub(crate) s3: String,
    pub(crate) ses: String,
    pub(crate) ssm: String,
    /// Of the first WebSocket API: the front port and the stage.
    pub(crate) management: Option<String>,
}

/// The variables of one function, but for those of a single environment.
#[derive(Debug, Clone)]
pub(crate) struct Variables {
    /// Set by the stack; below what the template says.
    given: BTreeMap<String, String>,
    /// From the template and `--env`.
    declared: BTreeMap<String, String>,
}

impl Variables {
    /// Puts together what the stack, the template and the command line say, each above the last.
    pub(crate) fn new(
        function: &Function,
        executable: &Path,
        endpoints: &Endpoints,
        declared: BTreeMap<String, String>,
        overrides: &BTreeMap<String, String>,
    ) -> Self {
        let folder = executable
            .parent()
            .unwrap_or(executable)
            .display()
            .to_string();
        let name = &function.name;
        let fixed = [
            ("AWS_LAMBDA_FUNCTION_NAME", name.clone()),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned()),
            (
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                function.memory_megabytes.to_string(),
            ),
            ("AWS_LAMBDA_LOG_GROUP_NAME", format!("/aws/lambda/{name}")),
            ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand".to_owned()),
            ("AWS_EXECUTION_ENV", "AWS_Lambda_provided.al2023".to_owned()),
            ("_HANDLER", "bootstrap".to_owned()),
            ("LAMBDA_TASK_ROOT", folder),
            ("TZ", ":UTC".to_owned()),
            ("LANG", "en_US.UTF-8".to_owned()),
            ("PATH", "/usr/local/bin:/usr/bin:/bin".to_owned()),
            ("HOME", "/tmp".to_owned()),
        ];
        let mut given = endpoint_variables(endpoints);
        given.extend(fixed.map(|(name, value)| (name.to_owned(), value)));
        let mut declared = declared;
        declared.extend(overrides.clone());
        Self { given, declared }
    }

    /// All variables of one environment.
    pub(crate) fn of_environment(&self, id: &str, runtime_api: &str) -> BTreeMap<String, String> {
        let mut all = self.given.clone();
        let own = [
            ("AWS_LAMBDA_RUNTIME_API", runtime_api.to_owned()),
            ("AWS_LAMBDA_LOG_STREAM_NAME", format!("[$LATEST]{id}")),
            // The key of an environment tells the services who calls.
            ("AWS_ACCESS_KEY_ID", access_key(id)),
        ];
        all.extend(own.map(|(name, value)| (name.to_owned(), value)));
        all.extend(self.declared.clone());
        all
    }
}

/// Region, credentials and endpoints: what a function needs to reach the services.
fn endpoint_variables(endpoints: &Endpoints) -> BTreeMap<String, String> {
    let mut all = BTreeMap::from(
        [
            ("AWS_REGION", REGION),
            ("AWS_DEFAULT_REGION", REGION),
            ("AWS_ACCESS_KEY_ID", "LOCAL00000000000000"),
            ("AWS_SECRET_ACCESS_KEY", "local"),
            ("AWS_SESSION_TOKEN", "local"),
            ("AWS_ENDPOINT_URL_DYNAMODB", &endpoints.dynamodb),
            ("AWS_ENDPOINT_URL_SQS", &endpoints.sqs),
            ("AWS_ENDPOINT_URL_S3", &endpoints.s3),
            ("AWS_ENDPOINT_URL_SESV2", &endpoints.ses),
            ("AWS_ENDPOINT_URL_SSM", &endpoints.ssm),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    if let Some(management) = &endpoints.management {
        all.insert(
            "AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI".to_owned(),
            management.clone(),
        );
    }
    all
}

/// One file for `cargo lambda watch --env-file`: the variables of all functions together.
pub(crate) fn env_file<'a>(
    endpoints: &Endpoints,
    declared: impl Iterator<Item = &'a BTreeMap<String, String>>,
    overrides: &BTreeMap<String, String>,
) -> String {
    let mut all = endpoint_variables(endpoints);
    for variables in declared {
        all.extend(variables.clone());
    }
    all.extend(overrides.clone());
    all.into_iter()
        .map(|(name, value)| format!("{name}={value}\n"))
        .collect()
}
