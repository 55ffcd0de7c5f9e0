//! A place to run the program on small files.

use std::path::PathBuf;
use std::process::{Command, Output};

/// A folder with files, in which the program is run.
pub(super) struct Desk(tempfile::TempDir);

impl Desk {
    pub(super) fn with(files: &[(&str, &str)]) -> Desk {
        let folder = tempfile::tempdir().expect("a folder for a while");
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).expect("there is room for a small file");
        }
        Desk(folder)
    }

    pub(super) fn run(&self, line: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_suanli"));
        command.current_dir(&self.0).args(line.split(' ')).output().expect("the program can be run")
    }

    pub(super) fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("it was written")
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}
