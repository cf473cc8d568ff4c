//! Each intrinsic function, and what it refuses.

use serde_json::{Value, json};

use super::super::resolver::Resolver;

fn resolver() -> Resolver {
    let map = |value: Value| value.as_object().unwrap().clone();
    Resolver {
        parameters: [
            ("Stage".to_owned(), json!("dev")),
            ("Zones".to_owned(), json!(["x", "y"])),
        ]
        .into(),
        conditions: map(json!({
            "Yes": {"Fn::Equals": [{"Ref": "Stage"}, "dev"]},
            "No": {"Fn::Not": [{"Condition": "Yes"}]},
            "Both": {"Fn::And": [{"Condition": "Yes"}, {"Condition": "No"}]},
            "Either": {"Fn::Or": [{"Condition": "Yes"}, {"Condition": "No"}]},
            "Circle": {"Fn::Not": [{"Condition": "Circle"}]},
        })),
        mappings: map(json!({"Sizes": {"dev": {"Memory": 128}}})),
        resources: map(json!({
            "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"FifoQueue": true}},
            "Table": {"Type": "AWS::DynamoDB::Table", "Properties": {"TableName": "things"}},
            "Bucket": {"Type": "AWS::S3::Bucket"},
            "Api": {"Type": "AWS::Serverless::HttpApi"},
            "Function": {"Type": "AWS::Serverless::Function", "Properties": {"CodeUri": "a/b"}},
            "Off": {"Type": "AWS::S3::Bucket", "Condition": "No"},
            "Loop": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Ref": "Loop"}}},
        })),
        ..Resolver::default()
    }
}

#[test]
fn values() {
    let queue = "https://sqs.us-east-1.amazonaws.com/000000000000/Queue.fifo";
    let cases = [
        (json!({"Ref": "Stage"}), json!("dev")),
        (json!({"Ref": "AWS::Region"}), json!("us-east-1")),
        (json!({"Ref": "Queue"}), json!(queue)),
        (json!({"Ref": "Table"}), json!("things")),
        (json!({"Ref": "Bucket"}), json!("bucket")),
        (json!({"Ref": "Function"}), json!("b")),
        (
            json!({"Fn::GetAtt": ["Queue", "Arn"]}),
            json!("arn:aws:sqs:us-east-1:000000000000:Queue.fifo"),
        ),
        (
            json!({"Fn::GetAtt": "Table.Arn"}),
            json!("arn:aws:dynamodb:us-east-1:000000000000:table/things"),
        ),
        (
            json!({"Fn::GetAtt": "Function.Arn"}),
            json!("arn:aws:lambda:us-east-1:000000000000:function:b"),
        ),
        (json!({"Fn::Sub": "${Stage}-${!Stage}-${Table.Arn}"}), {
            json!("dev-${Stage}-arn:aws:dynamodb:us-east-1:000000000000:table/things")
        }),
        (
            json!({"Fn::Sub": ["${a}/${Stage}", {"a": {"Ref": "Table"}}]}),
            json!("things/dev"),
        ),
        (
            json!({"Fn::Join": ["-", ["a", {"Ref": "Stage"}, 1]]}),
            json!("a-dev-1"),
        ),
        (
            json!({"Fn::Join": ["/", {"Fn::Split": [":", "a:b"]}]}),
            json!("a/b"),
        ),
        (json!({"Fn::Select": ["1", {"Ref": "Zones"}]}), json!("y")),
        (json!({"Fn::If": ["Yes", 1, {"Ref": "Nothing"}]}), json!(1)),
        (json!({"Fn::If": ["Both", 1, 2]}), json!(2)),
        (json!({"Fn::If": ["Either", 1, 2]}), json!(1)),
        (json!([{"Ref": "AWS::NoValue"}, 1]), json!([1])),
        (json!({"a": {"Ref": "AWS::NoValue"}}), json!({})),
        (
            json!({"Fn::FindInMap": ["Sizes", {"Ref": "Stage"}, "Memory"]}),
            json!(128),
        ),
        (
            json!({"Fn::FindInMap": ["Sizes", "x", "y", {"DefaultValue": 7}]}),
            json!(7),
        ),
        (json!({"Fn::Base64": "hello"}), json!("aGVsbG8=")),
        (json!({"Fn::Equals": [1, "1"]}), json!(true)),
    ];
    for (input, expected) in cases {
        assert_eq!(
            resolver().resolve(&input).unwrap(),
            Some(expected),
            "{input}"
        );
    }
}

#[test]
fn endpoints_carry_the_id_of_the_api() {
    let resolver = resolver();
    let id = resolver.resolve(&json!({"Ref": "Api"})).unwrap().unwrap();
    let id = id.as_str().unwrap();
    assert_eq!(id.len(), 10);
    assert_eq!(
        resolver
            .resolve(&json!({"Fn::GetAtt": "Api.ApiEndpoint"}))
            .unwrap(),
        Some(json!(format!(
            "https://{id}.execute-api.us-east-1.amazonaws.com"
        )))
    );
}

#[test]
fn refusals() {
    let cases = [
        (json!({"Ref": "Nobody"}), "refers to Nobody"),
        (json!({"Ref": "Off"}), "the condition No is false"),
        (json!({"Ref": "Loop"}), "depends on itself"),
        (
            json!({"Fn::GetAtt": "Queue"}),
            "needs a resource and an attribute",
        ),
        (
            json!({"Fn::GetAtt": "Queue.Colour"}),
            "asks Queue (AWS::SQS::Queue) for Colour",
        ),
        (json!({"Fn::Sub": "${Stage"}), "has ${ without }"),
        (json!({"Fn::Sub": "${Zones}"}), "is not a text"),
        (json!({"Fn::Join": ["-", [["a"]]]}), "joins texts only"),
        (json!({"Fn::Select": [5, ["a"]]}), "asks for item 5 of 1"),
        (
            json!({"Fn::If": ["Maybe", 1, 2]}),
            "names the condition Maybe",
        ),
        (json!({"Fn::If": ["Circle", 1, 2]}), "depends on itself"),
        (
            json!({"Fn::FindInMap": ["Sizes", "prod", "Memory"]}),
            "finds no Sizes.prod.Memory",
        ),
        (
            json!({"Fn::ImportValue": "x"}),
            "takes a value from another stack",
        ),
        (
            json!({"Fn::Cidr": []}),
            "is no function the local stack knows",
        ),
        (json!({"Fn::Equals": [1]}), "needs two values"),
        (
            json!({"a": [{"Fn::Split": [":", ["x"]]}]}),
            "a.0.Fn::Split: must be a text",
        ),
    ];
    for (input, expected) in cases {
        let error = resolver()
            .resolve(&input)
            .unwrap_err()
            .in_file("t")
            .to_string();
        assert!(
            error.contains(expected),
            "{error:?} should contain {expected:?}"
        );
    }
}
