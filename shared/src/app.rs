//! What a function holds from its cold start on: settings and AWS clients.

use std::sync::OnceLock;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, SharedCredentialsProvider};
use aws_smithy_http_client::tls::{self, TlsContext, TrustStore};
use aws_types::SdkConfig;
use aws_types::region::Region;

use crate::config::Config;
use crate::error::Result;
use crate::limit::Counts;
use crate::login::Remembered;

/// The roots that sign AWS endpoints. Embedded, since reading the system's store costs more than
/// everything else at a cold start (ADR 3).
const AMAZON_ROOTS: &[u8] = include_bytes!("../certs/amazon-roots.pem");

/// How long one try of a call may take before the next one: far beyond what DynamoDB and SQS need,
/// and short enough for a function to survive an answer that never comes.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(3);

/// Settings and clients, built once per environment.
#[derive(Debug)]
pub struct App {
    /// The settings.
    pub config: Config,
    /// DynamoDB.
    pub dynamodb: aws_sdk_dynamodb::Client,
    /// SQS.
    pub sqs: aws_sdk_sqs::Client,
    /// What this environment remembers of logins.
    pub logins: Remembered,
    /// What this environment counted of requests.
    pub counts: Counts,
    sdk: SdkConfig,
    connections: OnceLock<aws_sdk_apigatewaymanagement::Client>,
}

impl App {
    /// Builds the clients from the environment. Makes no network trip.
    ///
    /// # Errors
    /// When the TLS roots cannot be loaded.
    pub fn from_env() -> Result<Self> {
        Self::new(Config::from_env())
    }

    fn new(config: Config) -> Result<Self> {
        let credentials = Credentials::from_keys(
            &config.credentials.access_key_id,
            &config.credentials.secret_access_key,
            config.credentials.session_token.clone(),
        );
        let tls_context = TlsContext::builder()
            .with_trust_store(TrustStore::empty().with_pem_certificate(AMAZON_ROOTS))
            .build()
            .map_err(crate::error::Error::internal)?;
        let http_client = aws_smithy_http_client::Builder::new()
            .tls_provider(tls::Provider::Rustls(
                tls::rustls_provider::CryptoMode::Ring,
            ))
            .tls_context(tls_context)
            .build_https();
        let sdk = SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new(config.region.clone()))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .http_client(http_client)
            .timeout_config(
                TimeoutConfig::builder()
                    .operation_attempt_timeout(ATTEMPT_TIMEOUT)
                    .build(),
            )
            .build();

        let mut dynamodb = aws_sdk_dynamodb::config::Builder::from(&sdk);
        dynamodb.set_endpoint_url(config.endpoints.dynamodb.clone());
        let mut sqs = aws_sdk_sqs::config::Builder::from(&sdk);
        sqs.set_endpoint_url(config.endpoints.sqs.clone());

        Ok(Self {
            dynamodb: aws_sdk_dynamodb::Client::from_conf(dynamodb.build()),
            sqs: aws_sdk_sqs::Client::from_conf(sqs.build()),
            config,
            logins: Remembered::default(),
            counts: Counts::default(),
            sdk,
            connections: OnceLock::new(),
        })
    }

    /// Parameter Store. Built anew for each of its rare calls.
    #[must_use]
    pub fn ssm(&self) -> aws_sdk_ssm::Client {
        let mut ssm = aws_sdk_ssm::config::Builder::from(&self.sdk);
        ssm.set_endpoint_url(self.config.endpoints.ssm.clone());
        aws_sdk_ssm::Client::from_conf(ssm.build())
    }

    /// SES.
    #[must_use]
    pub fn ses(&self) -> aws_sdk_sesv2::Client {
        let mut ses = aws_sdk_sesv2::config::Builder::from(&self.sdk);
        ses.set_endpoint_url(self.config.endpoints.ses.clone());
        aws_sdk_sesv2::Client::from_conf(ses.build())
    }

    /// The `@connections` API of the WebSocket stage.
    ///
    /// # Errors
    /// When the function was not told its address.
    pub fn connections(&self) -> Result<&aws_sdk_apigatewaymanagement::Client> {
        if let Some(client) = self.connections.get() {
            return Ok(client);
        }
        let endpoint = self.config.connections_endpoint()?;
        // One try each: whoever cannot take a post now is tried again through the queue, alone, and
        // does not hold up the others meanwhile.
        let config = aws_sdk_apigatewaymanagement::config::Builder::from(&self.sdk)
            .endpoint_url(endpoint)
            .retry_config(RetryConfig::disabled())
            .build();
        Ok(self
            .connections
            .get_or_init(|| aws_sdk_apigatewaymanagement::Client::from_conf(config)))
    }
}
