//! `AWS::Serverless::HttpApi`; its routes come from the functions' events.

use serde_json::Value;

use super::properties::Properties;
use super::references::api_id;
use super::source::Template;
use crate::error::StartError;
use crate::stack::{Cors, HttpApi, Stack};

/// Adds the template's HTTP APIs to the stack.
pub(crate) fn collect(template: &Template, stack: &mut Stack) -> Result<(), StartError> {
    for resource in template.of_type("AWS::Serverless::HttpApi")? {
        let properties = resource.properties(&["StageName", "CorsConfiguration"])?;
        stack.http_apis.push(HttpApi {
            logical_id: resource.id.to_owned(),
            api_id: api_id(resource.id),
            stage: properties
                .text("StageName")?
                .unwrap_or_else(|| "$default".to_owned()),
            routes: Vec::new(),
            cors: cors(&properties)?,
        });
    }
    Ok(())
}

/// `true` allows every origin, a text allows one, a map says it all ("HttpApiCorsConfiguration",
/// AWS SAM developer guide).
fn cors(properties: &Properties) -> Result<Option<Cors>, StartError> {
    const NAME: &str = "CorsConfiguration";
    match properties.raw(NAME) {
        None | Some(Value::Bool(false) | Value::Null) => Ok(None),
        Some(Value::Bool(true)) => Ok(Some(Cors {
            allow_origins: vec!["*".to_owned()],
            ..Cors::default()
        })),
        Some(Value::String(origin)) => Ok(Some(Cors {
            allow_origins: vec![unquoted(origin)],
            ..Cors::default()
        })),
        Some(_) => {
            let Some(cors) = properties.part(NAME)? else {
                return Ok(None);
            };
            spelled_out(&cors).map(Some)
        }
    }
}

/// The map form, which `AWS::ApiGatewayV2::Api` shares.
pub(crate) fn spelled_out(cors: &Properties) -> Result<Cors, StartError> {
    Ok(Cors {
        allow_origins: cors.texts("AllowOrigins")?,
        allow_methods: cors.texts("AllowMethods")?,
        allow_headers: cors.texts("AllowHeaders")?,
        expose_headers: cors.texts("ExposeHeaders")?,
        allow_credentials: cors.flag("AllowCredentials")?.unwrap_or(false),
        max_age_seconds: cors.whole("MaxAge")?,
    })
}

/// Templates made for REST APIs quote the origin a second time.
fn unquoted(origin: &str) -> String {
    origin.trim_matches('\'').to_owned()
}
