//! Static files of the web client.

use std::path::{Component, Path, PathBuf};

use axum::body::Body;
use http::{Method, Response, StatusCode, header};

use super::percent;

/// The file a request names, when it is a `GET` or `HEAD` and the file exists below `root`.
pub(crate) async fn find(root: &Path, method: &Method, path: &str) -> Option<Response<Body>> {
    if method != Method::GET && method != Method::HEAD {
        return None;
    }
    let file = root.join(relative(path)?);
    // A symbolic link must not lead out of the folder either.
    let file = tokio::fs::canonicalize(file).await.ok()?;
    if !file.starts_with(tokio::fs::canonicalize(root).await.ok()?) || !file.is_file() {
        return None;
    }
    let content = tokio::fs::read(&file).await.ok()?;
    let response = Response::builder()
        .status(StatusCode::OK)
        .header(header::CONTENT_TYPE, content_type(&file))
        .header(header::CACHE_CONTROL, "no-cache")
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .body(Body::from(content));
    response.ok()
}

/// The path below the root, or nothing when it could leave it.
fn relative(path: &str) -> Option<PathBuf> {
    let decoded = percent::decode(path);
    let name = match decoded.strip_prefix('/')? {
        "" => "index.html",
        name => name,
    };
    if name.contains(['\\', '\0']) {
        return None;
    }
    let relative = PathBuf::from(name);
    let stays = relative
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    stays.then_some(relative)
}

fn content_type(file: &Path) -> &'static str {
    let extension = file
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default();
    match extension.to_ascii_lowercase().as_str() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "mp3" => "audio/mpeg",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_never_leave_the_root() {
        assert_eq!(relative("/"), Some(PathBuf::from("index.html")));
        assert_eq!(relative("/a/b.js"), Some(PathBuf::from("a/b.js")));
        for path in [
            "/../x",
            "/a/../../x",
            "/%2e%2e/x",
            "//etc/passwd",
            "/a\\..\\x",
            "/%00",
            "x",
        ] {
            assert_eq!(relative(path), None, "{path}");
        }
    }

    #[tokio::test]
    async fn files_are_served_with_their_type() {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join("index.html"), "<p>hi</p>").unwrap();
        std::fs::create_dir(root.path().join("folder")).unwrap();
        let found = find(root.path(), &Method::GET, "/").await.unwrap();
        assert_eq!(found.headers()["content-type"], "text/html; charset=utf-8");
        assert_eq!(found.headers()["cache-control"], "no-cache");
        assert!(find(root.path(), &Method::POST, "/").await.is_none());
        assert!(find(root.path(), &Method::GET, "/folder").await.is_none());
        assert!(
            find(root.path(), &Method::GET, "/missing.js")
                .await
                .is_none()
        );
    }

    #[tokio::test]
    async fn links_out_of_the_root_are_not_followed() {
        let outside = tempfile::tempdir().unwrap();
        std::fs::write(outside.path().join("secret.txt"), "x").unwrap();
        let root = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(outside.path(), root.path().join("out")).unwrap();
        assert!(
            find(root.path(), &Method::GET, "/out/secret.txt")
                .await
                .is_none()
        );
    }
}
