//! Where mutants are made: a copy of the sources, built with what the workspace has compiled
//! already.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use e2e::{cargo, workspace};

use super::CONTROL;
use super::copy::mirror;
use super::mutation::Mutation;

/// The local stack's executable.
const STACK: &str = "banter-local";

/// The copy, and where executables go.
#[derive(Debug)]
pub(super) struct Workshop {
    /// `target/mutants`
    folder: PathBuf,
    /// Every executable of a stack.
    programs: Vec<String>,
    /// One at a time is applied.
    building: Mutex<()>,
}

impl Workshop {
    /// Copies the sources as they are now.
    ///
    /// # Errors
    /// When they cannot be copied, or a mutation does not fit them.
    pub(super) fn open(mutations: &[Mutation]) -> Result<Self, String> {
        let root = workspace()
            .canonicalize()
            .map_err(|error| error.to_string())?;
        let functions = std::fs::read_dir(root.join("functions"));
        let functions = functions.map_err(|error| error.to_string())?;
        let functions = functions
            .filter_map(Result::ok)
            .filter(|entry| entry.path().join("Cargo.toml").is_file())
            .map(|entry| entry.file_name().to_string_lossy().into_owned());
        let workshop = Self {
            folder: root.join("target/mutants"),
            programs: functions.chain([STACK.to_owned()]).collect(),
            building: Mutex::default(),
        };
        mirror(&root, &workshop.sources()).map_err(|error| error.to_string())?;
        workshop.rename()?;
        for mutation in mutations {
            for edit in &mutation.edits {
                edit.apply(&mutation.name, &workshop.read(&edit.file)?)?;
            }
            for program in &mutation.functions {
                if !workshop.programs.contains(program) {
                    return Err(format!(
                        "The mutant {} names {program}, which is no function.",
                        mutation.name
                    ));
                }
            }
        }
        Ok(workshop)
    }

    /// Builds everything as it is, and gives the folder of the executables.
    ///
    /// # Errors
    /// When it does not build.
    pub(super) fn build_control(&self) -> Result<PathBuf, String> {
        self.build_programs(CONTROL, &self.programs)?;
        self.collect(CONTROL, &self.programs)
    }

    /// Applies a mutation, builds what it is part of, and undoes it. Gives the folder of the
    /// executables, beside which those of the control lie.
    ///
    /// # Errors
    /// When it does not build.
    pub(super) fn build(&self, mutation: &Mutation) -> Result<PathBuf, String> {
        let _one_at_a_time = self.building.lock().expect("nobody panics");
        let mut originals = Vec::new();
        let mut applied = Ok(());
        for edit in &mutation.edits {
            let text = self.read(&edit.file)?;
            let changed = edit.apply(&mutation.name, &text)?;
            originals.push((&edit.file, text));
            applied = applied.and(self.write(&edit.file, &changed));
        }
        let built = applied.and_then(|()| self.build_programs(&mutation.name, &mutation.functions));
        for (file, text) in originals.iter().rev() {
            self.write(file, text)?;
        }
        built?;
        self.collect(&mutation.name, &mutation.functions)
    }

    /// Gives the copy's packages another version. Cargo would take the copy for the original
    /// otherwise, whose compiled code lies in the same place, and each for the other's.
    fn rename(&self) -> Result<(), String> {
        let manifest = Path::new("Cargo.toml");
        let text = self.read(manifest)?;
        let (before, after) = text
            .split_once("[workspace.package]\nversion = \"")
            .ok_or("Cargo.toml gives all packages no version to begin [workspace.package] with.")?;
        let renamed = format!("{before}[workspace.package]\nversion = \"0.0.0-mutant+{after}");
        self.write(manifest, &renamed)
    }

    fn sources(&self) -> PathBuf {
        self.folder.join("sources")
    }

    fn read(&self, file: &Path) -> Result<String, String> {
        let path = self.sources().join(file);
        std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
    }

    fn write(&self, file: &Path, text: &str) -> Result<(), String> {
        let path = self.sources().join(file);
        std::fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
    }

    /// Where cargo puts executables.
    fn out(&self) -> PathBuf {
        self.folder.join("out")
    }

    /// Builds some executables of the copy. What the workspace has compiled of its dependencies is
    /// used as it lies in `target`: the same packages are selected, so their features are the same.
    fn build_programs(&self, name: &str, programs: &[String]) -> Result<(), String> {
        let target = self.folder.parent().expect("it lies in target");
        let mut command = cargo();
        command
            .current_dir(self.sources())
            .args(["build", "--workspace", "--quiet"])
            .args(programs.iter().flat_map(|program| ["--bin", program]));
        command
            .env("CARGO_BUILD_BUILD_DIR", target)
            .env("CARGO_TARGET_DIR", self.out());
        let output = command
            .output()
            .map_err(|error| format!("cargo: {error}"))?;
        if output.status.success() {
            return Ok(());
        }
        let errors = String::from_utf8_lossy(&output.stderr);
        Err(format!("{name} does not build:\n{errors}"))
    }

    /// Copies what was built, since the next build overwrites it, and puts the control's
    /// executables beside it.
    fn collect(&self, name: &str, programs: &[String]) -> Result<PathBuf, String> {
        let folder = self.folder.join(name);
        let collected = || {
            if folder.exists() {
                std::fs::remove_dir_all(&folder)?;
            }
            std::fs::create_dir_all(&folder)?;
            for program in programs {
                std::fs::copy(self.out().join("debug").join(program), folder.join(program))?;
            }
            for program in self
                .programs
                .iter()
                .filter(|program| !programs.contains(program))
            {
                std::fs::hard_link(
                    self.folder.join(CONTROL).join(program),
                    folder.join(program),
                )?;
            }
            Ok(())
        };
        collected().map_err(|error: std::io::Error| format!("{}: {error}", folder.display()))?;
        Ok(folder)
    }
}
