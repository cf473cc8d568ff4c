//! Who may call: anybody who signs with the one secret every function is given.

use std::pin::Pin;

use s3s::access::S3Access;
use s3s::auth::{S3Auth, SecretKey};
use s3s::dto::DeleteObjectsInput;
use s3s::{S3Request, S3Result, s3_error};

use super::key;

/// `AWS_SECRET_ACCESS_KEY` of every function.
const SECRET: &str = "local";

type Answer<'a, T> = Pin<Box<dyn Future<Output = S3Result<T>> + Send + 'a>>;

/// Any access key id, with the one secret.
#[derive(Debug)]
pub(super) struct LocalSecret;

// Both traits are written for the async_trait macro; these are the signatures it makes.
impl S3Auth for LocalSecret {
    fn get_secret_key<'this, 'key, 'answer>(
        &'this self,
        _access_key: &'key str,
    ) -> Answer<'answer, SecretKey>
    where
        'this: 'answer,
        'key: 'answer,
        Self: 'answer,
    {
        Box::pin(std::future::ready(Ok(SecretKey::from(SECRET))))
    }
}

/// Refuses the one operation that names keys in its body, when a key leaves its bucket. Requests
/// without a signature are refused by default.
#[derive(Debug)]
pub(super) struct InsideBuckets;

impl S3Access for InsideBuckets {
    fn delete_objects<'this, 'request, 'answer>(
        &'this self,
        request: &'request mut S3Request<DeleteObjectsInput>,
    ) -> Answer<'answer, ()>
    where
        'this: 'answer,
        'request: 'answer,
        Self: 'answer,
    {
        let objects = &request.input.delete.objects;
        let safe = objects.iter().all(|object| key::is_safe(&object.key));
        let answer = if safe {
            Ok(())
        } else {
            Err(s3_error!(InvalidURI))
        };
        Box::pin(std::future::ready(answer))
    }
}
