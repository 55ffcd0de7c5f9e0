//! Every link of a page leads to a file and a heading that are there.

use super::{links, pages, read, repository};
use std::fs;
use std::path::Path;

/// The names under which the headings of a page are found: lower case, with hyphens for blanks, and without other marks.
fn anchors(page: &str) -> Vec<String> {
    let mut anchors: Vec<String> = Vec::new();
    let mut in_code = false;
    for line in page.lines() {
        if line.starts_with("```") {
            in_code = !in_code;
        }
        let Some(heading) = line.strip_prefix('#').filter(|_| !in_code) else { continue };
        let heading = heading.trim_start_matches('#').trim().to_lowercase();
        let kept =
            heading.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
        let name: String = kept.map(|letter| if letter == ' ' { '-' } else { letter }).collect();
        let twins = anchors.iter().filter(|other| **other == name).count();
        anchors.push(if twins == 0 { name } else { format!("{name}-{twins}") });
    }
    anchors
}

#[test]
fn every_link_leads_somewhere() {
    let others =
        ["README.md", "README.zh.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "examples/cluster/README.md"];
    let pages = pages().into_iter().map(|page| format!("docs/{page}"));
    let mut dead = Vec::new();
    let mut seen = 0;
    for name in pages.chain(others.map(str::to_owned)) {
        let text = read(&name);
        for link in links(&text) {
            let is_elsewhere =
                ["http://", "https://", "mailto:"].iter().any(|scheme| link.starts_with(scheme));
            if is_elsewhere {
                continue;
            }
            seen += 1;
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let folder = Path::new(&name).parent().unwrap_or(Path::new(""));
            let target = if file.is_empty() { name.clone().into() } else { folder.join(file) };
            let target = repository().join(target);
            if !target.exists() {
                dead.push(format!("{name}: {link}: there is no such file"));
            } else if !anchor.is_empty() {
                let text = fs::read_to_string(&target).unwrap_or_default();
                if !anchors(&text).contains(&anchor.to_owned()) {
                    dead.push(format!("{name}: {link}: there is no such heading"));
                }
            }
        }
    }
    assert!(dead.is_empty(), "{}", dead.join("\n"));
    assert!(100 < seen, "{seen} links were looked at");
}

#[test]
fn headings_are_found_by_their_names() {
    assert_eq!(anchors("# A `b` c: d\n```\n# no\n```\n## A b\n## A b\n"), ["a-b-c-d", "a-b", "a-b-1"]);
    assert_eq!(links("[a](b.md) `[c](d)` ![e](f.svg#g)"), ["b.md", "f.svg#g"]);
}
