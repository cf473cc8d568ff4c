//! Reads and writes the parameters of a stack, past the product: plain JSON calls of the SSM API.

use serde_json::{Value, json};

use crate::Stack;

/// The name of a parameter of a local stack, as `keys/700`.
#[must_use]
pub(crate) fn full_name(name: &str) -> String {
    // `AWS::StackName` of every local stack.
    format!("/banter/local/{name}")
}

/// The parameters of a stack.
#[derive(Clone, Debug)]
pub struct Ssm {
    http: reqwest::Client,
    url: String,
}

impl Stack {
    /// The parameters.
    #[must_use]
    pub fn ssm(&self) -> Ssm {
        Ssm {
            http: reqwest::Client::new(),
            url: self.addresses.ssm.clone(),
        }
    }
}

impl Ssm {
    /// Writes a parameter that only its readers see.
    pub async fn put(&self, name: &str, value: &str) {
        let body = json!({
            "Name": full_name(name),
            "Value": value,
            "Type": "SecureString",
            "Overwrite": true,
        });
        self.call("PutParameter", &body).await;
    }

    /// Removes a parameter.
    pub async fn delete(&self, name: &str) {
        self.call("DeleteParameter", &json!({"Name": full_name(name)}))
            .await;
    }

    /// The last part of each name below a path, and the value.
    pub async fn below(&self, path: &str) -> Vec<(String, String)> {
        let body = json!({"Path": full_name(path), "WithDecryption": true});
        let output = self.call("GetParametersByPath", &body).await;
        let parameters = output["Parameters"].as_array().expect("a list").iter();
        let text = |value: &Value| value.as_str().expect("a string").to_owned();
        parameters
            .map(|parameter| {
                let name = text(&parameter["Name"]);
                let last = name.rsplit('/').next().unwrap_or_default();
                (last.to_owned(), text(&parameter["Value"]))
            })
            .collect()
    }

    /// Calls an operation of the SSM API.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn call(&self, operation: &str, body: &Value) -> Value {
        let credential = "LOCAL/20260101/us-east-1/ssm/aws4_request";
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host;x-amz-date, Signature=0"
        );
        let request = self
            .http
            .post(&self.url)
            .header("x-amz-target", format!("AmazonSSM.{operation}"))
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-date", "20260101T000000Z")
            .header("authorization", authorization)
            .body(body.to_string());
        let response = request.send().await.expect("SSM answers");
        let (status, text) = (response.status(), response.text().await.unwrap());
        assert!(status.is_success(), "{operation}: {text}");
        serde_json::from_str(&text).expect("in JSON")
    }
}
