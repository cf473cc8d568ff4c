//! Through the real server, as an SDK speaks to it.

use serde_json::{Value, json};

use super::*;

mod kept;
mod refusals;

struct Reply {
    status: u16,
    error: Option<String>,
    body: Value,
}

async fn empty() -> Ssm {
    start(&BTreeMap::new(), None, &Meter::default())
        .await
        .unwrap()
}

async fn call(ssm: &Ssm, operation: &str, body: Value) -> Reply {
    let response = reqwest::Client::new()
        .post(&ssm.endpoint)
        .header("content-type", "application/x-amz-json-1.1")
        .header("x-amz-target", format!("AmazonSSM.{operation}"))
        .body(body.to_string())
        .send()
        .await
        .unwrap();
    let status = response.status().as_u16();
    let headers = response.headers();
    assert_eq!(headers["content-type"], "application/x-amz-json-1.1");
    let error = headers.get("x-amzn-errortype");
    let error = error.map(|name| name.to_str().unwrap().to_owned());
    let body = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    Reply {
        status,
        error,
        body,
    }
}

/// The answer to what must succeed.
async fn done(ssm: &Ssm, operation: &str, body: Value) -> Value {
    let reply = call(ssm, operation, body).await;
    assert_eq!(reply.status, 200, "{operation}: {}", reply.body);
    reply.body
}

async fn put(ssm: &Ssm, name: &str, value: &str) -> Value {
    let body = json!({"Name": name, "Value": value, "Type": "String"});
    done(ssm, "PutParameter", body).await
}

/// The names in an answer.
fn names(answer: &Value) -> Vec<&str> {
    let parameters = answer["Parameters"].as_array().unwrap().iter();
    parameters.map(|it| it["Name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_parameter_is_put_replaced_and_deleted() {
    let ssm = empty().await;
    let put = put(&ssm, "/shop/colour", "red").await;
    assert_eq!(put, json!({"Version": 1, "Tier": "Standard"}));
    let again = json!({"Name": "/shop/colour", "Value": "blue", "Overwrite": true});
    let again = done(&ssm, "PutParameter", again).await;
    assert_eq!(again["Version"], 2);
    let name = json!({"Name": "/shop/colour"});
    let told = done(&ssm, "GetParameter", name.clone()).await;
    let told = &told["Parameter"];
    assert_eq!(told["Name"], "/shop/colour");
    assert_eq!(told["Type"], "String");
    assert_eq!(told["Value"], "blue");
    assert_eq!(told["Version"], 2);
    assert_eq!(told["DataType"], "text");
    assert_eq!(
        told["ARN"],
        "arn:aws:ssm:us-east-1:000000000000:parameter/shop/colour"
    );
    let now = jiff::Timestamp::now().as_millisecond() as f64 / 1_000.0;
    assert!(told["LastModifiedDate"].is_f64());
    assert!((told["LastModifiedDate"].as_f64().unwrap() - now).abs() < 60.0);
    assert_eq!(done(&ssm, "DeleteParameter", name.clone()).await, json!({}));
    let gone = call(&ssm, "GetParameter", name).await;
    assert_eq!(gone.error.as_deref(), Some("ParameterNotFound"));
}

#[tokio::test]
async fn a_secret_is_told_only_to_who_asks_for_it() {
    let ssm = empty().await;
    let secret = json!({"Name": "/keys/1", "Value": "very secret", "Type": "SecureString"});
    done(&ssm, "PutParameter", secret).await;
    let mut told = Vec::new();
    for (operation, mut request) in [
        ("GetParameter", json!({"Name": "/keys/1"})),
        ("GetParameters", json!({"Names": ["/keys/1"]})),
        ("GetParametersByPath", json!({"Path": "/keys"})),
    ] {
        for decrypts in [true, false] {
            request["WithDecryption"] = decrypts.into();
            let answer = done(&ssm, operation, request.clone()).await;
            let parameter = match operation {
                "GetParameter" => &answer["Parameter"],
                _ => &answer["Parameters"][0],
            };
            assert_eq!(parameter["Type"], "SecureString");
            assert_eq!(parameter["Value"] == "very secret", decrypts, "{answer}");
            assert_eq!(answer.to_string().contains("very secret"), decrypts);
            if !decrypts {
                told.push(parameter["Value"].as_str().unwrap().to_owned());
            }
        }
    }
    assert!(told.iter().all(|value| *value == told[0]));
    assert!(told[0].len() > 40, "{told:?}");
}

#[tokio::test]
async fn several_are_told_and_deleted_beside_those_that_do_not_exist() {
    let ssm = empty().await;
    put(&ssm, "a", "1").await;
    put(&ssm, "b", "2").await;
    let answer = done(
        &ssm,
        "GetParameters",
        json!({"Names": ["b", "nobody", "a"]}),
    )
    .await;
    assert_eq!(names(&answer), ["b", "a"]);
    assert_eq!(answer["InvalidParameters"], json!(["nobody"]));
    let answer = done(&ssm, "DeleteParameters", json!({"Names": ["a", "nobody"]})).await;
    assert_eq!(
        answer,
        json!({"DeletedParameters": ["a"], "InvalidParameters": ["nobody"]})
    );
    let answer = done(&ssm, "GetParameters", json!({"Names": ["a", "b"]})).await;
    assert_eq!(names(&answer), ["b"]);
}

#[tokio::test]
async fn a_path_holds_what_lies_below_it_by_name() {
    let ssm = empty().await;
    for name in ["/a/2", "/a/1", "/a", "/a/b/3", "/a-b/4", "/b/1"] {
        put(&ssm, name, "x").await;
    }
    for (path, recursive, expected) in [
        ("/a", false, vec!["/a/1", "/a/2"]),
        ("/a/", false, vec!["/a/1", "/a/2"]),
        ("/a", true, vec!["/a/1", "/a/2", "/a/b/3"]),
        ("/a/b", true, vec!["/a/b/3"]),
        ("/", false, vec!["/a"]),
        ("/nobody", true, vec![]),
    ] {
        let request = json!({"Path": path, "Recursive": recursive});
        let answer = done(&ssm, "GetParametersByPath", request).await;
        assert_eq!(names(&answer), expected, "{path}");
        assert!(answer.get("NextToken").is_none());
    }
}

#[tokio::test]
async fn a_path_with_much_below_it_comes_in_pages() {
    let ssm = empty().await;
    for number in 10..22 {
        put(&ssm, &format!("/keys/{number}"), "x").await;
    }
    for (limit, sizes) in [(None, vec![10, 2]), (Some(6), vec![6, 6])] {
        let mut request = json!({"Path": "/keys"});
        if let Some(limit) = limit {
            request["MaxResults"] = json!(limit);
        }
        let (mut seen, mut pages) = (Vec::new(), Vec::new());
        loop {
            let answer = done(&ssm, "GetParametersByPath", request.clone()).await;
            pages.push(names(&answer).len());
            seen.extend(names(&answer).into_iter().map(str::to_owned));
            match answer.get("NextToken") {
                Some(token) => request["NextToken"] = token.clone(),
                None => break,
            }
        }
        let all: Vec<String> = (10..22).map(|number| format!("/keys/{number}")).collect();
        assert_eq!((pages, seen), (sizes, all));
    }
}
