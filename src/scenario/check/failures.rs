//! Nodes that fail: by chance, or as it was recorded.

use std::path::PathBuf;

use super::super::failures::FailureSpec;
use super::super::problem::Problems;
use super::super::read::At;
use super::super::spec::Spec;
use super::commissioning::commissioning;
use super::failure_times::{detection, repair, warn_without_effect, window};
use super::maintenance::without_notice;
use super::names::Names;
use super::period::{Period, span};
use crate::faults::{
    CenterFailures, Exclusion, FailureModel, Lemons, RecordedFailure, Times, Together, Window, node_count,
};
use crate::log::{Content, Failures, read_other};
use crate::model::{Center, PartitionId, Span, Time};

/// A day in seconds.
const DAY_SECS: f64 = 86_400.0;

/// How the nodes of each centre fail.
pub(super) fn failures(
    spec: &Spec,
    names: &Names,
    centers: &[Option<Center>],
    period: Option<Period>,
    problems: &mut Problems<'_>,
) -> Vec<CenterFailures> {
    let mut failures: Vec<CenterFailures> = centers.iter().map(|_| CenterFailures::default()).collect();
    for typed in &spec.failures {
        note_frequency(typed, problems);
        let window = window(typed, period, problems);
        warn_without_effect(typed, problems);
        let model = model(typed, period, problems);
        let centers_meant = match &typed.center {
            Some(name) => names.centers.find(name, problems).into_iter().collect(),
            None => (0..spec.centers.len()).collect::<Vec<_>>(),
        };
        let partitions = names.partitions_in(&centers_meant, typed.partitions.as_ref(), problems);
        let record = typed.log.as_ref().and_then(|log| record(typed, log, problems));
        for (center, partitions) in centers_meant.into_iter().zip(partitions) {
            let (Some(partitions), Some(site)) = (partitions, &centers[center]) else { continue };
            let all = (0..site.partitions.len()).map(|place| PartitionId(place as u16));
            let partitions = if partitions.is_empty() { all.collect() } else { partitions };
            note_missing_nodes(typed, node_count(site, &partitions), problems);
            if let (Some(record), Some(log)) = (&record, &typed.log) {
                let mut found = recorded((record, log), (typed, &partitions), site, period, problems);
                found.retain(|failure| window.holds(failure.from, failure.node));
                failures[center].recorded.extend(found);
            } else if let Some(model) = &model {
                let model = FailureModel { partitions, window, ..model.clone() };
                note_too_many((&model, site), typed, period, problems);
                failures[center].models.push(model);
            }
        }
    }
    for (place, site) in centers.iter().enumerate() {
        let Some(site) = site else { continue };
        for (number, typed) in spec.centers[place].partitions.iter().enumerate() {
            let id = PartitionId(number as u16);
            let there = node_count(site, &[id]);
            failures[place].works.extend(without_notice((typed, id), there, period, problems));
        }
    }
    commissioning(spec, &mut failures, problems);
    failures
}

/// Notes nodes that there are not.
fn note_missing_nodes(spec: &FailureSpec, there: u32, problems: &mut Problems<'_>) {
    if let Some(nodes) = spec.nodes.as_ref().filter(|nodes| there < nodes.value.1) {
        let message = format!("nodes: there are {there} nodes, counted from 1");
        problems.add(&nodes.span, message, None);
    }
}

/// Notes a cause of which it is not said, or said twice, how often it strikes.
fn note_frequency(spec: &FailureSpec, problems: &mut Problems<'_>) {
    let typed = [
        ("mtbf", spec.mtbf_micros.as_ref().map(|at| &at.span)),
        ("per_1000_node_days", spec.rate.as_ref().map(|at| &at.span)),
        ("log", spec.log.as_ref().map(|at| &at.span)),
    ];
    let mut said = typed.into_iter().filter_map(|(key, span)| Some((key, span?)));
    match (said.next(), said.next()) {
        (Some((first, _)), Some((second, span))) => {
            let message = format!("{second}: `{first}` says already how often nodes fail");
            problems.add(span, message, Some("leave one of them out".into()));
        }
        (None, _) if !spec.frequency_typed => {
            let help =
                "for example `per_1000_node_days = 6.5`, `mtbf = \"154 d\"` or `log = \"failures.csv\"`";
            problems.add(&spec.span, "`[[failure]]` does not say how often nodes fail", Some(help.into()));
        }
        (Some(_) | None, _) => {}
    }
    if spec.log.is_some() {
        let chance = [
            ("shape", spec.shape.as_ref().map(|at| &at.span)),
            ("repair", spec.repair_micros.as_ref().map(|at| &at.span)),
            ("repair_median", spec.median_micros.as_ref().map(|at| &at.span)),
            ("detection_time", spec.detection_micros.as_ref().map(|at| &at.span)),
            ("detection_median", spec.detection_median_micros.as_ref().map(|at| &at.span)),
            ("lemon_share", spec.lemon_share.as_ref().map(|at| &at.span)),
            ("exclude_after", spec.exclude_after.as_ref().map(|at| &at.span)),
            ("nodes_together", spec.together.as_ref().map(|at| &at.span)),
        ];
        for (key, span) in chance.into_iter().filter_map(|(key, span)| Some((key, span?))) {
            let message = format!("{key}: the record in `log` says all that happened");
            problems.add(span, message, Some("leave it out".into()));
        }
    }
}

