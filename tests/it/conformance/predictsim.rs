//! The mean bounded slowdowns that a study of 2015 published for EASY on four logs of the archive.

use super::{Agreement, Finding, Question, options, rules};
use crate::{support, traces};
use std::path::Path;
use std::sync::OnceLock;
use suanli::engine::{Correction, Estimates, Instants, Settings};
use suanli::log::Cleaning;

const TABLE: &str = "reference/predictsim2015-easy-metrics.csv";

/// How the table begins the rows of a log, the files, the processors of its machine, and the jobs that the cleaning leaves.
const LOGS: [(&str, &[&str], u32, u64); 4] = [
    ("KTH-SP2", &["swf/KTH-SP2-1996-2.swf.zst"], 100, 28_481),
    ("CTC-SP2", &["swf/CTC-SP2-1996-3.1-cln.swf.zst"], 338, 77_199),
    ("SDSC-SP2", &["swf/SDSC-SP2-1998-4.1-first7.swf", "swf/SDSC-SP2-1998-4.2-cln.swf.zst"], 128, 54_006),
    ("CEA-Curie", &["swf/CEA-Curie-2011-2.1-cln.swf.zst"], 80_640, 295_540),
];

pub(super) fn findings() -> &'static [Finding] {
    static FOUND: OnceLock<Vec<Finding>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let Some(folder) = support::traces() else { return Vec::new() };
        let table = traces::text(TABLE).expect("the table is among the traces");
        let rows = table.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
        rows.map(|row| finding(&folder, &row)).collect()
    })
}

fn finding(folder: &Path, row: &[&str]) -> Finding {
    let known = LOGS.iter().find(|(name, ..)| row[0].starts_with(name));
    let (_, files, processors, jobs) = known.expect("the table has four logs");
    let backfill = if row[3] == "FCFS" { "easy" } else { "easy-shortest-first" };
    let estimates = match (row[4], row[5]) {
        ("requested", _) => Estimates::Requested,
        ("exact", _) => Estimates::Exact,
        ("2x requested", _) => Estimates::Scaled(200),
        (_, "incremental") => Estimates::UserLastTwo(Correction::Incremental),
        (_, "recursive doubling") => Estimates::UserLastTwo(Correction::RecursiveDoubling),
        (_, "requested") => Estimates::UserLastTwo(Correction::Requested),
        (estimates, correction) => panic!("{estimates} {correction}: the table knows no such estimates"),
    };
    let settings = Settings { instants: Instants::Sequential, estimates, ..Settings::default() };
    let cleaning = Cleaning::Strict { processors: u64::from(*processors) };
    let logs = files.iter().map(|file| folder.join(file)).collect();
    let answer =
        Question { logs, columns: None, processors: *processors, backfill, settings, cleaning }.answer();
    assert_eq!(answer.tally.service.jobs(), *jobs, "{}: jobs left by the strict cleaning", row[0]);
    let ours = answer.tally.service.slowdowns.mean(1e9).expect("a log has jobs");
    Finding {
        source: format!("predictsim 2015, `{}`", row[6]),
        rule: format!("{} on {processors}, {backfill}; {}", row[0], rules(settings, cleaning)),
        command: format!(
            "suanli replay {} --processors {processors} --backfill {backfill}{}",
            files.join(" "),
            options(settings, cleaning)
        ),
        published: row[13].to_owned(),
        ours: format!("{ours:.12}"),
        agreement: Agreement::of_digits(ours, row[13]),
        wanted: Agreement::Digits(8),
    }
}
