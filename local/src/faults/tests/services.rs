//! How each service words what it refuses on purpose.

use std::collections::BTreeMap;

use reqwest::header::HeaderMap;

use super::*;
use crate::lambda::{Lambda, Output};
use crate::meter::{Meter, access_key};

const ENVIRONMENT: &str = "0123456789abcdef";

/// Posts as an environment does; gives status, headers and body.
async fn call(url: &str, target: &str, body: &str) -> (u16, HeaderMap, String) {
    let key = access_key(ENVIRONMENT);
    let signature = format!("AWS4-HMAC-SHA256 Credential={key}/20260101/us-east-1/x/aws4_request");
    let request = reqwest::Client::new().post(url);
    let request = request
        .header("authorization", signature)
        .header("x-amz-target", target)
        .header("content-type", "application/json");
    let response = request.body(body.to_owned()).send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (status, headers, response.text().await.unwrap())
}

/// A meter with one environment, whose calls to a service always meet this fault.
fn inject(meter: &Meter, on: &str, fault: &str) {
    meter.open(ENVIRONMENT);
    let faults = meter.faults();
    faults.enter(access_key(ENVIRONMENT), "f", Pid::INIT);
    let mut rule = json!({"on": on, "fault": fault, "probability": 1});
    if fault == "error" {
        rule["effect"] = "before".into();
    }
    let plan = json!({"rules": [rule]}).to_string();
    faults.put(Plan::read(&plan, &names()).unwrap());
}

#[tokio::test]
async fn sqs_names_its_refusals_in_a_header() {
    let meter = Meter::default();
    let sqs = crate::sqs::start(&[], &meter).await.unwrap();
    for (fault, status, name) in [
        ("throttle", 400, "RequestThrottled;Sender"),
        ("error", 500, "InternalFailure;Receiver"),
    ] {
        inject(&meter, "sqs", fault);
        let (told, headers, body) = call(&sqs.endpoint, "AmazonSQS.SendMessage", "{}").await;
        assert_eq!(told, status, "{body}");
        assert_eq!(headers["x-amzn-query-error"], name);
    }
    meter.faults().clear();
    let (told, headers, _) = call(&sqs.endpoint, "AmazonSQS.SendMessage", "{}").await;
    assert_eq!(told, 400);
    assert_eq!(headers["x-amzn-query-error"], "MissingParameter;Sender");
}

#[tokio::test]
async fn ses_names_its_refusals_in_a_header() {
    let meter = Meter::default();
    let ses = crate::ses::start(&meter).await.unwrap();
    let url = format!("{}/v2/email/outbound-emails", ses.endpoint);
    for (fault, status, name) in [
        ("throttle", 429, "TooManyRequestsException"),
        ("error", 500, "InternalServiceErrorException"),
    ] {
        inject(&meter, "ses", fault);
        let (told, headers, body) = call(&url, "", "{}").await;
        assert_eq!(told, status, "{body}");
        assert_eq!(headers["x-amzn-errortype"], name);
    }
}

#[tokio::test]
async fn ssm_names_its_refusals_in_a_header() {
    let meter = Meter::default();
    let presets = BTreeMap::from([("/keys/1".to_owned(), "secret".to_owned())]);
    let ssm = crate::ssm::start(&presets, None, &meter).await.unwrap();
    let get = r#"{"Name": "/keys/1"}"#;
    for (fault, status, name) in [
        ("throttle", 400, "ThrottlingException"),
        ("error", 500, "InternalServerError"),
    ] {
        inject(&meter, "ssm", fault);
        let (told, headers, body) = call(&ssm.endpoint, "AmazonSSM.GetParameter", get).await;
        assert_eq!(told, status, "{body}");
        assert_eq!(headers["x-amzn-errortype"], name);
    }
    meter.faults().clear();
    let (told, _, body) = call(&ssm.endpoint, "AmazonSSM.GetParameter", get).await;
    assert_eq!(told, 200, "{body}");
}

#[tokio::test]
async fn s3_names_its_refusals_in_xml() {
    let lambda = Lambda::remote(Default::default(), Output::start().unwrap(), "http://x");
    let folder = tempfile::tempdir().unwrap();
    let s3 = crate::s3::start(&[], folder.path(), &lambda).await.unwrap();
    let url = format!("{}/media/a.png?uploads", s3.endpoint);
    for (fault, status, name) in [
        ("throttle", 503, "<Code>SlowDown</Code>"),
        ("error", 500, "<Code>InternalError</Code>"),
    ] {
        inject(lambda.meter(), "s3", fault);
        let (told, _, body) = call(&url, "", "").await;
        assert_eq!(told, status, "{body}");
        assert!(body.contains(name), "{body}");
    }
}
