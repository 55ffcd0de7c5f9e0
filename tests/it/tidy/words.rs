//! Plain English: jobs, nodes and tenants are "it", people are "they", and no sentence opens with a relative clause.

use super::source::{assert_none, kept_files, read, rust_files};
use std::path::{Path, PathBuf};

#[test]
fn comments_and_pages_speak_plain_english() {
    let mut breaches = Vec::new();
    let sources = ["src", "tests", "benches", "examples"].into_iter().flat_map(rust_files);
    for file in sources {
        for (line, text) in comments(&read(&file)) {
            breaches.extend(faults(&text).iter().map(|fault| format!("{}:{line}: {fault}", file.display())));
        }
    }
    for file in pages() {
        for (line, text) in paragraphs(&read(&file), file.starts_with("scenarios")) {
            breaches.extend(faults(&text).iter().map(|fault| format!("{}:{line}: {fault}", file.display())));
        }
    }
    assert_none(&breaches);
}

#[test]
fn tests_are_named_in_plain_english() {
    let mut breaches = Vec::new();
    for file in ["src", "tests"].into_iter().flat_map(rust_files) {
        for line in read(&file).lines() {
            let Some((_, rest)) = line.split_once("fn ") else { continue };
            let name = rest.split('(').next().unwrap_or_default();
            if name.starts_with("who_") || name.contains("_who_is_") || name.split('_').any(is_banned) {
                breaches.push(format!("{}: {name}", file.display()));
            }
        }
    }
    assert_none(&breaches);
}

#[test]
fn faults_are_found_where_they_are() {
    assert_eq!(faults("It waits. Its place is kept."), [] as [&str; 0]);
    assert_eq!(faults("Who waits? What is it?"), [] as [&str; 0]);
    assert_eq!(faults("It ends. Who waits goes on."), ["Who waits goes on."]);
    assert_eq!(faults("A job knows his place."), ["A job knows his place."]);
    let code = "let a = 1; // One.\n// Two\n// three.\nlet b = \"// no\";\n";
    assert_eq!(comments(code), [(1, "One.".to_owned()), (2, "Two three.".to_owned())]);
    let page = "# What is it\n\nOne\ntwo.\n\n```text\nhis\n```\n- three `his` four\n";
    assert_eq!(paragraphs(page, false), [(3, "One two.".to_owned()), (9, "- three  four".to_owned())]);
}

fn is_banned(word: &str) -> bool {
    // Put together here, so that this file does not hold them as words of its own.
    ["he", "him", "his", "himself", "whoever"].iter().any(|banned| word.eq_ignore_ascii_case(banned))
}

/// The sentences of a text that are not plain.
fn faults(text: &str) -> Vec<&str> {
    let mut faults = Vec::new();
    for sentence in text.split_inclusive(['.', '?', '!', '|']).map(str::trim) {
        let opens = ["Who ", "What is "].iter().any(|opening| sentence.starts_with(opening));
        let bans = sentence.split(|letter: char| !letter.is_alphanumeric()).any(is_banned);
        if bans || opens && !sentence.ends_with('?') {
            faults.push(sentence);
        }
    }
    faults
}

/// Comments with their first lines; lines that follow each other are one.
fn comments(code: &str) -> Vec<(usize, String)> {
    let mut comments: Vec<(usize, String)> = Vec::new();
    let mut goes_on = false;
    for (number, line) in code.lines().enumerate() {
        let whole = line.trim_start().starts_with("//");
        let at = line.match_indices("//").find(|(at, _)| {
            let before = &line[..*at];
            !before.ends_with(':') && before.matches('"').count().is_multiple_of(2)
        });
        let text = at.map(|(at, _)| line[at..].trim_start_matches(['/', '!']).trim());
        match (text, comments.last_mut()) {
            (Some(text), Some((_, last))) if whole && goes_on => {
                last.push(' ');
                last.push_str(text);
            }
            (Some(text), _) => comments.push((number + 1, text.to_owned())),
            (None, _) => {}
        }
        goes_on = whole;
    }
    comments
}

/// Pages for people: Markdown anywhere, and the scenarios with their comments.
fn pages() -> Vec<PathBuf> {
    let repository = super::source::repository();
    let is_page = |file: &Path| {
        file.extension().is_some_and(|extension| extension == "md")
            || file.starts_with("scenarios") && file.extension().is_some_and(|extension| extension == "toml")
    };
    let files = kept_files().into_iter();
    let files =
        files.map(|file| file.strip_prefix(&repository).map_or_else(|_| file.clone(), Path::to_path_buf));
    files.filter(|file| is_page(file)).collect()
}

/// Paragraphs and items of a page with their first lines; code and headings are left out. Of a scenario all lines are looked at.
fn paragraphs(page: &str, is_scenario: bool) -> Vec<(usize, String)> {
    let mut paragraphs: Vec<(usize, String)> = Vec::new();
    let (mut in_code, mut goes_on) = (false, false);
    for (number, line) in page.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
            goes_on = false;
            continue;
        }
        let is_heading = !is_scenario && line.starts_with('#');
        let text = line.trim().trim_start_matches('#').trim();
        if in_code || is_heading || text.is_empty() {
            goes_on = false;
            continue;
        }
        // What stands in backticks is somebody else's language.
        let text: String = text.split('`').step_by(2).collect();
        goes_on &= !text.starts_with(['-', '|', '*']);
        match paragraphs.last_mut() {
            Some((_, last)) if goes_on => {
                last.push(' ');
                last.push_str(&text);
            }
            Some(_) | None => paragraphs.push((number + 1, text)),
        }
        goes_on = true;
    }
    paragraphs
}
