//! Takes the two files of Swagger UI that the page needs out of the archive that its crate carries.

use std::error::Error;
use std::io::{Cursor, Read};
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let archive = utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;
    let mut archive = zip::ZipArchive::new(Cursor::new(archive))?;
    for name in ["swagger-ui.css", "swagger-ui-bundle.js"] {
        let path = archive
            .file_names()
            .find(|path| path.ends_with(&format!("dist/{name}")));
        let path = path
            .ok_or(format!("the archive holds no {name}"))?
            .to_owned();
        let mut content = Vec::new();
        archive.by_name(&path)?.read_to_end(&mut content)?;
        std::fs::write(out.join(name), content)?;
    }
    Ok(())
}
