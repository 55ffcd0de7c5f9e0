//! Logs as workloads: the file is read through, so that whatever is wrong with it is known before anything is simulated.

use std::ops::Range;
use std::path::PathBuf;
use std::str::FromStr;

use super::super::log_spec::LogSpec;
use super::super::problem::Problems;
use super::super::read::At;
use super::super::spec::WorkloadSpec;
use super::jobs::typed_bonds;
use super::names::Names;
use crate::log::{ColumnMap, Factor, Finding, Logs, Resize, Shapes, SizeUnit, Tally, Transform, Treatment};
use crate::model::{Center, PartitionId, Span};
use crate::workload::{LogOrigin, Origin, Unit, partition_capacity};

/// The log of a workload that names one.
pub(super) fn log_origin(
    spec: &WorkloadSpec,
    place: Option<(usize, usize)>,
    (names, centers): (&Names, &[Option<Center>]),
    problems: &mut Problems<'_>,
) -> Option<Origin> {
    note_what_a_log_says(spec, problems);
    let LogSpec { file, .. } = &spec.log;
    let file = file.as_ref()?;
    let wrong_before = problems.count();
    let mut logs = logs(spec, file, problems);
    let queues = queues(spec, place, names, problems);
    if wrong_before < problems.count() {
        return None;
    }
    let opened = match logs.open() {
        Ok(opened) => opened,
        Err(error) => {
            problems.add(&file.span, format!("log: {error}"), None);
            return None;
        }
    };
    if let Some(from) = &spec.log.resize_from {
        let (center, partition) = place?;
        let center = centers[center].as_ref()?;
        let unit = match opened.unit() {
            SizeUnit::Processors => Unit::Cores,
            SizeUnit::Nodes => Unit::Nodes,
            SizeUnit::Accelerators | SizeUnit::Slots => Unit::Accelerators,
        };
        let to = partition_capacity(unit, center, PartitionId(partition as u16));
        let to = u32::try_from(to).unwrap_or(u32::MAX);
        logs.transform.resize = Some(Resize { from: from.value, to: to.max(1) });
    }
    match LogOrigin::survey(&file.value, &logs) {
        Ok(mut origin) => {
            origin.queues = queues;
            let overhead = spec.log.overhead_micros.as_ref();
            origin.overhead =
                overhead.map_or(Span::ZERO, |overhead| Span::from_micros(overhead.value.unsigned_abs()));
            warn_of_lost_rows(&origin, file, problems);
            warn_of_accelerators(&origin, (spec, file), place, centers, problems);
            Some(Origin::Log(Box::new(origin)))
        }
        Err(error) => {
            problems.add(&file.span, format!("log: {error}"), None);
            None
        }
    }
}

/// Warns of rows that give no job although they are wanted, and says why, as a replay does.
fn warn_of_lost_rows(origin: &LogOrigin, file: &At<String>, problems: &mut Problems<'_>) {
    let quality = &origin.quality;
    let reasons = |treatment: Treatment| -> Vec<String> {
        let wanted = |finding: &Finding| !matches!(finding, Finding::FilteredOut | Finding::OutsideWindow);
        let found = quality.found(treatment).filter(|(finding, _)| wanted(finding));
        let place = |tally: &Tally| tally.first_lines.first().map(|line| format!(" (first in line {line})"));
        found
            .map(|(finding, tally)| {
                format!("{} {}{}", tally.rows, finding.words(), place(tally).unwrap_or_default())
            })
            .collect()
    };
    let dropped = reasons(Treatment::Dropped);
    if dropped.is_empty() {
        return;
    }
    let message = format!(
        "log: {} of {} rows give a job; not so: {}",
        quality.rows_kept,
        quality.rows_read,
        dropped.join("; ")
    );
    let others = [("repaired", Treatment::Repaired), ("skipped", Treatment::Skipped)];
    let others = others.map(|(name, treatment)| (name, reasons(treatment)));
    let others: Vec<String> = others
        .into_iter()
        .filter(|(_, reasons)| !reasons.is_empty())
        .map(|(name, reasons)| format!("{name}: {}", reasons.join("; ")))
        .collect();
    problems.warn(&file.span, message, (!others.is_empty()).then(|| others.join(". ")));
}

/// Warns of accelerators that jobs of a log had and that their sizes do not count, where the partition has some.
fn warn_of_accelerators(
    origin: &LogOrigin,
    (spec, file): (&WorkloadSpec, &At<String>),
    place: Option<(usize, usize)>,
    centers: &[Option<Center>],
    problems: &mut Problems<'_>,
) {
    let Some((center, partition)) = place else { return };
    let Some(center) = &centers[center] else { return };
    let there = partition_capacity(Unit::Accelerators, center, PartitionId(partition as u16));
    let (had, jobs) = (origin.with_accelerators, origin.jobs);
    if had == 0 || origin.unit == Unit::Accelerators || (0 < there && origin.counts_accelerators) {
        return;
    }
    let span = spec.unit.as_ref().map_or(&file.span, |unit| &unit.span);
    let (why, help) = if there == 0 {
        (format!("of which `{}` has none", center.partitions[partition].name), None)
    } else {
        let help = "leave out `unit`, so that they hold cores, accelerators and memory as their log says";
        ("which their sizes do not count".to_owned(), Some(help.to_owned()))
    };
    let message = format!("log: {had} of its {jobs} jobs had accelerators, {why}: they hold none here");
    problems.warn(span, message, help);
}

