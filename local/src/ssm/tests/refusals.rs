//! What Parameter Store refuses is refused with its name.

use serde_json::{Value, json};

use super::{Ssm, call, done, empty, put};

async fn refused(ssm: &Ssm, operation: &str, body: Value, name: &str) {
    let told = body.to_string();
    let reply = call(ssm, operation, body).await;
    assert_eq!(reply.status, 400, "{operation} {told}: {}", reply.body);
    assert_eq!(reply.body["__type"], name, "{operation} {told}");
    assert!(reply.body["message"].is_string());
    assert_eq!(reply.error.as_deref(), Some(name));
}

fn parameter(name: &str, value: &str) -> Value {
    json!({"Name": name, "Value": value, "Type": "String"})
}

#[tokio::test]
async fn names_and_values() {
    let ssm = empty().await;
    let (long, deep) = ("a".repeat(1_000), "/a".repeat(16));
    let heavy = "x".repeat(4_097);
    for name in [
        "",
        "/",
        "//a",
        "/a/",
        "/a//b",
        "a/b",
        "/a b",
        "/ä",
        "/a:1",
        "aws",
        "/AWS/x",
        "ssm-x",
        long.as_str(),
    ] {
        let body = parameter(name, "x");
        refused(&ssm, "PutParameter", body, "ValidationException").await;
    }
    let too_deep = "HierarchyLevelLimitExceededException";
    refused(&ssm, "PutParameter", parameter(&deep, "x"), too_deep).await;
    put(&ssm, &"/a".repeat(15), "x").await;
    for value in ["", heavy.as_str()] {
        let body = parameter("/x", value);
        refused(&ssm, "PutParameter", body, "ValidationException").await;
    }
    put(&ssm, "/x", &"x".repeat(4_096)).await;
}

#[tokio::test]
async fn what_is_there_is_replaced_only_on_purpose() {
    let ssm = empty().await;
    put(&ssm, "/a", "first").await;
    let exists = "ParameterAlreadyExists";
    refused(&ssm, "PutParameter", parameter("/a", "second"), exists).await;
    let secure =
        json!({"Name": "/a", "Value": "second", "Type": "SecureString", "Overwrite": true});
    let other_type = "HierarchyTypeMismatchException";
    refused(&ssm, "PutParameter", secure, other_type).await;
    let told = done(&ssm, "GetParameter", json!({"Name": "/a"})).await;
    assert_eq!(told["Parameter"]["Value"], "first");
    assert_eq!(told["Parameter"]["Version"], 1);
}

#[tokio::test]
async fn requests() {
    let ssm = empty().await;
    put(&ssm, "/a/b", "x").await;
    let eleven: Vec<String> = (0..11).map(|number| format!("/{number}")).collect();
    let invalid = "ValidationException";
    for (operation, body, name) in [
        (
            "PutParameter",
            json!({"Value": "x", "Type": "String"}),
            invalid,
        ),
        (
            "PutParameter",
            json!({"Name": "/x", "Type": "String"}),
            invalid,
        ),
        ("PutParameter", json!({"Name": "/x", "Value": "x"}), invalid),
        (
            "PutParameter",
            json!({"Name": "/x", "Value": "x", "Type": "Number"}),
            invalid,
        ),
        ("GetParameter", json!({}), invalid),
        ("GetParameter", json!({"Name": "/x"}), "ParameterNotFound"),
        ("GetParameters", json!({}), invalid),
        ("GetParameters", json!({"Names": eleven}), invalid),
        ("GetParametersByPath", json!({}), invalid),
        ("GetParametersByPath", json!({"Path": "a"}), invalid),
        ("GetParametersByPath", json!({"Path": "/a//b"}), invalid),
        (
            "GetParametersByPath",
            json!({"Path": "/a", "MaxResults": 0}),
            invalid,
        ),
        (
            "GetParametersByPath",
            json!({"Path": "/a", "MaxResults": 11}),
            invalid,
        ),
        (
            "GetParametersByPath",
            json!({"Path": "/a", "NextToken": "%"}),
            "InvalidNextToken",
        ),
        (
            "GetParametersByPath",
            json!({"Path": "/a", "NextToken": "L2Iv"}),
            "InvalidNextToken",
        ),
        (
            "DeleteParameter",
            json!({"Name": "/x"}),
            "ParameterNotFound",
        ),
        ("DeleteParameters", json!({"Names": eleven}), invalid),
        (
            "LabelParameterVersion",
            json!({}),
            "UnknownOperationException",
        ),
        ("GetParameter", json!("text"), "SerializationException"),
    ] {
        refused(&ssm, operation, body, name).await;
    }
}
