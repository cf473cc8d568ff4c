//! Streams with several readers, lists in conditions, and names made of the stack's own.

use serde_json::json;

use super::*;
use crate::stack::Cors;

const STREAMS: &str = include_str!("streams.yaml");

fn with(parameters: &[(&str, &str)]) -> Stack {
    let parameters = parameters.iter();
    let choices = Choices {
        parameters: parameters
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        data_dir: None,
    };
    resolve("template.yaml", STREAMS, &choices).unwrap()
}

fn cors(stack: &Stack) -> Vec<&Cors> {
    let apis = stack.http_apis.iter();
    apis.map(|api| api.cors.as_ref().unwrap()).collect()
}

#[test]
fn credentials_are_allowed_to_listed_origins_only() {
    for cors in cors(&with(&[])) {
        assert_eq!(cors.allow_origins, ["*"]);
        assert!(!cors.allow_credentials);
    }
    let listed = with(&[("AllowedOrigins", "https://a.example, https://b.example")]);
    for cors in cors(&listed) {
        assert_eq!(
            cors.allow_origins,
            ["https://a.example", "https://b.example"]
        );
        assert!(cors.allow_credentials);
    }
    let origins = &listed.functions["Send"].environment["ALLOWED_ORIGINS"];
    assert_eq!(origins, "https://a.example,https://b.example");
}

#[test]
fn names_are_made_of_the_stacks_own() {
    let stack = with(&[]);
    let environment = &stack.functions["Send"].environment;
    assert_eq!(environment["KEYS_PATH"], "/banter/local");
    assert_eq!(
        environment["KEYS"],
        "arn:aws:ssm:us-east-1:000000000000:parameter/banter/local/*"
    );
    assert_eq!(environment["ALLOWED_ORIGINS"], "*");
    assert_eq!(
        environment["WEB_URL"],
        api_endpoint("https", &stack.http_apis[0].api_id)
    );
    assert!(!environment.contains_key("SENDER"));
    let stack = with(&[("Sender", "no-reply@example.com")]);
    let sender = &stack.functions["Send"].environment["SENDER"];
    assert_eq!(sender, "no-reply@example.com");
}

#[test]
fn a_stream_has_several_readers_and_a_function_several_streams() {
    let stack = with(&[]);
    let mails = json!({
        "eventName": ["INSERT"],
        "dynamodb": {"Keys": {"pk": {"S": [{"prefix": "mail#"}]}}},
    });
    let mut readers = Vec::new();
    for mapping in &stack.mappings {
        let MappingSource::Stream {
            table,
            from_trim_horizon,
        } = &mapping.source
        else {
            panic!("{mapping:?}");
        };
        let filters = mapping.filters.clone();
        readers.push((
            mapping.function.as_str(),
            table.as_str(),
            *from_trim_horizon,
            filters,
        ));
    }
    assert_eq!(
        readers,
        [
            ("Send", "Users", true, vec![mails]),
            ("Follow", "Users", false, vec![]),
            ("Follow", "Chats", false, vec![]),
        ]
    );
}
