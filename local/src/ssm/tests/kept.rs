//! Parameters that outlive a stack, and those the command line brings.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use super::{Ssm, done, names, put, start};
use crate::meter::Meter;

async fn with(presets: &[(&str, &str)], folder: &Path) -> Ssm {
    let presets = presets.iter();
    let presets: BTreeMap<String, String> = presets
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    start(&presets, Some(folder), &Meter::default())
        .await
        .unwrap()
}

async fn get(ssm: &Ssm, name: &str) -> Value {
    let request = json!({"Name": name, "WithDecryption": true});
    done(ssm, "GetParameter", request).await["Parameter"].clone()
}

#[tokio::test]
async fn parameters_are_kept_in_the_data_folder() {
    let folder = tempfile::tempdir().unwrap();
    let before = with(&[], folder.path()).await;
    put(&before, "/a", "1").await;
    put(&before, "/b", "2").await;
    done(&before, "DeleteParameter", json!({"Name": "/b"})).await;
    let after = with(&[], folder.path()).await;
    assert_eq!(get(&after, "/a").await, get(&before, "/a").await);
    let all = json!({"Path": "/", "Recursive": true});
    let all = done(&after, "GetParametersByPath", all).await;
    assert_eq!(names(&all), ["/a"]);
    let files: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|file| file.unwrap().file_name())
        .collect();
    assert_eq!(files, ["ssm.json"], "nothing is left beside it");
}

#[tokio::test]
async fn presets_are_secrets_and_replace_what_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let before = with(&[], folder.path()).await;
    put(&before, "/a", "kept").await;
    put(&before, "/b", "kept").await;
    let after = with(&[("/a", "preset"), ("/c", "new")], folder.path()).await;
    for (name, value, kind, version) in [
        ("/a", "preset", "SecureString", 2),
        ("/b", "kept", "String", 1),
        ("/c", "new", "SecureString", 1),
    ] {
        let told = get(&after, name).await;
        let told = (&told["Value"], &told["Type"], &told["Version"]);
        assert_eq!(told, (&json!(value), &json!(kind), &json!(version)));
    }
    let again = with(&[], folder.path()).await;
    assert_eq!(get(&again, "/c").await["Value"], "new");
}

#[tokio::test]
async fn a_preset_or_a_file_that_cannot_be_used_stops_the_start() {
    let folder = tempfile::tempdir().unwrap();
    for (name, value) in [("a/b", "x"), ("/a", "")] {
        let presets = BTreeMap::from([(name.to_owned(), value.to_owned())]);
        let error = start(&presets, None, &Meter::default()).await.unwrap_err();
        let named = format!("--ssm-parameter {name} cannot be used");
        assert!(error.to_string().contains(&named), "{error}");
    }
    std::fs::write(folder.path().join("ssm.json"), "[").unwrap();
    let nothing = BTreeMap::new();
    let error = start(&nothing, Some(folder.path()), &Meter::default()).await;
    let error = error.unwrap_err().to_string();
    assert!(error.contains("ssm.json cannot be used"), "{error}");
}
