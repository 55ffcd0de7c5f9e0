//! Every page of the documentation can be found.

use super::source::{assert_none, kept_files, read};
use std::path::{Path, PathBuf};

#[test]
fn every_page_is_in_the_index() {
    let index = read(Path::new("docs/README.md"));
    let is_missing = |page: &PathBuf| {
        let name = page.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name != "README.md" && !index.contains(&format!("({name})"))
    };
    let pages =
        kept_files().into_iter().filter(|file| file.parent().is_some_and(|dir| dir.ends_with("docs")));
    let pages = pages.filter(|file| file.extension().is_some_and(|extension| extension == "md"));
    assert_none(&pages.filter(is_missing).map(|page| page.display().to_string()).collect::<Vec<String>>());
}
