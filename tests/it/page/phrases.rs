//! Every phrase has both languages, says the same things in both, and everything that is said is in the table.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use suanli::lang::{Lang, phrases};
use suanli::metrics::{Part, SizeBand};
use suanli::model::Cause;

/// The names in braces.
fn holes(phrase: &str) -> BTreeSet<&str> {
    phrase.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn every_phrase_is_whole_in_both_languages() {
    let mut known = BTreeMap::new();
    for (english, chinese) in phrases() {
        assert!(known.insert(english, chinese).is_none(), "`{english}` stands there twice");
        assert!(!english.is_empty() && (english == " " || !chinese.is_empty()), "`{english}`");
        let missing: Vec<&str> = holes(chinese).difference(&holes(english)).copied().collect();
        assert!(missing.is_empty(), "`{english}`: in Chinese there is {missing:?} besides");
        // A number that English tells is told in Chinese, too.
        assert_eq!(holes(english), holes(chinese), "`{english}`");
    }
    assert!(300 < known.len(), "{}", known.len());
}

/// Every text that `say`, `fill` or `add` are given as it stands there.
#[test]
fn everything_that_is_said_is_in_the_table() {
    let known: BTreeSet<&str> = phrases().map(|(english, _)| english).collect();
    let mut files = Vec::new();
    let mut folders = vec!["src/page".into(), "src/plot".into(), "src/report".into(), "src/cli".into()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the sources are there").flatten() {
            let path: std::path::PathBuf = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                files.push(path);
            }
        }
    }
    let mut told = 0;
    for file in files {
        let text = fs::read_to_string(&file).expect("it can be read");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for opening in [".say(\"", ".fill(\"", "lines.add(\""] {
            for (at, _) in code.match_indices(opening) {
                let rest = &code[at + opening.len()..];
                let end = rest
                    .match_indices('"')
                    .find(|(at, _)| !rest[..*at].ends_with('\\'))
                    .expect("texts end")
                    .0;
                let phrase = rest[..end].replace("\\n", "\n").replace("\\\\", "\\");
                assert!(
                    phrase.is_empty() || known.contains(phrase.as_str()),
                    "{}: `{phrase}`",
                    file.display()
                );
                told += 1;
            }
        }
    }
    assert!(100 < told, "{told}");
}

#[test]
fn words_from_tables_are_known_in_chinese() {
    let causes = Cause::ALL.into_iter().map(Cause::words);
    let parts = Part::ALL.into_iter().map(Part::name);
    let sizes = SizeBand::ALL.into_iter().map(SizeBand::title);
    let words = suanli::page::words();
    for word in causes.chain(parts).chain(sizes).chain(words) {
        let chinese = Lang::Chinese.say(word);
        assert!(
            chinese.chars().any(|letter| ('\u{3000}'..'\u{9fff}').contains(&letter)),
            "`{word}` is `{chinese}`"
        );
    }
}

#[test]
fn the_first_screen_is_chinese_from_end_to_end() {
    let desk = crate::resume::Desk::new();
    let told = desk.good(&["compare", "smoke.toml", "--horizon", "6d", "--lang", "zh"]);
    for word in ["最佳", "谁吃亏", "负载", "等待原因", "下一步", "作业平均排队等待", "置信区间", "利用率"]
    {
        assert!(told.contains(word), "{word} is missing in\n{told}");
    }
    for word in ["jobs wait", "Who pays", "replications,", "Held up", "best\n"] {
        assert!(!told.contains(word), "{word} in\n{told}");
    }
    for line in told.lines() {
        assert!(suanli::text::columns_of(line) <= 100, "{line}");
    }
}

#[test]
fn a_chinese_page_says_so() {
    let page = super::smoke(&["--lang", "zh"]);
    assert!(page.contains("<html lang=\"zh-CN\">"));
    for word in ["结论", "策略比较", "谁在使用什么", "作业为何等待", "以表格查看数据"]
    {
        assert!(page.contains(word), "{word}");
    }
    for word in [">The answer<", ">Policies compared<", "The numbers as a table", "Jobs and their stories"] {
        assert!(
            !page.contains(&format!("<h2>{word}")) && !page.contains(word) || word.starts_with("Jobs"),
            "{word}"
        );
    }
}
