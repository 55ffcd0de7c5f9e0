//! The page of a replay: what became of the jobs of a log under one policy or several.

use super::chart::{Axis, AxisKind, Chart, Kind, Line, View};
use super::closely::closely;
use super::numbers::number;
use super::parts::{Block, Page, Section, Table, TimeAxis};
use super::run::{RunFold, RunNames, run_json};
use crate::lang::Lang;
use crate::report::ReplaySummary;
use serde_json::Value;

/// A log replayed under a policy.
#[derive(Debug, Clone)]
pub struct ReplayRun {
    /// The policy.
    pub policy: String,
    /// What it was summed up to.
    pub summary: ReplaySummary,
    /// The run, looked at closely.
    pub fold: RunFold,
    /// The users of the log by number, where it has words for them.
    pub users: Vec<String>,
}

/// Everything that a page tells of a replay.
#[derive(Debug, Clone, Copy)]
pub struct ReplayTold<'a> {
    /// The language.
    pub lang: Lang,
    /// The log.
    pub log: &'a str,
    /// The machine, in words.
    pub machine: &'a str,
    /// The date and time of its beginning, where it has dates.
    pub start: Option<jiff::civil::DateTime>,
    /// What it was replayed to; at least one.
    pub runs: &'a [ReplayRun],
    /// The command that gives it again.
    pub command: &'a str,
    /// The command that explains a job, with `{job}` for its number; nothing where there is none.
    pub explain: Option<&'a str>,
}