/// The failures by chance that a table describes; its partitions are found later.
fn model(spec: &FailureSpec, period: Option<Period>, problems: &mut Problems<'_>) -> Option<FailureModel> {
    let repair = repair(spec, period, problems);
    let detection = detection(spec, problems);
    let together = together(spec, problems);
    let lemons = lemons(spec, problems);
    let mean = match (&spec.mtbf_micros, &spec.rate) {
        (Some(mtbf), None) => span(mtbf.value),
        (None, Some(rate)) => Span::from_secs_f64(1_000.0 * DAY_SECS / rate.value),
        (Some(_), Some(_)) | (None, None) => return None,
    };
    let lasts = |at: &Option<At<i64>>| at.as_ref().map_or(Span::from_secs(30 * 86_400), |at| span(at.value));
    let exclusion = spec.exclude_after.as_ref().map(|failures| Exclusion {
        failures: failures.value as u32,
        within: lasts(&spec.exclude_within_micros),
        lasts: lasts(&spec.exclude_for_micros),
    });
    Some(FailureModel {
        cause: spec.name.as_ref()?.value.clone(),
        partitions: Vec::new(),
        times: Times { mean, shape: spec.shape.as_ref().map_or(1.0, |shape| shape.value) },
        detection: detection?,
        repair: repair?,
        together: together?,
        lemons: lemons?,
        exclusion,
        window: Window::ALL,
    })
}

/// So many failures are kept at most, of one cause in one centre.
const FAILURES_MAX: f64 = 5_000_000.0;

/// Notes failures that are more than anybody could keep.
fn note_too_many(
    (model, site): (&FailureModel, &Center),
    spec: &FailureSpec,
    period: Option<Period>,
    problems: &mut Problems<'_>,
) {
    let Some(period) = period else { return };
    let cycle = model.times.mean.as_secs_f64() + model.repair.mean_secs().unwrap_or(0.0);
    let nodes = f64::from(node_count(site, &model.partitions));
    let count = nodes * period.horizon.as_secs_f64() / cycle;
    if FAILURES_MAX < count {
        let at = spec.mtbf_micros.as_ref().map(|at| &at.span).or(spec.rate.as_ref().map(|at| &at.span));
        let message = format!(
            "these are about {} million failures; at most 5 million can be kept",
            (count / 1e6).round()
        );
        problems.add(
            at.unwrap_or(&spec.span),
            message,
            Some("a longer `mtbf`, fewer nodes or a shorter horizon".into()),
        );
    }
}

fn together(spec: &FailureSpec, problems: &mut Problems<'_>) -> Option<Together> {
    let all = spec.all_together.as_ref().is_some_and(|all| all.value);
    match &spec.together {
        Some(count) if all => {
            let help = Some("leave one of them out".into());
            problems.add(
                &count.span,
                "nodes_together: `all_together` says that all nodes fail at once",
                help,
            );
            None
        }
        Some(count) => Some(Together::Neighbours(count.value as u32)),
        None => Some(if all { Together::All } else { Together::Neighbours(1) }),
    }
}

fn lemons(spec: &FailureSpec, problems: &mut Problems<'_>) -> Option<Option<Lemons>> {
    match (&spec.lemon_share, &spec.lemon_factor) {
        (Some(share), Some(factor)) => {
            Some(Some(Lemons { share: share.value as f64 / 1e8, factor: factor.value }))
        }
        (None, None) => Some(None),
        (Some(share), None) => {
            let help = Some("for example `lemon_factor = 20`".into());
            problems.add(&share.span, "lemon_share: how many times as often they fail is not said", help);
            None
        }
        (None, Some(factor)) => {
            let help = Some("for example `lemon_share = \"5 %\"`".into());
            problems.add(&factor.span, "lemon_factor: of which share of the nodes is not said", help);
            None
        }
    }
}

