//! Brings the database to what the template declares.

use dynoxide::actions::create_table::CreateTableRequest;
use dynoxide::actions::describe_table::DescribeTableRequest;
use dynoxide::actions::describe_time_to_live::DescribeTimeToLiveRequest;
use dynoxide::actions::update_table::UpdateTableRequest;
use dynoxide::actions::update_time_to_live::{TimeToLiveSpecification, UpdateTimeToLiveRequest};
use dynoxide::{Database, DynoxideError};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::error::StartError;
use crate::stack::Table;

/// Creates the table, or adds to a kept one what has been declared since.
pub(super) fn ensure(database: &Database, table: &Table) -> Result<(), StartError> {
    let request = DescribeTableRequest {
        table_name: table.name.clone(),
    };
    match database.describe_table(request) {
        Ok(response) => update(database, table, &json!(response.table))?,
        Err(DynoxideError::ResourceNotFoundException(_)) => create(database, table)?,
        Err(error) => return Err(refused(table, &error)),
    }
    match &table.ttl_attribute {
        Some(attribute) => enable_ttl(database, table, attribute),
        None => Ok(()),
    }
}

fn create(database: &Database, table: &Table) -> Result<(), StartError> {
    let request: CreateTableRequest = parse(table, table.create.clone())?;
    database
        .create_table(request)
        .map(drop)
        .map_err(|error| refused(table, &error))
}

fn update(database: &Database, table: &Table, kept: &Value) -> Result<(), StartError> {
    let wanted = &table.create;
    if kept["KeySchema"] != wanted["KeySchema"] {
        return Err(StartError(format!(
            "Table {} in the data folder has another key than the template declares; delete the \
             data folder, or restore the key.",
            table.name
        )));
    }
    for index in missing_indexes(wanted, kept) {
        let index_update = json!({
            "TableName": table.name,
            "AttributeDefinitions": wanted["AttributeDefinitions"],
            "GlobalSecondaryIndexUpdates": [{ "Create": index }],
        });
        apply(database, table, index_update)?;
    }
    let streams_now = kept["StreamSpecification"]["StreamEnabled"] == true;
    if table.streamed && !streams_now {
        let stream_update = json!({
            "TableName": table.name,
            "StreamSpecification": wanted["StreamSpecification"],
        });
        apply(database, table, stream_update)?;
    }
    Ok(())
}

/// Global indexes that are declared and not there.
fn missing_indexes<'a>(wanted: &'a Value, kept: &Value) -> Vec<&'a Value> {
    let indexes = |of: &'a Value| {
        of["GlobalSecondaryIndexes"]
            .as_array()
            .into_iter()
            .flatten()
    };
    let present: Vec<&Value> = kept["GlobalSecondaryIndexes"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|index| &index["IndexName"])
        .collect();
    indexes(wanted)
        .filter(|index| !present.contains(&&index["IndexName"]))
        .collect()
}

fn apply(database: &Database, table: &Table, body: Value) -> Result<(), StartError> {
    let request: UpdateTableRequest = parse(table, body)?;
    database
        .update_table(request)
        .map(drop)
        .map_err(|error| refused(table, &error))
}

fn enable_ttl(database: &Database, table: &Table, attribute: &str) -> Result<(), StartError> {
    let question = DescribeTimeToLiveRequest {
        table_name: table.name.clone(),
    };
    let now = database
        .describe_time_to_live(question)
        .map_err(|error| refused(table, &error))?;
    // Switching on what is on is an error, on AWS too.
    if now.time_to_live_description.attribute_name.as_deref() == Some(attribute) {
        return Ok(());
    }
    let request = UpdateTimeToLiveRequest {
        table_name: table.name.clone(),
        time_to_live_specification: TimeToLiveSpecification {
            attribute_name: attribute.to_owned(),
            enabled: true,
        },
    };
    database
        .update_time_to_live(request)
        .map(drop)
        .map_err(|error| refused(table, &error))
}

fn parse<T: DeserializeOwned>(table: &Table, body: Value) -> Result<T, StartError> {
    serde_json::from_value(body).map_err(|error| refused(table, &error))
}

fn refused(table: &Table, error: &dyn std::fmt::Display) -> StartError {
    // The engine marks its own validation messages with a prefix meant for its server.
    let reason = error.to_string().replace("VALIDATION:", "");
    StartError(format!(
        "DynamoDB refuses table {} ({reason}); correct its properties in the template.",
        table.logical_id
    ))
}