/// A figure: its title, where it stands in the summary, and by what it is multiplied.
type Figure = (&'static str, &'static [&'static str], f64);

const HOUR: f64 = 1.0 / 3_600.0;

const FIGURES: [Figure; 9] = [
    ("mean wait (h)", &["wait_s", "mean"], HOUR),
    ("median wait (h)", &["wait_s", "median"], HOUR),
    ("95 % wait at most (h)", &["wait_s", "p95"], HOUR),
    ("longest wait (h)", &["wait_s", "max"], HOUR),
    ("bounded slowdown", &["bounded_slowdown", "mean"], 1.0),
    ("utilization (%)", &["utilization"], 100.0),
    ("jobs finished", &["finished"], 1.0),
    ("jobs killed", &["killed"], 1.0),
    ("jobs turned away", &["rejected"], 1.0),
];

/// The page of `suanli replay`.
///
/// # Panics
/// When there is no run.
#[must_use]
pub fn replay_page(told: ReplayTold<'_>) -> Page {
    let ReplayTold { lang, log, machine, runs, start, .. } = told;
    assert!(!runs.is_empty(), "a page tells of at least one run");
    let views: Vec<Value> = runs.iter().map(view_of).collect();
    let say = |words: &str| lang.say(words).to_owned();
    let folds: Vec<(&str, &RunFold)> = runs.iter().map(|run| (run.policy.as_str(), &run.fold)).collect();
    let centers = [machine.to_owned()];
    let mut sections = vec![
        Section { id: "answer", title: say("The answer"), blocks: answer(told, &views) },
        Section {
            id: "policies",
            title: say("Policies compared"),
            blocks: vec![Block::Chart(bars(told, &views))],
        },
    ];
    if let Some(chart) = closely(lang, &folds, &centers) {
        sections.push(Section {
            id: "queue",
            title: say("Queue and waits over time"),
            blocks: vec![Block::Chart(chart)],
        });
    }
    sections.push(Section {
        id: "nodes",
        title: say("Nodes and jobs"),
        blocks: vec![Block::Nodes, Block::Jobs],
    });
    sections.push(Section { id: "scenario", title: say("How to run it again"), blocks: again(told) });
    let end = folds.iter().map(|(_, fold)| fold.end()).max().unwrap_or_default();
    Page {
        lang,
        title: lang.fill("Replay of {log}", &[("log", &log)]),
        about: vec![machine.to_owned()],
        sections,
        time: TimeAxis {
            start: start.map(|start| start.strftime("%Y-%m-%dT%H:%M:%S").to_string()),
            span: end.as_micros() as f64 / 1e6,
            ..TimeAxis::default()
        },
        runs: runs.iter().map(|run| run_of(told, run)).collect(),
    }
}

fn view_of(run: &ReplayRun) -> Value {
    serde_json::to_value(&run.summary).unwrap_or_default()
}

fn value(view: &Value, path: &[&str]) -> Option<f64> {
    path.iter().try_fold(view, |view, name| view.get(name))?.as_f64()
}

fn answer(told: ReplayTold<'_>, views: &[Value]) -> Vec<Block> {
    let ReplayTold { lang, runs, .. } = told;
    let mean = |place: &usize| value(&views[*place], &["wait_s", "mean"]).unwrap_or(f64::INFINITY);
    let best = (0..runs.len()).min_by(|one, other| mean(one).total_cmp(&mean(other))).unwrap_or(0);
    let span = |secs: Option<f64>| lang.unit(&crate::report::wait_words(secs.unwrap_or(0.0)));
    let of = |name: &str| value(&views[best], &["wait_s", name]);
    let words = lang.fill(
        "{policy}: jobs wait {mean} in the mean, half of them at most {median}, 95 % at most {p95}.",
        &[
            ("policy", &runs[best].policy),
            ("mean", &span(of("mean"))),
            ("median", &span(of("median"))),
            ("p95", &span(of("p95"))),
        ],
    );
    let about = if runs.len() == 1 { "Waits" } else { "Best" };
    let mut head = vec![lang.say("policy").to_owned()];
    head.extend(FIGURES.iter().map(|(title, ..)| lang.say(title).to_owned()));
    let row = |(run, view): (&ReplayRun, &Value)| {
        let cell = |(_, path, factor): &Figure| {
            value(view, path).map_or_else(|| "–".to_owned(), |value| number(value * factor))
        };
        std::iter::once(run.policy.clone()).chain(FIGURES.iter().map(cell)).collect()
    };
    let caption = lang.say("All figures of all jobs").to_owned();
    vec![
        Block::Said(vec![(lang.say(about).to_owned(), words)]),
        Block::Table(Table { caption, head, rows: runs.iter().zip(views).map(row).collect() }),
    ]
}

fn bars(told: ReplayTold<'_>, views: &[Value]) -> Chart {
    let ReplayTold { lang, runs, .. } = told;
    let view = |(title, path, factor): &Figure| {
        let values = views.iter().map(|view| value(view, path).map_or(f64::NAN, |value| value * factor));
        let names = runs.iter().map(|run| run.policy.clone()).collect();
        View { names, lines: vec![Line::new(lang.say(title), values)], ..View::default() }
    };
    Chart {
        id: "policies".into(),
        title: lang.say("A figure under each policy").to_owned(),
        note: lang.say("One run of each policy: nothing is known of the spread.").to_owned(),
        kind: Kind::Bars,
        across: Axis::new(AxisKind::Names, lang.say("policy")),
        upward: Axis::new(AxisKind::Number, ""),
        choices: vec![(
            lang.say("Figure").to_owned(),
            FIGURES.iter().map(|(title, ..)| lang.say(title).to_owned()).collect(),
        )],
        views: FIGURES.iter().map(view).collect(),
    }
}

fn again(told: ReplayTold<'_>) -> Vec<Block> {
    let ReplayTold { lang, runs, command, .. } = told;
    let say = |words: &str| lang.say(words).to_owned();
    let mut blocks = vec![
        Block::Text(say("This command gives the same numbers again, to the byte:")),
        Block::Command(command.to_owned()),
        Block::Text(format!("{} {}", say("suanli, version"), env!("CARGO_PKG_VERSION"))),
    ];
    for run in runs {
        let caption = lang.fill("As on the terminal: {policy}", &[("policy", &run.policy)]);
        blocks.push(Block::Typed(caption, run.summary.table(lang)));
    }
    blocks
}

fn run_of(told: ReplayTold<'_>, run: &ReplayRun) -> Value {
    let count = told.runs.len();
    let name = |number: u32| match run.users.get(number as usize) {
        Some(user) if !user.is_empty() => Some(user.clone()),
        Some(_) => None,
        None => (run.users.is_empty() && 0 < number).then(|| number.to_string()),
    };
    let names = RunNames {
        lang: told.lang,
        policy: run.policy.clone(),
        centers: vec![told.machine.to_owned()],
        classes: vec![told.lang.say("jobs").to_owned()],
        tenants: &name,
        explain: told.explain.map(str::to_owned),
    };
    run_json(&run.fold, &names, 2_000 / count, 3_000 / count)
}
