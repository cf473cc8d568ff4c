//! Secrets of the deployment: SSM Parameter Store, encrypted parameters below one path. Nothing
//! secret lies in a template, in a function's environment or in a table.

use aws_sdk_ssm::operation::put_parameter::PutParameterError;
use aws_sdk_ssm::types::ParameterType;

use crate::app::App;
use crate::error::Result;

/// Reads every secret: its name below the path, and its value.
///
/// # Errors
/// When Parameter Store refuses.
pub async fn load(app: &App) -> Result<Vec<(String, String)>> {
    let path = app.config.secrets_path()?;
    let ssm = app.ssm();
    let mut secrets = Vec::new();
    let mut next = None;
    loop {
        let output = ssm
            .get_parameters_by_path()
            .path(path)
            .recursive(true)
            .with_decryption(true)
            .set_next_token(next)
            .send()
            .await?;
        for parameter in output.parameters.unwrap_or_default() {
            let name = parameter.name.as_deref().and_then(|name| {
                let name = name.strip_prefix(path)?;
                name.strip_prefix('/')
            });
            if let (Some(name), Some(value)) = (name, parameter.value.as_deref()) {
                secrets.push((name.to_owned(), value.to_owned()));
            }
        }
        next = output.next_token;
        if next.is_none() {
            return Ok(secrets);
        }
    }
}

/// Puts a secret that is not there yet; one that is there stays.
///
/// # Errors
/// When Parameter Store refuses.
pub async fn create(app: &App, name: &str, value: &str) -> Result<()> {
    let path = app.config.secrets_path()?;
    let put = app
        .ssm()
        .put_parameter()
        .name(format!("{path}/{name}"))
        .value(value)
        .r#type(ParameterType::SecureString)
        .overwrite(false)
        .send()
        .await;
    match put {
        Ok(_) => Ok(()),
        Err(error) => match error.as_service_error() {
            Some(PutParameterError::ParameterAlreadyExists(_)) => Ok(()),
            _ => Err(error.into()),
        },
    }
}

/// Removes secrets, at most ten (AWS Systems Manager API Reference, `DeleteParameters`).
///
/// # Errors
/// When Parameter Store refuses.
pub async fn remove(app: &App, names: &[String]) -> Result<()> {
    if names.is_empty() {
        return Ok(());
    }
    let path = app.config.secrets_path()?;
    let names = names.iter().map(|name| format!("{path}/{name}"));
    let delete = app.ssm().delete_parameters();
    delete.set_names(Some(names.collect())).send().await?;
    Ok(())
}
