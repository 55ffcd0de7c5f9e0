//! How the files of the repository are found and read.

use std::fs;
use std::path::{Path, PathBuf};

pub(super) fn assert_none(breaches: &[String]) {
    assert!(breaches.is_empty(), "{} breaches:\n{}", breaches.len(), breaches.join("\n"));
}

pub(super) fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub(super) fn read(file: &Path) -> String {
    fs::read_to_string(repository().join(file)).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// Every Rust file under a folder of the repository, as paths from there.
pub(super) fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    walk(&repository().join(folder), &mut files, &|_| true);
    files.retain(|file| file.extension().is_some_and(|extension| extension == "rs"));
    files.iter().map(|file| file.strip_prefix(repository()).expect("found below it").to_path_buf()).collect()
}

/// Every file that is kept under version control or could be: what is ignored at the top is left out.
pub(super) fn kept_files() -> Vec<PathBuf> {
    let ignored = read(Path::new(".gitignore"));
    let ignored: Vec<PathBuf> =
        ignored.lines().map(|line| repository().join(line.trim_matches('/'))).collect();
    let kept = |path: &Path| !path.ends_with(".git") && !ignored.iter().any(|ignored| ignored == path);
    let mut files = Vec::new();
    walk(&repository(), &mut files, &kept);
    files
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>, enter: &dyn Fn(&Path) -> bool) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    paths.sort();
    for path in paths.into_iter().filter(|path| enter(path)) {
        if path.is_dir() {
            walk(&path, files, enter);
        } else {
            files.push(path);
        }
    }
}

/// The text without line comments; a `//` right after a colon is an address.
pub(super) fn without_comments(text: &str) -> String {
    let mut code = String::new();
    for line in text.lines() {
        let comment = line.match_indices("//").find(|(at, _)| !line[..*at].ends_with(':'));
        code.push_str(comment.map_or(line, |(at, _)| &line[..at]));
        code.push('\n');
    }
    code
}
