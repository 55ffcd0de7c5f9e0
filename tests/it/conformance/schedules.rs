//! Published schedules: the start or end of every job.

use super::{Agreement, Finding, Question, options, rules};
use crate::plain::PlainJob;
use crate::{machine, support, traces};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use suanli::engine::{AtWalltime, Estimates, Instants, Settings};
use suanli::log::Cleaning;
use suanli::model::Time;

const BATCHED: Settings = Settings {
    instants: Instants::Batched,
    estimates: Estimates::Requested,
    at_walltime: AtWalltime::Kill,
    causes: false,
};
const SEQUENTIAL: Settings = Settings { instants: Instants::Sequential, ..BATCHED };

/// The jobs of each case, with their published ends.
type Cases<'a> = BTreeMap<&'a str, Vec<(PlainJob, u64)>>;

/// The table of starts, by job: `job,submit,start,...`.
fn starts_of(table: &str) -> BTreeMap<u64, u64> {
    table
        .lines()
        .skip(1)
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            let number = |place: usize| fields[place].parse().expect("jobs and starts are whole numbers");
            (number(0), number(2))
        })
        .collect()
}

/// Our answer beside a published table of starts.
fn compared(question: &Question, table: &str, source: String, rule: String, command: String) -> Finding {
    let published = starts_of(table);
    let answer = question.answer();
    let same = |&&(job, _, start, _): &&(u64, _, Time, _)| {
        published.get(&job).is_some_and(|published| Time::from_secs(*published) == start)
    };
    let count = answer.jobs.iter().filter(same).count();
    let (ours, of) = (answer.jobs.len(), published.len());
    Finding {
        source,
        rule,
        command,
        published: format!("{of} starts"),
        ours: format!("{ours} starts"),
        agreement: Agreement::Same { count, of },
        wanted: Agreement::Same { count: of, of },
    }
}

/// One generated log under five schedules by independent programs.
pub(super) fn generated() -> &'static [Finding] {
    static FOUND: OnceLock<Vec<Finding>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let Some(folder) = support::traces() else { return Vec::new() };
        let cases = [
            ("fcfs", "none", BATCHED),
            ("easy", "easy", BATCHED),
            ("replanned", "replanned", BATCHED),
            ("conservative-batched", "conservative", BATCHED),
            ("conservative-pyss-sequential", "conservative", SEQUENTIAL),
        ];
        let found = cases.map(|(file, backfill, settings)| {
            let log = "reference/generated-10k/w10k.swf.zst";
            let cleaning = Cleaning::Archive;
            let logs = vec![folder.join(log)];
            let question = Question { logs, columns: None, processors: 1_024, backfill, settings, cleaning };
            let table = traces::text(&format!("reference/generated-10k/{file}.csv"));
            let table = table.expect("the table is among the traces");
            let rule = format!("generated-10k on 1024, {backfill}; {}", rules(settings, cleaning));
            let command = format!(
                "suanli replay {log} --processors 1024 --backfill {backfill}{} --jobs starts.csv",
                options(settings, cleaning)
            );
            let by = if file == "conservative-pyss-sequential" { "pyss 2007" } else { "independent program" };
            compared(&question, &table, format!("{by}, `generated-10k/{file}.csv`"), rule, command)
        });
        found.to_vec()
    })
}

/// The first 5,000 jobs of KTH as CQSim scheduled them in 2012.
pub(super) fn cqsim() -> &'static [Finding] {
    static FOUND: OnceLock<Vec<Finding>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let log = "swf/KTH-SP2-1996-2.swf";
        let Some(text) = traces::text(log) else { return Vec::new() };
        let rows: Vec<&str> = text.lines().filter(|line| !line.starts_with(';')).take(5_000).collect();
        let folder = tempfile::tempdir().expect("a folder for a part of a log");
        let part = folder.path().join("first5000.swf");
        std::fs::write(&part, rows.join("\n") + "\n").expect("a part of a log can be written");
        let found = [("fcfs", "none"), ("easy", "easy")].map(|(file, backfill)| {
            let cleaning = Cleaning::Archive;
            let logs = vec![part.clone()];
            let question =
                Question { logs, columns: None, processors: 100, backfill, settings: SEQUENTIAL, cleaning };
            let table = traces::text(&format!("reference/cqsim2012-kth-first5000-{file}.csv"));
            let table = table.expect("the table is among the traces");
            let rule =
                format!("KTH-SP2-1996-2, first 5,000, on 100, {backfill}; {}", rules(SEQUENTIAL, cleaning));
            let command = format!(
                "zstdcat {log}.zst \\| grep -v '^;' \\| head -5000 \\| suanli replay /dev/stdin --processors 100 \
                 --backfill {backfill}{} --jobs starts.csv",
                options(SEQUENTIAL, cleaning)
            );
            compared(&question, &table, format!("CQSim 2012, `cqsim2012-kth-first5000-{file}.csv`"), rule, command)
        });
        found.to_vec()
    })
}

/// The small cases of pyss, by policy.
pub(super) fn pyss() -> &'static [Finding] {
    static FOUND: OnceLock<Vec<Finding>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let Some(text) = traces::text("reference/pyss2007-hand-made-cases.csv") else { return Vec::new() };
        let mut cases: BTreeMap<&str, Cases<'_>> = BTreeMap::new();
        for line in text.lines().skip(1) {
            let fields: Vec<&str> = line.split(',').collect();
            let [id, submit, run, estimate, procs, end] =
                [2, 3, 4, 5, 6, 7].map(|place| fields[place].parse::<u64>().expect("a whole number"));
            let job = PlainJob { id, submit, run: run.min(estimate), estimate, procs };
            cases.entry(fields[0]).or_default().entry(fields[1]).or_default().push((job, end));
        }
        let all: usize = cases.values().map(BTreeMap::len).sum();
        assert_eq!(all, 161, "cases in the file");
        cases.into_iter().map(|(policy, cases)| cases_of(policy, cases)).collect()
    })
}

fn cases_of(policy: &str, cases: Cases<'_>) -> Finding {
    let (name, settings) = match policy {
        "fcfs" => ("fcfs+none", BATCHED),
        "easy" => ("fcfs+easy", BATCHED),
        "easy-exact" => ("fcfs+easy", Settings { estimates: Estimates::Exact, ..BATCHED }),
        "easy-shortest-first" => ("fcfs+easy-shortest-first", BATCHED),
        "conservative" => ("fcfs+conservative", BATCHED),
        other => panic!("{other}: the file knows no such policy"),
    };
    let of = cases.len();
    let holds = |mut rows: Vec<(PlainJob, u64)>| {
        rows.sort_by_key(|(job, _)| job.submit);
        let jobs: Vec<PlainJob> = rows.iter().map(|(job, _)| *job).collect();
        let starts = machine::starts_with(settings, 100, name, &jobs);
        rows.iter().zip(starts).all(|((job, end), start)| start + job.run == *end)
    };
    let count = cases.into_values().map(holds).filter(|holds| *holds).count();
    Finding {
        source: format!("pyss 2007, hand-made cases, `{policy}`"),
        rule: format!("cases on 100, {name}; {}", rules(settings, Cleaning::Archive)),
        command: "cargo test --test it conformance::the_161".to_owned(),
        published: format!("{of} cases"),
        ours: format!("{count} hold"),
        agreement: Agreement::Same { count, of },
        wanted: Agreement::Same { count: of, of },
    }
}