/// Reads a record of failures.
fn record(spec: &FailureSpec, log: &At<String>, problems: &mut Problems<'_>) -> Option<Failures> {
    let path: PathBuf = match &spec.folder {
        Some(folder) => folder.join(&log.value),
        None => problems.folder().join(&log.value),
    };
    let message = match read_other(&path) {
        Ok(Some(table)) => match table.content {
            Content::Failures(failures) => {
                if table.quality.rows_kept < table.quality.rows_read {
                    let (kept, read) = (table.quality.rows_kept, table.quality.rows_read);
                    let message = format!("log: {kept} of {read} rows give a failure");
                    let help = "`suanli inspect` of the file says what is wrong with the others";
                    problems.warn(&log.span, message, Some(help.into()));
                }
                return Some(failures);
            }
            Content::Machines(_) | Content::Series(_) | Content::Summary(_) | Content::Demands(_) => {
                format!("log: `{}` is a {}, and no record of failures", log.value, table.kind)
            }
        },
        Ok(None) => format!("log: `{}` is no record of failures", log.value),
        Err(error) => format!("log: {error}"),
    };
    problems.add(&log.span, message, Some("its first line names the columns `node`, `from` and `to`".into()));
    None
}

/// The failures of a record in the time of the scenario; notes nodes that do not exist.
fn recorded(
    (record, log): (&Failures, &At<String>),
    (spec, partitions): (&FailureSpec, &[PartitionId]),
    center: &Center,
    period: Option<Period>,
    problems: &mut Problems<'_>,
) -> Vec<RecordedFailure> {
    let Some(period) = period else { return Vec::new() };
    let there = node_count(center, partitions);
    let start_micros = period.start.duration_since(EPOCH).as_micros();
    let shift = record.origin_secs.map_or(0, |origin| i128::from(origin) * 1_000_000 - start_micros);
    let numbers: Vec<Option<u32>> = record.nodes.iter().map(|name| name.parse().ok()).collect();
    let named = numbers.iter().any(Option::is_none);
    if let Some(place) = (0..record.nodes.len()).find(|place| there <= node_of(*place, &numbers, named)) {
        let name = &record.nodes[place];
        let line =
            record.faults.iter().filter(|fault| fault.node as usize == place).map(|fault| fault.line).min();
        let line = line.map_or(String::new(), |line| format!(" (line {line})"));
        let message = format!("log: node `{name}`{line} does not exist: there are {there} nodes");
        problems.add(&log.span, message, Some("node numbers are counted from 1".into()));
        return Vec::new();
    }
    if let Some(place) = record.first_overlap() {
        let line = record.faults[place].line;
        let message =
            format!("log: a node fails in line {line} that was out already: both failures are taken as one");
        problems.warn(&log.span, message, None);
    }
    let cause = |place: u16| match record.causes.get(usize::from(place)).map(String::as_str) {
        Some("") | None => spec.name.as_ref().map_or_else(String::new, |name| name.value.clone()),
        Some(cause) => cause.to_owned(),
    };
    let horizon = i128::from(period.horizon.as_micros());
    let inside = |micros: u64| (i128::from(micros) + shift).clamp(0, horizon);
    let failures = record.faults.iter().map(|fault| RecordedFailure {
        cause: cause(fault.cause),
        partitions: partitions.to_vec(),
        node: node_of(fault.node as usize, &numbers, named),
        from: Time::from_micros(inside(fault.from_micros) as u64),
        until: Time::from_micros(inside(fault.until_micros) as u64),
    });
    let found: Vec<RecordedFailure> = failures.filter(|failure| failure.from < failure.until).collect();
    if found.is_empty() {
        problems.warn(&log.span, "log: none of its failures lies in the time of the scenario", None);
    }
    found
}

const EPOCH: jiff::civil::DateTime = jiff::civil::DateTime::constant(1970, 1, 1, 0, 0, 0, 0);

/// A node of a record, counted from 0: by its number, or where nodes have names in the order in which they failed first.
fn node_of(place: usize, numbers: &[Option<u32>], named: bool) -> u32 {
    match numbers[place] {
        Some(number) if !named && 0 < number => number - 1,
        Some(_) if !named => u32::MAX,
        Some(_) | None => place as u32,
    }
}
