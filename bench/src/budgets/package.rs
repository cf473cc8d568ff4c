//! What is uploaded to Lambda.

use std::io::{Cursor, Write as _};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::programs::Executables;
use super::report::Report;

const OPERATION: &str = "package, zipped";
/// Megabytes (10⁶ bytes).
const BOUND: f64 = 3.5;

/// Zips every function as cargo-lambda does: one executable named `bootstrap`, deflated at the
/// usual level. The executable is that of the workspace's release profile; cargo-lambda adds thin
/// link-time optimisation, which makes it smaller by some percent.
pub(super) fn measure(executables: &Executables, report: &mut Report) {
    for name in executables.functions() {
        let path = executables.path(name);
        let size = zipped(&path);
        let raw = std::fs::metadata(&path).map_or(0, |file| file.len());
        let note = format!("{:.1} MB unzipped", megabytes(raw));
        let what = format!("{name}, MB");
        report.physical(OPERATION, &what, megabytes(size), BOUND, &note);
    }
}

fn zipped(path: &Path) -> u64 {
    let executable = std::fs::read(path).expect("the executable can be read");
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .unix_permissions(0o755);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("bootstrap", options).expect("a new file");
    zip.write_all(&executable).expect("memory takes it");
    let archive = zip.finish().expect("a whole archive").into_inner();
    archive.len().try_into().expect("a size")
}

fn megabytes(bytes: u64) -> f64 {
    f64::from(u32::try_from(bytes).expect("a package below 4 GB")) / 1e6
}
