//! The axis of time: where it begins, and its marks.

use super::Told;
use crate::experiment::Regime;
use crate::metrics::Timeline;
use crate::model::{CenterId, Time};
use crate::page::parts::{Mark, MarkKind, Out, TimeAxis};

/// So many bins a strip has at most.
const BINS_MAX: usize = 400;

/// More marks than this are no help.
const MARKS_MAX: usize = 200;

pub(super) fn secs(at: Time) -> f64 {
    at.as_micros() as f64 / 1e6
}

/// The axis, with the marks of the best policy.
pub(super) fn axis(told: Told<'_>, best: usize) -> TimeAxis {
    let scenario = &told.comparison.scenario;
    let mut marks = marks(told, best);
    marks.sort_by(|one, other| one.at.total_cmp(&other.at).then(one.words.cmp(&other.words)));
    marks.dedup();
    marks.truncate(MARKS_MAX);
    let out = (0..scenario.centers.len()).filter_map(|center| out(told, CenterId(center as u16)));
    TimeAxis {
        start: Some(scenario.start.strftime("%Y-%m-%dT%H:%M:%S").to_string()),
        span: scenario.horizon.as_secs_f64(),
        marks,
        out: out.collect(),
    }
}

fn marks(told: Told<'_>, best: usize) -> Vec<Mark> {
    let Told { comparison, lang, .. } = told;
    let scenario = &comparison.scenario;
    let within = |at: Time| Time::ZERO < at && at < Time::ZERO + scenario.horizon;
    let mut marks = Vec::new();
    let mut add = |at: Time, kind: MarkKind, words: String| {
        if within(at) {
            marks.push(Mark { at: secs(at), kind, words });
        }
    };
    add(Time::ZERO + scenario.warm_up, MarkKind::WarmUp, lang.say("end of warm-up").to_owned());
    let pools: Vec<(&str, &str)> = scenario
        .centers
        .iter()
        .flat_map(|center| center.pools.iter().map(|pool| (center.name.as_str(), pool.name.as_str())))
        .collect();
    for step in comparison.cells.first().map(|cell| &cell.capacity_steps[..]).unwrap_or_default() {
        let (center, pool) = pools[step.pool];
        let words = lang.fill(
            "{center}, {pool}: {nodes} nodes",
            &[("center", &center), ("pool", &pool), ("nodes", &step.nodes)],
        );
        add(step.at, MarkKind::Phase, words);
    }
    for center in &scenario.centers {
        for lock in center.pools.iter().filter_map(|pool| pool.lock.as_ref()) {
            let windows = lock.windows_in_truth();
            if windows.is_always() || 12 < windows.spans().len() {
                continue;
            }
            for (from, until) in windows.spans() {
                add(*from, MarkKind::Lock, lang.fill("{lock} begins", &[("lock", &lock.name)]));
                add(*until, MarkKind::Lock, lang.fill("{lock} ends", &[("lock", &lock.name)]));
            }
        }
    }
    for verdict in comparison.saturations.get(best).map(|all| &all[..]).unwrap_or_default() {
        let center = &scenario.centers[usize::from(verdict.center.0)].name;
        if let (Some(since), Some(Regime::Overloaded)) = (verdict.since, verdict.regime) {
            add(since, MarkKind::Load, lang.fill("{center} is overloaded since then", &[("center", center)]));
        }
    }
    marks
}

fn out(told: Told<'_>, center: CenterId) -> Option<Out> {
    let lines: Vec<&Timeline> = told
        .comparison
        .cells
        .iter()
        .flat_map(|cell| &cell.timelines)
        .filter(|line| line.center == center)
        .collect();
    let first = lines.first()?;
    let merged = first.down_nodes.len().div_ceil(BINS_MAX).max(1);
    let most = |of: fn(&Timeline) -> &Vec<f64>| -> Vec<f64> {
        let bins = lines.iter().map(|line| of(line).len()).min().unwrap_or(0);
        let highest = |bin: usize| lines.iter().map(|line| of(line)[bin]).fold(0.0, f64::max);
        let all: Vec<f64> = (0..bins).map(highest).collect();
        all.chunks(merged).map(|chunk| chunk.iter().copied().fold(0.0, f64::max)).collect()
    };
    let (failed, maintained) = (most(|line| &line.down_nodes), most(|line| &line.maintenance_nodes));
    let any = failed.iter().chain(&maintained).any(|nodes| 0.005 <= *nodes);
    let (start, width) = first.bin_secs();
    any.then(|| Out {
        center: told.comparison.scenario.centers[usize::from(center.0)].name.clone(),
        steps: (start, width * merged as f64),
        failed,
        maintained,
    })
}
