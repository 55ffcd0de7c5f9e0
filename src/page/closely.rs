//! The chart of single runs in fine steps, which can be looked at closely.

use super::chart::{Axis, AxisKind, Chart, Kind, Line, View};
use super::run::RunFold;
use crate::lang::Lang;
use crate::model::CenterId;

/// All lines together have no more steps than about this.
const STEPS_MAX: usize = 24_000;

/// The things that are shown of a run.
const KINDS: [&str; 3] = ["jobs waiting", "jobs running", "wait of jobs that start (h)"];

/// Jobs waiting and running, and waits, of some runs with their names, in centres with theirs; nothing where there are no runs.
#[must_use]
pub(super) fn closely(lang: Lang, runs: &[(&str, &RunFold)], centers: &[String]) -> Option<Chart> {
    if runs.is_empty() {
        return None;
    }
    let count = (STEPS_MAX / (runs.len() * centers.len() * KINDS.len())).clamp(250, 4_096);
    let mut views = Vec::new();
    for kind in 0..KINDS.len() {
        for center in 0..centers.len() {
            let mut view = View::default();
            for (place, (name, run)) in runs.iter().enumerate() {
                let (steps, line) = line(kind, name, run, CenterId(center as u16), count);
                view.steps = Some((0.0, steps));
                view.lines.push(Line { look: Some(place), ..line });
            }
            views.push(view);
        }
    }
    Some(Chart {
        id: "closely".into(),
        title: lang.say("The first run in fine steps").to_owned(),
        note: lang.say("Lines are means within each step, bands reach from the least to the greatest number in it: nothing is lost however far one looks from. Drag to look closer.").to_owned(),
        kind: Kind::Lines,
        across: Axis::new(AxisKind::Time, ""),
        upward: Axis::new(AxisKind::Number, ""),
        choices: vec![
            (lang.say("What").to_owned(), KINDS.iter().map(|words| lang.say(words).to_owned()).collect()),
            (lang.say("Centre").to_owned(), centers.to_vec()),
        ],
        views,
    })
}

/// A run's line, and the length of its steps in seconds.
fn line(kind: usize, name: &str, run: &RunFold, center: CenterId, count: usize) -> (f64, Line) {
    if kind == 2 {
        let course = run.waits(center, count);
        let mean = course.mean.iter().map(|hours| hours.unwrap_or(f64::NAN));
        let line = Line::new(name, mean.clone());
        // Where one job starts alone, its wait is the mean and the longest.
        return (
            course.bin_secs,
            line.within(mean, course.longest.iter().map(|hours| hours.unwrap_or(f64::NAN))),
        );
    }
    let course = if kind == 1 { run.running(center, count) } else { run.waiting(center, count) };
    (course.bin_secs, Line::new(name, course.mean).within(course.least, course.most))
}
