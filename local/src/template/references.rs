//! What `Ref` and `Fn::GetAtt` give for the resources of a template.
//!
//! The values have the shape they have on AWS, so that a function can take them apart.

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::fault::Fault;
use super::function;
use super::resolver::Resolver;
use crate::stack::{ACCOUNT_ID, REGION};

/// Name every local stack goes by (`AWS::StackName`).
const STACK_NAME: &str = "local";

/// The value of `AWS::Region` and its like, but for `AWS::NoValue`.
pub(crate) fn pseudo_parameter(name: &str) -> Option<Value> {
    let text = match name {
        "AWS::AccountId" => ACCOUNT_ID.to_owned(),
        "AWS::Region" => REGION.to_owned(),
        "AWS::Partition" => "aws".to_owned(),
        "AWS::URLSuffix" => "amazonaws.com".to_owned(),
        "AWS::StackName" => STACK_NAME.to_owned(),
        "AWS::StackId" => format!(
            "arn:aws:cloudformation:{REGION}:{ACCOUNT_ID}:stack/{STACK_NAME}/00000000-0000-0000-0000-000000000000"
        ),
        "AWS::NotificationARNs" => return Some(Value::Array(Vec::new())),
        _ => return None,
    };
    Some(Value::String(text))
}

/// `Ref` of a resource.
pub(crate) fn of_resource(resolver: &Resolver, id: &str) -> Result<String, Fault> {
    let kind = kind(resolver, id)?;
    let name = physical_name(resolver, id)?;
    Ok(match kind.as_str() {
        "AWS::SQS::Queue" => queue_url(&name),
        _ => name,
    })
}

/// `Fn::GetAtt` of a resource.
pub(crate) fn attribute(resolver: &Resolver, id: &str, attribute: &str) -> Result<String, Fault> {
    let kind = kind(resolver, id)?;
    let name = physical_name(resolver, id)?;
    let value = match (kind.as_str(), attribute) {
        ("AWS::SQS::Queue", "Arn") => format!("arn:aws:sqs:{REGION}:{ACCOUNT_ID}:{name}"),
        ("AWS::SQS::Queue", "QueueName") => name,
        ("AWS::SQS::Queue", "QueueUrl") => queue_url(&name),
        ("AWS::DynamoDB::Table" | "AWS::Serverless::SimpleTable", "Arn") => table_arn(&name),
        ("AWS::DynamoDB::Table", "StreamArn") => {
            format!("{}/stream/2026-01-01T00:00:00.000", table_arn(&name))
        }
        ("AWS::S3::Bucket", "Arn") => format!("arn:aws:s3:::{name}"),
        ("AWS::S3::Bucket", "DomainName") => format!("{name}.s3.amazonaws.com"),
        ("AWS::S3::Bucket", "RegionalDomainName") => format!("{name}.s3.{REGION}.amazonaws.com"),
        ("AWS::Serverless::Function" | "AWS::Lambda::Function", "Arn") => {
            format!("arn:aws:lambda:{REGION}:{ACCOUNT_ID}:function:{name}")
        }
        (
            "AWS::Serverless::HttpApi" | "AWS::Serverless::WebSocketApi" | "AWS::ApiGatewayV2::Api",
            "ApiId",
        ) => name,
        ("AWS::Serverless::HttpApi", "ApiEndpoint") => api_endpoint("https", &name),
        ("AWS::Serverless::WebSocketApi", "ApiEndpoint") => api_endpoint("wss", &name),
        ("AWS::ApiGatewayV2::Api", "ApiEndpoint") => {
            let http = property(resolver, id, "ProtocolType")?.is_some_and(|p| p == "HTTP");
            api_endpoint(if http { "https" } else { "wss" }, &name)
        }
        ("AWS::ApiGatewayV2::Integration", "IntegrationId")
        | ("AWS::ApiGatewayV2::Route", "RouteId")
        | ("AWS::ApiGatewayV2::Authorizer", "AuthorizerId")
        | ("AWS::ApiGatewayV2::Deployment", "DeploymentId") => name,
        // A resource this machine does not run (a role, a topic): something of the right shape.
        (kind, "Arn") => {
            let service = kind.split("::").nth(1).unwrap_or_default().to_lowercase();
            format!("arn:aws:{service}:{REGION}:{ACCOUNT_ID}:{name}")
        }
        _ => {
            return Err(Fault::new(format!(
                "asks {id} ({kind}) for {attribute}, which the local stack does not know"
            )));
        }
    };
    Ok(value)
}

