//! Jobs and work that wait, and how long they waited, over time.

use super::Told;
use crate::metrics::Timeline;
use crate::model::CenterId;
use crate::page::chart::{Axis, AxisKind, Chart, Kind, Line, View};
use crate::page::closely::closely;
use crate::page::parts::Block;
use crate::page::run::RunFold;

pub(super) fn blocks(told: Told<'_>) -> Vec<Block> {
    let charts = [queue(told), fine(told), waits(told)];
    charts.into_iter().flatten().filter(Chart::has_values).map(Block::Chart).collect()
}

fn centers(told: Told<'_>) -> Vec<String> {
    told.comparison.scenario.centers.iter().map(|center| center.title.clone()).collect()
}

fn queue(told: Told<'_>) -> Option<Chart> {
    let Told { comparison, lang, .. } = told;
    let scenario = &comparison.scenario;
    let kinds: [fn(&Timeline) -> &Vec<f64>; 2] = [|line| &line.waiting, |line| &line.backlog_hours];
    let mut views = Vec::new();
    for of in kinds {
        for center in 0..scenario.centers.len() {
            let mut view = View::default();
            for (policy, spec) in scenario.policies.iter().enumerate() {
                let cells = comparison.cells_of(policy).iter().flat_map(|cell| &cell.timelines);
                let lines: Vec<&Timeline> =
                    cells.filter(|line| line.center == CenterId(center as u16)).collect();
                let first = lines.first()?;
                let (bins, runs) = (of(first).len(), lines.len() as f64);
                let merged = bins.div_ceil(400).max(1);
                let (start, width) = first.bin_secs();
                view.steps = Some((start, width * merged as f64));
                let coarse: Vec<Vec<f64>> = lines.iter().map(|line| coarser(of(line), merged)).collect();
                let bins = coarse.iter().map(Vec::len).min().unwrap_or(0);
                let over = |bin: usize| coarse.iter().map(move |run| run[bin]);
                let line = Line::new(&spec.name, (0..bins).map(|bin| over(bin).sum::<f64>() / runs));
                let line = match 1 < lines.len() {
                    true => line.within(
                        (0..bins).map(|bin| over(bin).fold(f64::INFINITY, f64::min)),
                        (0..bins).map(|bin| over(bin).fold(f64::NEG_INFINITY, f64::max)),
                    ),
                    false => line,
                };
                view.lines.push(line);
            }
            views.push(view);
        }
    }
    let kinds = ["jobs waiting", "work waiting (hours of the whole centre)"];
    Some(Chart {
        id: "queue".into(),
        title: lang.say("The queue").to_owned(),
        note: lang
            .say("Lines are means over replications, bands reach from the lowest to the highest of them.")
            .to_owned(),
        kind: Kind::Lines,
        across: Axis::new(AxisKind::Time, ""),
        upward: Axis::new(AxisKind::Number, ""),
        choices: vec![
            (lang.say("What").to_owned(), kinds.iter().map(|words| lang.say(words).to_owned()).collect()),
            (lang.say("Centre").to_owned(), centers(told)),
        ],
        views,
    })
}

fn coarser(values: &[f64], merged: usize) -> Vec<f64> {
    values.chunks(merged).map(|chunk| chunk.iter().sum::<f64>() / chunk.len() as f64).collect()
}

/// The first run in fine steps, which can be looked at closely.
fn fine(told: Told<'_>) -> Option<Chart> {
    let Told { comparison, lang, runs, .. } = told;
    let known = comparison.scenario.policies.iter().zip(runs);
    let runs: Vec<(&str, &RunFold)> =
        known.filter_map(|(policy, run)| Some((policy.name.as_str(), run.as_ref()?))).collect();
    closely(lang, &runs, &centers(told))
}

/// Mean waits by the week of submission, over all runs.
fn waits(told: Told<'_>) -> Option<Chart> {
    const WEEK_SECS: f64 = 604_800.0;
    let Told { comparison, lang, .. } = told;
    let scenario = &comparison.scenario;
    let weeks = comparison.cells.iter().map(|cell| cell.weeks.len()).min().unwrap_or(0);
    if weeks < 2 {
        return None;
    }
    let mut view = View { steps: Some((scenario.warm_up.as_secs_f64(), WEEK_SECS)), ..View::default() };
    for (policy, spec) in scenario.policies.iter().enumerate() {
        let hours = |week: usize| {
            comparison.cells_of(policy).iter().filter_map(move |cell| {
                let week = cell.weeks[week];
                (0 < week.jobs).then(|| week.micros as f64 / week.jobs as f64 / 3.6e9)
            })
        };
        let mean = |week: usize| hours(week).sum::<f64>() / hours(week).count() as f64;
        let line = Line::new(&spec.name, (0..weeks).map(mean));
        view.lines.push(match 1 < scenario.replications {
            true => line.within(
                (0..weeks).map(|week| hours(week).fold(f64::INFINITY, f64::min)),
                (0..weeks).map(|week| hours(week).fold(f64::NEG_INFINITY, f64::max)),
            ),
            false => line,
        });
    }
    Some(Chart {
        id: "weeks".into(),
        title: lang.say("Mean wait by week of submission").to_owned(),
        note: lang.say("Jobs that never started count with their waits up to the end. Bands reach from the lowest to the highest replication.").to_owned(),
        kind: Kind::Lines,
        across: Axis::new(AxisKind::Time, ""),
        upward: Axis::new(AxisKind::Number, lang.say("mean wait (h)")),
        choices: Vec::new(),
        views: vec![view],
    })
}
