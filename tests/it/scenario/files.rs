//! Files as they come: shipped, empty, binary, endless, or full of mistakes.

use std::path::{Path, PathBuf};

use suanli::scenario::{Understood, check, check_file, parse};

use super::GOOD;

fn shipped() -> Vec<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let entries = std::fs::read_dir(dir).expect("the scenarios are there");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be read").path()).collect();
    // Those in folders replay recordings that are not shipped; where they are at hand, `slurm_truth` runs them.
    files.retain(|path| path.is_file());
    files.sort();
    files
}

#[test]
fn every_shipped_scenario_is_right_and_gives_no_warning_that_is_not_meant() {
    assert!(5 <= shipped().len());
    for path in shipped() {
        let checked = check_file(&path).unwrap_or_else(|errors| panic!("{errors}"));
        // To lock half of the pool and more for good is too much for the others, which is what this scenario is to show.
        let expected =
            if path.ends_with("beijing-locks.toml") { &["`strict-50`", "`strict-60`"][..] } else { &[] };
        let told: Vec<String> = checked.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), expected.len(), "{}: {told:?}", path.display());
        for (told, policy) in told.iter().zip(expected) {
            assert!(
                told.contains(&format!("under policy {policy} the load of those without a lock on")),
                "{told}"
            );
        }
        assert_eq!(checked.scenario.name, path.file_stem().unwrap().to_str().unwrap());
        assert!(Understood::of(&checked.scenario).to_string().contains(&checked.scenario.title));
    }
}

fn told(bytes: &[u8]) -> String {
    let dir = tempfile::tempdir().expect("a folder for the test");
    let path = dir.path().join("x.toml");
    std::fs::write(&path, bytes).expect("it can be written to");
    let told = check_file(&path).expect_err("this is no scenario").to_string();
    told.replace(&path.display().to_string(), "x.toml")
}

#[test]
fn what_is_no_text_is_told_in_one_sentence() {
    let empty = "x.toml: the file is empty; `suanli init FILE` writes a scenario to begin from";
    assert_eq!(told(b""), empty);
    assert_eq!(told(b"\xef\xbb\xbf\n  # only a comment\r\n\n"), empty);
    let binary = "x.toml: the file is not UTF-8 text (from line 2 on); save it as UTF-8 text, if it is a scenario at all";
    assert_eq!(told(b"a = 1\n\xff\xfe\x00"), binary);
    assert_eq!(
        told(&[b' '; (1 << 20) + 1]),
        "x.toml: the file has more than 1048576 bytes, which no scenario has"
    );
}

#[test]
fn what_cannot_be_read_is_told_with_its_name() {
    let dir = tempfile::tempdir().unwrap();
    let folder = check_file(dir.path()).unwrap_err().to_string();
    assert!(folder.ends_with(": cannot read: it is a folder"), "{folder}");
    let missing = check_file(&dir.path().join("none.toml")).unwrap_err().to_string();
    assert!(missing.contains("none.toml: cannot read: "), "{missing}");
}

#[test]
fn a_file_of_nonsense_ends_with_a_bounded_list() {
    for nonsense in
        ["x y\n".repeat(50_000), "x = [".repeat(10_000), "[[a]]\n".repeat(20_000), "\u{0}".repeat(1000)]
    {
        let problems = check("x.toml", &nonsense).unwrap_err().problems;
        assert!(problems.len() <= 201, "{}", problems.len());
    }
}

#[test]
fn json_that_lies_too_deep_is_refused() {
    let deep = |times: usize| "{\"a\":".repeat(times);
    let closed = format!("{}1{}", deep(50_000), "}".repeat(50_000));
    let scenario = format!("{{\"suanli\":\"1\",\"scenario\":{{\"scenario\":{}}}}}", "[".repeat(50_000));
    for text in [deep(50_000), closed, scenario] {
        let told = told(text.as_bytes());
        assert!(told.contains("this JSON lies more than 128 deep"), "{told}");
    }
}

#[test]
fn a_mistake_far_inside_a_line_is_told_without_the_line() {
    let text = format!("{{\"suanli\":\"1\",\"name\":\"{}", "x".repeat(100_000));
    let errors = suanli::scenario::check("far.json", &text).expect_err("the JSON is cut off");
    let report = errors.reports().remove(0);
    let mut shown = String::new();
    let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::none());
    handler.render_report(&mut shown, report.as_ref()).expect("it can be shown");
    assert!(shown.contains("far.json:1:1000"), "{shown}");
    assert!(shown.len() < 1_000, "{shown}");
}

#[test]
fn a_scenario_cut_anywhere_is_refused_without_panic() {
    for end in (0..GOOD.len()).filter(|end| GOOD.is_char_boundary(*end)) {
        // Cut inside the last policy, what is left may be a whole scenario.
        let _ = parse("x.toml", &GOOD[..end]);
    }
    assert!(parse("x.toml", &GOOD[..GOOD.len() / 2]).is_err());
}

#[test]
fn no_single_change_of_a_line_makes_it_panic() {
    let values = [
        "0", "-1", "1e999", "nan", "true", "\"\"", "\"9 %\"", "\"9 h\"", "[]", "[{}]", "{}", "12:00:00",
        "\"a\"",
    ];
    let lines: Vec<&str> = GOOD.lines().collect();
    for place in 0..lines.len() {
        let key = lines[place].split('=').next().unwrap_or_default().trim();
        let mut changes: Vec<String> = values.iter().map(|value| format!("{key} = {value}")).collect();
        changes.extend([String::new(), format!("{}\n{}", lines[place], lines[place]), "[[tenants]]".into()]);
        for change in changes {
            let mut changed = lines.clone();
            changed[place] = &change;
            // Whatever is told, it is told with its place.
            for problem in
                check("x.toml", &changed.join("\n")).err().into_iter().flat_map(|errors| errors.problems)
            {
                assert!(problem.place.is_some(), "line {}: `{change}`: {problem}", place + 1);
            }
        }
    }
}

#[test]
fn line_ends_and_marks_of_other_systems_change_nothing() {
    let windows = format!("\u{feff}{}", GOOD.replace('\n', "\r\n"));
    assert_eq!(parse("x.toml", &windows), parse("x.toml", GOOD));
    let wrong = windows.replace("seed = 7", "seed = true");
    assert_eq!(
        parse("x.toml", &wrong).unwrap_err().to_string(),
        "x.toml:6:8: seed: expected a whole number, found `true`"
    );
}

#[test]
fn a_report_shows_the_line_and_points_at_the_mistake() {
    let errors = parse("x.toml", &GOOD.replace("nodes = 10", "nodes = \"ten\"")).unwrap_err();
    let mut text = String::new();
    let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::none());
    for report in errors.reports() {
        handler.render_report(&mut text, report.as_ref()).unwrap();
    }
    assert!(text.contains("nodes: expected a whole number, found \"ten\""), "{text}");
    assert!(text.contains("x.toml:15:9"), "{text}");
    assert!(text.contains("15 | nodes = \"ten\""), "{text}");
}

#[test]
fn the_scenario_of_the_readme_is_good() {
    let readme = include_str!("../../../README.md");
    let (_, rest) = readme.split_once("```toml\n").expect("the README shows a scenario");
    let (text, _) = rest.split_once("```").expect("a block of code ends");
    let scenario = suanli::scenario::parse("readme", text).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(scenario.policies.len(), 1);
}