/// How the log is read; what is wrong with its settings is noted.
fn logs(spec: &WorkloadSpec, file: &At<String>, problems: &mut Problems<'_>) -> Logs {
    let LogSpec { columns, filter, window, .. } = &spec.log;
    let columns = columns.as_ref().and_then(|at| match ColumnMap::read(&beside(problems, &at.value)) {
        Ok(columns) => Some(columns),
        Err(errors) => {
            for error in errors.each() {
                problems.add(&at.span, format!("columns: {error}"), None);
            }
            None
        }
    });
    let unit = spec.unit.as_ref().map(|unit| match unit.value.as_str() {
        "cores" => SizeUnit::Processors,
        "accelerators" => SizeUnit::Accelerators,
        _ => SizeUnit::Nodes,
    });
    let transform = Transform {
        filter: parsed("filter", filter.as_ref(), problems),
        window: parsed("window", window.as_ref(), problems),
        sizes: factor(spec.log.scale_sizes.as_ref()),
        runs: factor(spec.log.scale_runtimes.as_ref()),
        speed: factor(spec.log.speed.as_ref()),
        arrivals: factor(spec.log.scale_arrivals.as_ref()),
        split_at: spec.log.split_at_micros.as_ref().map(|at| Span::from_micros(at.value.unsigned_abs())),
        ..Transform::default()
    };
    let path = match &spec.log.folder {
        Some(folder) => folder.join(&file.value),
        None => beside(problems, &file.value),
    };
    Logs { columns, unit, transform, shapes: Shapes::AsAsked, ..Logs::of(&[path]) }
}

/// The queues of the log that are partitions of the centre.
fn queues(
    spec: &WorkloadSpec,
    place: Option<(usize, usize)>,
    names: &Names,
    problems: &mut Problems<'_>,
) -> Vec<(String, PartitionId)> {
    let (Some(queues), Some((center, _))) = (&spec.log.queues, place) else { return Vec::new() };
    let found = queues.value.iter().filter_map(|queue| {
        let partition = names.partitions[center].find(queue, problems)?;
        Some((queue.value.clone(), PartitionId(partition as u16)))
    });
    found.collect()
}

/// A file named in a scenario lies where the scenario lies, unless its whole path is given.
fn beside(problems: &Problems<'_>, named: &str) -> PathBuf {
    problems.folder().join(named)
}

fn parsed<T: FromStr<Err = String> + Default>(
    key: &str,
    text: Option<&At<String>>,
    problems: &mut Problems<'_>,
) -> T {
    let Some(at) = text else { return T::default() };
    at.value.parse().unwrap_or_else(|wrong| {
        problems.add(&at.span, format!("{key}: {wrong}"), None);
        T::default()
    })
}

fn factor(number: Option<&At<f64>>) -> Factor {
    let read =
        |at: &At<f64>| at.value.to_string().parse().expect("the format allows only what a factor can be");
    number.map_or(Factor::ONE, read)
}

/// Notes what only makes sense where jobs are made up.
fn note_what_a_log_says(spec: &WorkloadSpec, problems: &mut Problems<'_>) {
    fn at<T>(value: Option<&At<T>>) -> Option<&Range<usize>> {
        value.map(|at| &at.span)
    }
    let typed = [
        ("load", at(spec.load.as_ref())),
        ("jobs_per_day", at(spec.jobs_per_day.as_ref())),
        ("growth_per_year", at(spec.growth_per_year.as_ref())),
        ("growth_per_month", at(spec.growth_per_month.as_ref())),
        ("months", at(spec.months.as_ref())),
        ("hours", at(spec.hours.as_ref())),
        ("weekdays", at(spec.weekdays.as_ref())),
        ("holidays", at(spec.holidays.as_ref())),
        ("size_max", at(spec.size_max.as_ref())),
        ("burst", at(spec.burst.as_ref())),
        ("array", at(spec.array.as_ref())),
        ("estimates", at(spec.estimates.as_ref())),
        ("popular_estimates", at(spec.popular_estimates.as_ref())),
        ("estimate_max", at(spec.estimate_max_micros.as_ref())),
        ("feedback", at(spec.feedback.as_ref())),
        ("ramp", spec.ramp.as_ref().map(|ramp| &ramp.span)),
        ("sessions", spec.sessions.as_ref().map(|sessions| &sessions.span)),
    ];
    let hours = spec.unit_hours.iter().map(|(_, key, typed)| (*key, at(typed.as_ref())));
    for (key, span) in typed.into_iter().chain(hours).chain(typed_bonds(&spec.rule)) {
        if let Some(span) = span {
            let help = "leave it out; `scale_arrivals`, `scale_sizes`, `scale_runtimes` and `filter` change what a log has";
            problems.add(span, format!("{key}: the jobs of a log come as they came then"), Some(help.into()));
        }
    }
}

/// Notes what only a log can be told.
pub(super) fn note_without_log(spec: &WorkloadSpec, problems: &mut Problems<'_>) {
    for (key, span) in spec.log.typed() {
        let help = Some("name one with `log = \"jobs.swf\"`, or leave it out".into());
        problems.add(span, format!("{key}: the workload is no log"), help);
    }
}