/// The type of a declared or generated resource that exists under the template's conditions.
fn kind(resolver: &Resolver, id: &str) -> Result<String, Fault> {
    if let Some(kind) = resolver.generated.get(id) {
        return Ok(kind.clone());
    }
    let Some(resource) = resolver.resources.get(id) else {
        return Err(Fault::new(format!(
            "refers to {id}, which is neither a parameter nor a resource of the template"
        )));
    };
    if let Some(Value::String(condition)) = resource.get("Condition")
        && !resolver.condition(condition)?
    {
        return Err(Fault::new(format!(
            "refers to {id}, which is left out because the condition {condition} is false"
        )));
    }
    Ok(resource
        .get("Type")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned())
}

/// The declared name of a resource, or one made of its logical id.
pub(crate) fn physical_name(resolver: &Resolver, id: &str) -> Result<String, Fault> {
    let kind = kind(resolver, id)?;
    let declared = |name: &str| property(resolver, id, name);
    Ok(match kind.as_str() {
        "AWS::Serverless::HttpApi" | "AWS::Serverless::WebSocketApi" | "AWS::ApiGatewayV2::Api" => {
            api_id(id)
        }
        "AWS::Serverless::Function" => function::binary(resolver, id)?,
        "AWS::DynamoDB::Table" | "AWS::Serverless::SimpleTable" => {
            declared("TableName")?.unwrap_or_else(|| id.to_owned())
        }
        "AWS::SQS::Queue" => match declared("QueueName")? {
            Some(name) => name,
            None if declared("FifoQueue")?.is_some_and(|fifo| fifo == "true") => {
                format!("{id}.fifo")
            }
            None => id.to_owned(),
        },
        // Bucket names have no capital letters.
        "AWS::S3::Bucket" => declared("BucketName")?.unwrap_or_else(|| id.to_lowercase()),
        "AWS::ApiGatewayV2::Stage" => declared("StageName")?.unwrap_or_else(|| id.to_owned()),
        "AWS::Logs::LogGroup" => declared("LogGroupName")?.unwrap_or_else(|| id.to_owned()),
        "AWS::SSM::Parameter" => declared("Name")?.unwrap_or_else(|| id.to_owned()),
        "AWS::Lambda::Function" if function::is_inline(resolver, id) => {
            declared("FunctionName")?.unwrap_or_else(|| id.to_owned())
        }
        "AWS::Lambda::Function" => function::binary(resolver, id)?,
        _ => id.to_owned(),
    })
}

fn property(resolver: &Resolver, id: &str, name: &str) -> Result<Option<String>, Fault> {
    let value = resolver
        .resources
        .get(id)
        .and_then(|r| r.get("Properties")?.get(name));
    let Some(value) = value else { return Ok(None) };
    resolver
        .once(format!("{name} of {id}"), || resolver.text(value))
        .map(Some)
        .map_err(|fault| fault.within(name).within(id))
}

/// Ten letters and digits as on AWS, the same at every start.
pub(crate) fn api_id(logical_id: &str) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let digest = Sha256::digest(logical_id.as_bytes());
    let letters = digest
        .iter()
        .take(10)
        .map(|byte| ALPHABET.get(usize::from(byte % 32)));
    letters
        .flatten()
        .map(|&letter| char::from(letter))
        .collect()
}

/// Where API Gateway answers for an API: `https://{id}.execute-api.{region}.amazonaws.com`.
pub(crate) fn api_endpoint(scheme: &str, api_id: &str) -> String {
    format!("{scheme}://{api_id}.execute-api.{REGION}.amazonaws.com")
}

/// The URL of a queue on AWS.
pub(crate) fn queue_url(name: &str) -> String {
    format!("https://sqs.{REGION}.amazonaws.com/{ACCOUNT_ID}/{name}")
}

fn table_arn(name: &str) -> String {
    format!("arn:aws:dynamodb:{REGION}:{ACCOUNT_ID}:table/{name}")
}
