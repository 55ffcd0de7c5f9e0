//! Everything on the terminal in Chinese: no English is left but names, and columns stand below each other.

use crate::plots::chinese::{latin_words, names};
use crate::resume::Desk;
use std::collections::BTreeSet;
use suanli::experiment::{Comparison, Settings, compare};
use suanli::lang::Lang;
use suanli::model::Span;
use suanli::report::{By, TABLES, hours_text, tables_text};
use suanli::scenario::parse;
use suanli::text::columns_of;

/// Words that Chinese writes in Latin letters, too: units, quantiles, people, files, and the modes of locks as a scenario has them.
const LATIN: [&str; 23] = [
    "strict",
    "lend",
    "preemptible",
    "h",
    "p",
    "jain",
    "kaplan",
    "meier",
    "tb",
    "gb",
    "mwh",
    "pue",
    "co",
    "qos",
    "usage",
    "csv",
    "out",
    "mu",
    "min",
    "sigma",
    "morris",
    "sobol",
    "brier",
];

/// A few days of a scenario, run twice.
fn days(name: &str, text: &str, days: u64) -> Comparison {
    let mut scenario = parse(name, text).unwrap_or_else(|errors| panic!("{errors}"));
    scenario.warm_up = Span::from_secs(6 * 3_600);
    scenario.replications = 2;
    let scenario =
        scenario.lasting(Span::from_secs(days * 86_400)).unwrap_or_else(|errors| panic!("{errors}"));
    compare(&scenario, Settings::default(), &()).expect("jobs can be made")
}

/// Comparisons of which each kind of table tells something.
fn comparisons() -> Vec<Comparison> {
    vec![
        days("wuhan-dual-center", include_str!("../../../scenarios/wuhan-dual-center.toml"), 3),
        days("wuhan-books", include_str!("../../../scenarios/wuhan-books.toml"), 3),
        days("wuhan-fair-share", include_str!("../../../scenarios/wuhan-fair-share.toml"), 3),
        days("beijing-locks", include_str!("../../../scenarios/beijing-locks.toml"), 3),
        days("weather-deadlines", include_str!("../../../scenarios/weather-deadlines.toml"), 3),
        days("data-travel", include_str!("../../../scenarios/data-travel.toml"), 3),
        days("failures", include_str!("../../../scenarios/failures.toml"), 3),
        days("closed-loop", include_str!("../../../scenarios/closed-loop.toml"), 3),
    ]
}

/// The English words of a text that are no names.
fn english(text: &str, known: &BTreeSet<String>) -> BTreeSet<String> {
    latin_words(text).filter(|word| !known.contains(word) && !LATIN.contains(&word.as_str())).collect()
}

#[test]
fn tables_in_chinese_hold_no_english_but_names_and_stand_in_columns() {
    let mut told = BTreeSet::new();
    for comparison in comparisons() {
        let known = names(&comparison);
        let title = &comparison.scenario.title;
        for (place, kind) in TABLES.iter().enumerate() {
            let text = tables_text(&comparison, Lang::Chinese, &[place], 100);
            let left = english(&text, &known);
            assert!(left.is_empty(), "{title}: {}: {left:?} in\n{text}", kind.name);
            stands_in_columns(&text);
            told.extend((!text.is_empty()).then_some(kind.name));
        }
        let text = hours_text(&comparison, Lang::Chinese, &By::ALL, 100);
        let left = english(&text, &known);
        let is_quality = |word: &String| ["normal", "high", "low"].contains(&word.as_str());
        assert!(left.iter().all(is_quality), "{title}: {left:?} in\n{text}");
    }
    let missing: Vec<&str> =
        TABLES.iter().map(|kind| kind.name).filter(|name| !told.contains(name)).collect();
    assert!(missing.iter().all(|name| ["network", "load"].contains(name)), "no example has {missing:?}");
}

/// Rows of tables that are ruled: those that reach to the last column end below each other, and none is wider than the rule.
fn stands_in_columns(text: &str) {
    let lines: Vec<&str> = text.lines().collect();
    let rules: Vec<usize> = (0..lines.len()).filter(|place| lines[*place].starts_with('─')).collect();
    for pair in rules.chunks_exact(2) {
        let width = columns_of(lines[pair[0]]);
        assert_eq!(width, columns_of(lines[pair[1]]), "{text}");
        let ends: Vec<usize> = lines[pair[0] + 1..pair[1]].iter().map(|line| columns_of(line)).collect();
        assert!(ends.iter().all(|end| *end < width), "{text}");
        assert!(ends.iter().any(|end| end + 1 == width), "{text}");
    }
}

/// What a command prints in Chinese, in which these names and options alone are written in Latin letters.
fn told(desk: &Desk, question: &[&str], names: &str) -> String {
    let text = desk.good(&[question, &["--lang", "zh"]].concat());
    let left = english(&text, &latin_words(names).collect());
    assert!(left.is_empty(), "{left:?} in\n{text}");
    stands_in_columns(&text);
    assert!(text.lines().all(|line| columns_of(line) <= 100), "{text}");
    text
}

