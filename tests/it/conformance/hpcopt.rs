//! Strict FCFS on whole logs, as published in 2026.

use super::{Agreement, Finding, Question, options, rules};
use crate::{support, traces};
use std::sync::OnceLock;
use suanli::engine::{AtWalltime, Settings};
use suanli::log::Cleaning;

pub(super) fn findings() -> &'static [Finding] {
    static FOUND: OnceLock<Vec<Finding>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let Some(folder) = support::traces() else { return Vec::new() };
        let table = traces::text("reference/hpcopt2026-fcfs.csv").expect("the table is among the traces");
        let settings = Settings { at_walltime: AtWalltime::RunOn, ..Settings::default() };
        let cleaning = Cleaning::Archive;
        let mut found = Vec::new();
        for line in table.lines().filter(|line| line.contains("hpcopt-")) {
            let row: Vec<&str> = line.split(',').collect();
            let (log, processors) = (format!("swf/{}.swf.zst", row[0]), row[2].parse().expect("a size"));
            let logs = vec![folder.join(&log)];
            let answer =
                Question { logs, columns: None, processors, backfill: "none", settings, cleaning }.answer();
            assert_eq!(answer.jobs.len().to_string(), row[1], "{}: jobs that ran", row[0]);
            let secs = |micros: u64| micros as f64 / 1e6;
            let waits =
                answer.jobs.iter().map(|(_, submit, start, _)| secs(start.since(*submit).as_micros()));
            let slowdowns = answer.jobs.iter().map(|(_, submit, start, end)| {
                let flow = secs(end.since(*submit).as_micros());
                flow / secs(end.since(*start).as_micros()).max(60.0)
            });
            let service = &answer.tally.service;
            let makespan = answer.tally.makespan.span().expect("jobs ran").as_secs() as f64;
            // One of its engines rounds the place of the percentile up on this log, where the other interpolates.
            let (way, percentile_of_waits): (_, fn(Vec<f64>) -> f64) = match (row[0], row[4]) {
                ("SDSC-SP2-1998-4.2-cln", "hpcopt-rust") => (" (place rounded up)", percentile_95_above),
                (_, _) => ("", percentile_95),
            };
            let figures = [
                ("mean wait, s".to_owned(), service.waits.mean(1e6).expect("jobs waited"), row[7]),
                (format!("95th percentile of waits, s{way}"), percentile_of_waits(waits.collect()), row[8]),
                (
                    "95th percentile of slowdowns (60 s)".to_owned(),
                    percentile_95(slowdowns.collect()),
                    row[5],
                ),
                ("makespan, s".to_owned(), makespan, row[9]),
            ];
            for (name, ours, published) in figures {
                let digits = published.bytes().filter(u8::is_ascii_digit).count() as u32;
                let decimals = published.split_once('.').map_or(0, |(_, rest)| rest.len());
                found.push(Finding {
                    source: format!("{}, {name}", row[4]),
                    rule: format!("{} on {processors}, none; {}, run-on", row[0], rules(settings, cleaning)),
                    command: format!(
                        "suanli replay {log} --processors {processors} --backfill none{}",
                        options(settings, cleaning)
                    ),
                    published: published.to_owned(),
                    ours: format!("{ours:.decimals$}"),
                    agreement: Agreement::of_digits(ours, published),
                    wanted: Agreement::Digits(digits),
                });
            }
        }
        found
    })
}

/// The value at the place above, where the place is no whole number.
fn percentile_95_above(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[(0.95 * (values.len() - 1) as f64).ceil() as usize]
}

/// By linear interpolation between the two nearest values, as the publisher takes it.
fn percentile_95(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let place = 0.95 * (values.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(values.len() - 1);
    values[below] + (values[above] - values[below]) * place.fract()
}
