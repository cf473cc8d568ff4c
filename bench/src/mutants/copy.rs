use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io;
use std::path::Path;

/// What no build reads.
const LEFT_OUT: [&str; 4] = ["target", ".git", "node_modules", ".banter"];

/// Makes the copy equal to the original. Files that are equal already keep their times, so that
/// cargo does not build them anew.
pub(super) fn mirror(original: &Path, copy: &Path) -> io::Result<()> {
    std::fs::create_dir_all(copy)?;
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(original)? {
        let entry = entry?;
        let name = entry.file_name();
        if LEFT_OUT.iter().any(|left_out| OsStr::new(left_out) == name) {
            continue;
        }
        let (from, to) = (entry.path(), copy.join(&name));
        if entry.file_type()?.is_dir() {
            mirror(&from, &to)?;
        } else {
            let wanted = std::fs::read(&from)?;
            if !std::fs::read(&to).is_ok_and(|is| is == wanted) {
                std::fs::write(&to, wanted)?;
            }
        }
        names.insert(name);
    }
    for entry in std::fs::read_dir(copy)? {
        let entry = entry?;
        if !names.contains(&entry.file_name()) {
            match entry.file_type()?.is_dir() {
                true => std::fs::remove_dir_all(entry.path())?,
                false => std::fs::remove_file(entry.path())?,
            }
        }
    }
    Ok(())
}
