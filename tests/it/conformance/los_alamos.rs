//! Generated jobs on a thousand nodes under EASY, as Los Alamos published them: the machine is overloaded, and thousands wait.

use super::{Agreement, Finding, Question, rules};
use crate::{support, traces};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use suanli::engine::Settings;
use suanli::log::{Cleaning, ColumnMap};
use suanli::model::Time;

const LOG: &str = "reference/lanl-easy-20k/jobs.csv";
const COLUMNS: &str = "reference/lanl-easy-20k/columns.toml";

/// The table of starts, by job: `job,submit,start,...`, in seconds with up to six digits behind the point.
fn starts_of(table: &str) -> BTreeMap<u64, Time> {
    let row = |line: &str| {
        let fields: Vec<&str> = line.split(',').collect();
        (fields[0].parse().expect("jobs are whole numbers"), Time::from_micros(micros(fields[2])))
    };
    table.lines().skip(1).map(row).collect()
}

fn micros(seconds: &str) -> u64 {
    let (whole, digits) = seconds.split_once('.').unwrap_or((seconds, ""));
    format!("{whole}{digits:0<6}").parse().expect("seconds and at most six digits")
}

pub(super) fn findings() -> &'static [Finding] {
    static FOUND: OnceLock<Vec<Finding>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let (Some(folder), Some(table)) = (support::traces(), traces::text(LOG)) else { return Vec::new() };
        let columns = ColumnMap::read(&folder.join(COLUMNS)).expect("the map of the columns can be read");
        let (settings, cleaning) = (Settings::default(), Cleaning::Archive);
        let logs = vec![folder.join(format!("{LOG}.zst"))];
        let question =
            Question { logs, columns: Some(columns), processors: 1_000, backfill: "easy", settings, cleaning };
        let (published, answer) = (starts_of(&table), question.answer());
        let same = |(job, _, start, _): &&(u64, Time, Time, Time)| published.get(job) == Some(start);
        let (count, of) = (answer.jobs.iter().filter(same).count(), published.len());
        vec![Finding {
            source: "Batsim of Los Alamos, `lanl-easy-20k/jobs.csv`".into(),
            rule: format!("lanl-easy-20k on 1000, easy; {}", rules(settings, cleaning)),
            command: format!(
                "suanli replay {LOG}.zst --columns {COLUMNS} --processors 1000 --backfill easy --jobs starts.csv"
            ),
            published: format!("{of} starts"),
            ours: format!("{} starts", answer.jobs.len()),
            agreement: Agreement::Same { count, of },
            wanted: Agreement::Same { count: 20_000, of: 20_000 },
        }]
    })
}
