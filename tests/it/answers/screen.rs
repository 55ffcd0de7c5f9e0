//! The answer fits one screen, and says what matters.

use suanli::experiment::{Settings, compare};
use suanli::lang::Lang;
use suanli::model::Span;
use suanli::report::{TABLES, answer_text, comparison_text_within, tables_text};
use suanli::scenario::{check_file, parse};
use suanli::text::columns_of;

fn assert_fits(text: &str, name: &str) {
    assert!(text.lines().count() <= 40, "{name}: {} lines\n{text}", text.lines().count());
    for line in text.lines() {
        assert!(columns_of(line) <= 80, "{name}: {line}");
    }
}

/// Every shipped scenario; two weeks of each are enough to see its shape.
#[test]
fn every_scenario_has_its_answer_on_one_screen() {
    let files = std::fs::read_dir("scenarios").expect("the folder is there").flatten();
    let mut files: Vec<_> = files.map(|file| file.path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    assert!(12 <= files.len(), "{files:?}");
    for file in files {
        let mut scenario = check_file(&file).expect("shipped scenarios are right").scenario;
        let longest = scenario.warm_up + Span::from_secs(14 * 86_400);
        scenario.horizon = scenario.horizon.min(longest);
        scenario.replications = 2;
        let settings = Settings { threads: 2, ..Settings::default() };
        let comparison = compare(&scenario, settings, &()).expect("it can be run");
        let text = answer_text(&comparison, &file.display().to_string(), false, 80);
        assert_fits(&text, &file.display().to_string());
        for about in ["Load", "Held up by", "Next"] {
            assert!(text.lines().any(|line| line.starts_with(about)), "{}: {text}", file.display());
        }
        let several = 1 < scenario.policies.len();
        assert_eq!(several, text.lines().any(|line| line.starts_with("Best")), "{text}");
    }
}

#[test]
fn the_tables_are_all_there_and_each_can_be_asked_for() {
    let scenario = parse("smoke", include_str!("../../../scenarios/smoke.toml")).expect("it is right");
    let comparison = compare(&scenario, Settings::default(), &()).expect("it can be run");
    let all = comparison_text_within(&comparison, 80);
    let mut found = 0;
    for (place, kind) in TABLES.iter().enumerate() {
        let table = tables_text(&comparison, Lang::English, &[place], 80);
        assert!(table.is_empty() || all.contains(&table), "{}:\n{table}", kind.name);
        found += usize::from(!table.is_empty());
    }
    assert!(5 <= found, "{found}");
    let answer = answer_text(&comparison, "smoke.toml", false, 80);
    assert!(answer.contains("\nBest       easy: jobs wait "), "{answer}");
    assert!(answer.contains("Who pays   Nobody surely"), "{answer}");
    assert!(answer.contains("2 policies x 2 replications"), "{answer}");
}
