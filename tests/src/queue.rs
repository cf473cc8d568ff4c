//! The queue of jobs, past the product: plain JSON calls of the SQS API.

use serde_json::{Value, json};

use crate::{DEADLINE, Stack, eventually};

impl Stack {
    /// Calls an operation of the SQS API.
    ///
    /// # Panics
    /// When there is no answer.
    async fn sqs(&self, operation: &str, body: &Value) -> Value {
        let call = reqwest::Client::new()
            .post(&self.addresses.sqs)
            .header("x-amz-target", format!("AmazonSQS.{operation}"))
            .header("content-type", "application/x-amz-json-1.0")
            .body(body.to_string());
        let answer = call.send().await.expect("SQS answers");
        answer.json().await.expect("in JSON")
    }

    /// Where jobs are put.
    ///
    /// # Panics
    /// When there is no queue for them.
    pub(crate) async fn queue_url(&self) -> String {
        let queues = self.sqs("ListQueues", &json!({})).await;
        let urls = queues["QueueUrls"].as_array().expect("a list").iter();
        let mut urls = urls.filter_map(Value::as_str);
        let url = urls.find(|url| !url.contains("Dead"));
        url.expect("a queue of jobs").to_owned()
    }

    /// Waits until no job is under way, waits for a worker, or for its time.
    pub async fn until_idle(&self) {
        let idle = async || (self.open_jobs().await == 0).then_some(());
        eventually("no job is left", 2 * DEADLINE, idle).await;
    }

    async fn open_jobs(&self) -> u64 {
        let body = json!({"QueueUrl": self.queue_url().await, "AttributeNames": ["All"]});
        let attributes = self.sqs("GetQueueAttributes", &body).await;
        let count = |name: &str| -> u64 {
            let text = attributes["Attributes"][name].as_str();
            text.and_then(|text| text.parse().ok()).expect("a number")
        };
        ["", "Delayed", "NotVisible"]
            .map(|kind| count(&format!("ApproximateNumberOfMessages{kind}")))
            .iter()
            .sum()
    }
}
