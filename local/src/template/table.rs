//! `AWS::DynamoDB::Table` and `AWS::Serverless::SimpleTable`.

use serde_json::{Map, Value, json};

use super::properties::Properties;
use super::resolver::plain_text;
use super::source::{Resource, Template};
use crate::error::StartError;
use crate::stack::{Stack, Table};

/// Adds the template's tables to the stack.
pub(crate) fn collect(template: &Template, stack: &mut Stack) -> Result<(), StartError> {
    for resource in template.of_type("AWS::DynamoDB::Table")? {
        stack.tables.push(table(resource)?);
    }
    for resource in template.of_type("AWS::Serverless::SimpleTable")? {
        stack.tables.push(simple_table(resource)?);
    }
    Ok(())
}

fn table(resource: Resource<'_>) -> Result<Table, StartError> {
    let properties = resource.properties(&[
        "KeySchema",
        "AttributeDefinitions",
        "GlobalSecondaryIndexes",
        "LocalSecondaryIndexes",
        "BillingMode",
        "ProvisionedThroughput",
        "StreamSpecification",
        "TimeToLiveSpecification",
    ])?;
    let name = resource.name()?;
    let mut create = Map::from_iter([("TableName".to_owned(), json!(name))]);
    for required in ["KeySchema", "AttributeDefinitions"] {
        let Some(value) = properties.raw(required) else {
            return Err(properties.fault(required, "is missing"));
        };
        create.insert(required.to_owned(), value.clone());
    }
    for kind in ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"] {
        let indexes = indexes(&properties, kind)?;
        if !indexes.is_empty() {
            create.insert(kind.to_owned(), Value::Array(indexes));
        }
    }
    capacity(&properties, &mut create)?;
    let stream = properties.part("StreamSpecification")?;
    if let Some(stream) = &stream {
        create.insert(
            "StreamSpecification".to_owned(),
            json!({"StreamEnabled": true, "StreamViewType": stream.required("StreamViewType")?}),
        );
    }
    Ok(Table {
        logical_id: resource.id.to_owned(),
        name,
        create: Value::Object(create),
        ttl_attribute: ttl_attribute(&properties)?,
        streamed: stream.is_some(),
    })
}

/// The fields of an index that `CreateTable` takes; the others belong to CloudFormation.
fn indexes(properties: &Properties, kind: &str) -> Result<Vec<Value>, StartError> {
    let mut indexes = Vec::new();
    for index in properties.parts(kind)? {
        let mut body =
            Map::from_iter([("IndexName".to_owned(), json!(index.required("IndexName")?))]);
        for field in ["KeySchema", "Projection"] {
            let Some(value) = index.raw(field) else {
                return Err(index.fault(field, "is missing"));
            };
            body.insert(field.to_owned(), value.clone());
        }
        if kind == "GlobalSecondaryIndexes" {
            throughput(&index, &mut body)?;
        }
        indexes.push(Value::Object(body));
    }
    Ok(indexes)
}

/// On demand unless a throughput is declared.
fn capacity(properties: &Properties, create: &mut Map<String, Value>) -> Result<(), StartError> {
    let declared = properties.text("BillingMode")?;
    let on_demand = declared.as_deref() == Some("PAY_PER_REQUEST");
    if !on_demand && throughput(properties, create)? {
        create.insert("BillingMode".to_owned(), json!("PROVISIONED"));
    } else {
        create.insert("BillingMode".to_owned(), json!("PAY_PER_REQUEST"));
    }
    Ok(())
}

fn throughput(properties: &Properties, body: &mut Map<String, Value>) -> Result<bool, StartError> {
    let Some(units) = properties.part("ProvisionedThroughput")? else {
        return Ok(false);
    };
    let value = json!({
        "ReadCapacityUnits": units.whole("ReadCapacityUnits")?.unwrap_or(5),
        "WriteCapacityUnits": units.whole("WriteCapacityUnits")?.unwrap_or(5),
    });
    body.insert("ProvisionedThroughput".to_owned(), value);
    Ok(true)
}

fn ttl_attribute(properties: &Properties) -> Result<Option<String>, StartError> {
    let Some(ttl) = properties.part("TimeToLiveSpecification")? else {
        return Ok(None);
    };
    if !ttl.flag("Enabled")?.unwrap_or(true) {
        return Ok(None);
    }
    ttl.required("AttributeName").map(Some)
}

/// One key of one attribute, `id` of type String unless declared.
fn simple_table(resource: Resource<'_>) -> Result<Table, StartError> {
    let properties = resource.properties(&["PrimaryKey"])?;
    let (mut attribute, mut kind) = ("id".to_owned(), "S");
    if let Some(key) = properties.part("PrimaryKey")? {
        attribute = key.raw("Name").and_then(plain_text).unwrap_or(attribute);
        kind = match key.text("Type")?.as_deref() {
            None | Some("String") => "S",
            Some("Number") => "N",
            Some("Binary") => "B",
            Some(_) => return Err(key.fault("Type", "must be String, Number or Binary")),
        };
    }
    let name = resource.name()?;
    let create = json!({
        "TableName": name,
        "KeySchema": [{"AttributeName": attribute, "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": attribute, "AttributeType": kind}],
        "BillingMode": "PAY_PER_REQUEST",
    });
    let logical_id = resource.id.to_owned();
    Ok(Table {
        logical_id,
        name,
        create,
        ttl_attribute: None,
        streamed: false,
    })
}