#[test]
fn a_plan_is_told_in_chinese() {
    let desk = Desk::new();
    let common = ["plan", "smoke.toml", "--policy", "easy", "--replications", "2", "--max-replications", "2"];
    let names = "smoke test easy center.tiny.partition.npu.nodes tuning p95 max-replications";
    let least = ["--least", "center.tiny.partition.npu.nodes=2..9", "--promise", "p95 wait of tuning <= 6 h"];
    let text = told(&desk, &[&common[..], &least, &["--out", "out"]].concat(), names);
    for words in ["是守住全部承诺的最小值", "`tuning 的 p95 等待 <= 6 小时`", "需求增加 10 %", "每个承诺须以"]
    {
        assert!(
            text.split_whitespace().collect::<String>().contains(&words.replace(' ', "")),
            "{words}: {text}"
        );
    }
    assert!(desk.text("out/plots/plan.svg").contains("tuning 的 p95 等待 &lt;= 6 小时"));
    // What machines read is the same in every language.
    let english = desk.good(&[&common[..], &least, &["--out", "english"]].concat());
    assert!(english.contains("is the least that keeps every promise"), "{english}");
    for file in ["plan.json", "plan.csv"] {
        assert_eq!(desk.text(&format!("out/{file}")), desk.text(&format!("english/{file}")));
    }
    let never = ["--least", "center.tiny.partition.npu.nodes=1..2", "--promise", "p99 wait <= 1 s"];
    let text = told(&desk, &[&common[..], &never].concat(), names);
    assert!(text.contains("任何取值都不能守住全部承诺"), "{text}");
}

#[test]
fn a_sweep_is_told_in_chinese() {
    let desk = Desk::new();
    let names = "smoke test policy easy fcfs center.tiny.partition.npu.nodes workload.tuning.load load";
    for design in ["grid", "oat", "morris", "sobol"] {
        let out = format!("out-{design}");
        let question = ["sweep", "smoke.toml", "--horizon", "2d", "--warm-up", "2h", "--design", design];
        let varied =
            ["--set", "center.tiny.partition.npu.nodes=3..5", "--set", "load=80 %,120 %", "--out", &out];
        let text = told(&desk, &[&question[..], &varied].concat(), names);
        assert!(text.contains("平均等待"), "{design}: {text}");
    }
    assert!(desk.text("out-grid/plots/along-load.svg").contains("平均等待随 load 的变化"));
    assert!(desk.text("out-grid/report.html").contains("影响最大的是"));
}

#[test]
fn a_forecast_is_told_in_chinese() {
    let desk = Desk::with(&[("log.swf", &crate::forecast::certain())]);
    let question = ["forecast", "log.swf", "--at", "100000", "--futures", "20"];
    let text = told(&desk, &question, "judge lessons-from fcfs easy swf");
    for words in ["作业 102 约在", "一小时内开始的概率", "以上是未经校正的模拟", "约多久后"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
}

/// A month of jobs that waited, of two users in two queues.
fn month() -> String {
    let mut log = String::from("; UnixStartTime: 1704067200\n; MaxProcs: 64\n");
    for job in 0..900_u64 {
        let (submit, run, size) = (job * 2_900, 400 + job % 11 * 700, 1 << (job % 7));
        let (wait, user, queue) = (job % 13 * 90, 1 + job % 2, 1 + job % 3);
        log += &format!(
            "{} {submit} {wait} {run} {size} -1 -1 {size} 9000 -1 1 {user} 1 -1 {queue} 1 -1 -1\n",
            job + 1
        );
    }
    log
}

#[test]
fn a_replay_is_told_in_chinese() {
    let desk = Desk::with(&[("month.swf", &month())]);
    let names = "month swf fcfs easy shortest first pack batched requested kill archive p95 p99";
    let question = |more: &[&str], expected: &[&str]| {
        let text = told(&desk, &[&["replay", "month.swf"], more].concat(), names);
        for words in expected {
            assert!(text.contains(words), "{words}: {text}");
        }
    };
    question(
        &["--policy", "fcfs+easy", "--against", "observed", "--by", "tenant,partition"],
        &["与记录相比", "作业平均等待", "按规模", "得分：", "占用时长，按租户", "中位数与 p95，"],
    );
    question(&["--policy", "observed"], &["按记录：与日志所载一致", "记录与系统"]);
    question(
        &["--policy", "fcfs+easy", "--policy", "shortest-first+easy"],
        &["与 fcfs+easy 相比", "只有一份日志：离散程度无从得知"],
    );
    question(&["--nodes", "16", "--cores-per-node", "4"], &["16 个节点 × 4 核"]);
}

#[test]
fn a_fit_is_told_in_chinese() {
    let desk = Desk::with(&[("month.swf", &month())]);
    let question = ["fit", "month.swf", "--out", "model.toml", "--synthetic", "2", "--resamples", "3"];
    let text = told(&desk, &question, "month swf easy kolmogorov smirnov pearson");
    for words in ["份合成日志与真实日志相比", "运行时长，距离", "真实日志", "得分："]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
}
