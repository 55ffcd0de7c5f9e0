//! Why jobs wait: hours for each cause, and when.

use super::Told;
use super::time::secs;
use crate::metrics::CauseCourse;
use crate::model::{Cause, CenterId};
use crate::page::chart::{Axis, AxisKind, Chart, Kind, Line, View};
use crate::page::parts::Block;

/// All views over time together hold no more numbers than about this.
const NUMBERS_MAX: usize = 120_000;

pub(super) fn blocks(told: Told<'_>) -> Vec<Block> {
    let charts = [hours(told), over_time(told)];
    charts.into_iter().flatten().filter(Chart::has_values).map(Block::Chart).collect()
}

fn hours(told: Told<'_>) -> Option<Chart> {
    let Told { comparison, lang, .. } = told;
    let scenario = &comparison.scenario;
    let rows: Vec<_> = (0..scenario.policies.len()).map(|policy| comparison.causes(policy)).collect();
    let is_told = |cause: Cause| rows.iter().flatten().any(|row| 0.0 < row.hours[cause as usize]);
    let told_causes: Vec<Cause> = Cause::ALL.into_iter().filter(|cause| is_told(*cause)).collect();
    if told_causes.is_empty() {
        return None;
    }
    // Where all jobs are of one class, that class is all of them.
    let classes = if scenario.workloads.len() < 2 { 1 } else { 1 + scenario.workloads.len() };
    let view = |class: usize| {
        let line = |cause: &Cause| {
            let mean = |rows: &Vec<crate::experiment::CauseRow>| {
                rows[class].hours_per_job[*cause as usize].map(|estimate| estimate.mean)
            };
            let values = rows.iter().map(mean).collect();
            Line {
                name: lang.say(cause.words()).to_owned(),
                values,
                look: Some(*cause as usize),
                ..Line::default()
            }
        };
        let names = scenario.policies.iter().map(|policy| policy.name.clone()).collect();
        View { names, lines: told_causes.iter().map(line).collect(), ..View::default() }
    };
    let mut names = vec![lang.say("all jobs").to_owned()];
    names.extend(scenario.workloads.iter().map(|workload| workload.title.clone()));
    names.truncate(classes);
    Some(Chart {
        id: "causes".into(),
        title: lang.say("For what jobs waited: hours for each job").to_owned(),
        note: lang
            .say("Every second of a wait has exactly one cause, so that the parts add up to the mean wait.")
            .to_owned(),
        kind: Kind::Stacks,
        across: Axis::new(AxisKind::Names, lang.say("policy")),
        upward: Axis::new(AxisKind::Number, lang.say("hours for each job")),
        choices: vec![(lang.say("Jobs").to_owned(), names)],
        views: (0..classes).map(view).collect(),
    })
}

fn over_time(told: Told<'_>) -> Option<Chart> {
    let Told { comparison, lang, .. } = told;
    let scenario = &comparison.scenario;
    let bins = comparison.cells.first()?.cause_courses.first()?.waiting.first()?.len();
    let numbers = bins * scenario.policies.len() * scenario.centers.len() * 4;
    let merged = numbers.div_ceil(NUMBERS_MAX).max(bins.div_ceil(400)).max(1);
    let mut views = Vec::new();
    for center in 0..scenario.centers.len() {
        for policy in 0..scenario.policies.len() {
            let courses: Vec<&CauseCourse> = comparison
                .cells_of(policy)
                .iter()
                .flat_map(|cell| &cell.cause_courses)
                .filter(|course| course.center == CenterId(center as u16))
                .collect();
            views.push(view(told, &courses, merged)?);
        }
    }
    Some(Chart {
        id: "causes-time".into(),
        title: lang.say("How many jobs waited for what").to_owned(),
        note: lang.say("Mean over replications.").to_owned(),
        kind: Kind::Areas,
        across: Axis::new(AxisKind::Time, ""),
        upward: Axis::new(AxisKind::Number, lang.say("jobs waiting")),
        choices: vec![
            (
                lang.say("Centre").to_owned(),
                scenario.centers.iter().map(|center| center.title.clone()).collect(),
            ),
            (
                lang.say("Policy").to_owned(),
                scenario.policies.iter().map(|policy| policy.name.clone()).collect(),
            ),
        ],
        views,
    })
}

fn view(told: Told<'_>, courses: &[&CauseCourse], merged: usize) -> Option<View> {
    let first = courses.first()?;
    let mut lines = Vec::new();
    for cause in Cause::ALL {
        let bins = courses.iter().map(|course| course.waiting[cause as usize].len()).min().unwrap_or(0);
        let mean = |bin: usize| {
            courses.iter().map(|course| course.waiting[cause as usize][bin]).sum::<f64>()
                / courses.len() as f64
        };
        let all: Vec<f64> = (0..bins).map(mean).collect();
        if all.iter().all(|jobs| *jobs < 1e-6) {
            continue;
        }
        let values = all.chunks(merged).map(|chunk| chunk.iter().sum::<f64>() / chunk.len() as f64);
        lines.push(Line { look: Some(cause as usize), ..Line::new(told.lang.say(cause.words()), values) });
    }
    Some(View {
        steps: Some((secs(first.start), first.bin.as_secs_f64() * merged as f64)),
        names: Vec::new(),
        lines,
        ..View::default()
    })
}
