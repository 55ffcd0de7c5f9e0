//! The book: every page is in its table of contents, every link leads somewhere, and every command on its pages runs.

mod commands;
mod links;
mod reference;

use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the repository.
fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    fs::read_to_string(repository().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The pages of the book, by their names in `docs`, in order.
fn pages() -> Vec<String> {
    let entries = fs::read_dir(repository().join("docs")).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("it can be read").path());
    let is_page = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "md");
    let names =
        paths.filter(is_page).map(|path| path.file_name().unwrap_or_default().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// The targets of the links of a page, pictures included, but for those in code.
fn links(page: &str) -> Vec<String> {
    let mut links = Vec::new();
    let mut in_code = false;
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        let spoken: String = line.split('`').step_by(2).collect::<Vec<&str>>().join("``");
        for (at, _) in spoken.match_indices("](") {
            let rest = &spoken[at + 2..];
            links.extend(rest.split(')').next().map(str::to_owned));
        }
    }
    links
}

#[test]
fn every_page_is_in_the_table_of_contents_once() {
    let listed: Vec<String> = links(&read("docs/SUMMARY.md"));
    for page in pages().iter().filter(|page| *page != "SUMMARY.md") {
        let times = listed.iter().filter(|listed| *listed == page).count();
        assert_eq!(times, 1, "docs/SUMMARY.md lists {page} {times} times");
    }
    for listed in &listed {
        assert!(pages().contains(listed), "docs/SUMMARY.md lists {listed}, which is not there");
    }
    let book: toml::Table = read("book.toml").parse().expect("it is TOML");
    assert_eq!(book["book"]["src"].as_str(), Some("docs"));
}
