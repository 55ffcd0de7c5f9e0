//! How good a model learned from a log is, for people and for machines.

use super::schemas::{SCHEMA_VERSION, of_type};
use super::score::ScoreReport;
use crate::experiment::{Judged, SpreadOfWaits};
use crate::fit::Model;
use crate::fit::likeness::Likeness;
use crate::lang::Lang;
use crate::text::{padded, padded_left, wrapped};
use schemars::JsonSchema;
use serde::Serialize;

/// How many columns a page has.
const PAGE: usize = 80;

/// One measure of likeness.
struct Measure {
    name: &'static str,
    words: &'static str,
    value: fn(&Likeness) -> f64,
    better: Better,
}

/// Which way of a measure is the good one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Better {
    Lower,
    Higher,
}

const MEASURES: [Measure; 7] = [
    Measure {
        name: "run_time_distance",
        words: "run time, distance",
        value: |found| found.run,
        better: Better::Lower,
    },
    Measure {
        name: "size_distance",
        words: "size, distance",
        value: |found| found.size,
        better: Better::Lower,
    },
    Measure { name: "gap_distance", words: "gap, distance", value: |found| found.gap, better: Better::Lower },
    Measure {
        name: "walltime_distance",
        words: "requested time, distance",
        value: |found| found.walltime,
        better: Better::Lower,
    },
    Measure {
        name: "hour_of_day_correlation",
        words: "jobs by hour of day, correlation",
        value: |found| found.hours,
        better: Better::Higher,
    },
    Measure {
        name: "hour_of_week_correlation",
        words: "jobs by hour of week, correlation",
        value: |found| found.week_hours,
        better: Better::Higher,
    },
    Measure {
        name: "work_by_week_correlation",
        words: "work by week, correlation",
        value: |found| found.work,
        better: Better::Higher,
    },
];

impl Measure {
    fn mean(&self, judged: &Judged) -> f64 {
        judged.likeness.iter().map(self.value).sum::<f64>() / judged.likeness.len() as f64
    }

    fn worst(&self, judged: &Judged) -> f64 {
        let values = judged.likeness.iter().map(self.value);
        match self.better {
            Better::Lower => values.fold(f64::NEG_INFINITY, f64::max),
            Better::Higher => values.fold(f64::INFINITY, f64::min),
        }
    }
}

/// The goodness of fit as a table.
#[must_use]
pub fn fit_text(lang: Lang, model: &Model, judged: &Judged) -> String {
    let head = lang.fill(
        "{title}: {jobs} jobs in {days} days, learned as {kinds} kinds of jobs and {weeks} weeks",
        &[
            ("title", &model.title),
            ("jobs", &model.jobs_all()),
            ("days", &model.days),
            ("kinds", &model.kinds.len()),
            ("weeks", &model.weeks.len()),
        ],
    );
    let mut text = format!("{}\n", wrapped(&head, PAGE, ""));
    let mut line = |name: &str, cells: [&str; 2]| {
        let cells = cells.map(|cell| padded_left(cell, FIGURE));
        text.push_str(&format!("{}{}{}\n", padded(name, MEASURE), cells[0], cells[1]));
    };
    let runs = judged.likeness.len();
    let beside = lang.fill("{runs} synthetic logs beside the real one", &[("runs", &runs)]);
    line(&beside, [lang.say("mean"), lang.say("worst")]);
    for measure in &MEASURES {
        let [mean, worst] = [measure.mean(judged), measure.worst(judged)].map(|value| format!("{value:.3}"));
        line(lang.say(measure.words), [&mean, &worst]);
    }
    let legend = "distance: Kolmogorov-Smirnov, 0 is the same; correlation: Pearson, 1 is the same";
    text.push_str(&wrapped(lang.say(legend), PAGE, ""));
    text.push('\n');
    match &judged.waits {
        Some(waits) => text.push_str(&waits_text(lang, model, waits)),
        None => {
            let words =
                "waits: not compared; that takes the size of the machine (--processors N) and resampled logs";
            text.push_str(&format!("{}\n", lang.say(words)));
        }
    }
    text
}

/// Over how many columns what is measured stands, and each figure behind it.
const MEASURE: usize = 36;
const FIGURE: usize = 8;

/// Over how many columns stand the names of waits.
const WAITS: usize = 56;

fn waits_text(lang: Lang, model: &Model, waits: &SpreadOfWaits) -> String {
    let hours = |secs: f64| format!("{:.2}", secs / 3_600.0);
    let range = |(least, most): (f64, f64)| {
        lang.fill("{least} to {most}", &[("least", &hours(least)), ("most", &hours(most))])
    };
    let all = waits.synthetic.len();
    let unit = lang.say(model.unit.words());
    let title = "mean wait under EASY on {count} {unit}, in hours";
    let mut text = lang.fill(title, &[("count", &waits.machine), ("unit", &unit)]) + "\n";
    let mut line = |what: &str, value: String| {
        text.push_str(&format!("  {}{value}\n", padded(what, WAITS)));
    };
    line(lang.say("the real log"), hours(waits.real));
    if let Some(recorded) = waits.recorded {
        line(lang.say("  as its own machine ran it, which was another"), hours(recorded));
    }
    let drawn = waits.resampled.len();
    let weeks = "its weeks drawn again {count} times: the middle 95 %";
    line(&lang.fill(weeks, &[("count", &drawn)]), range(waits.spread()));
    line(lang.say("  shortest to longest"), range(waits.extremes()));
    let least = waits.synthetic.iter().copied().fold(f64::INFINITY, f64::min);
    let most = waits.synthetic.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let synthetic = lang.fill("{count} synthetic logs: mean, shortest to longest", &[("count", &all)]);
    let comma = lang.say(", ");
    line(&synthetic, format!("{}{comma}{}", hours(waits.synthetic_mean()), range((least, most))));
    let of = |within: usize| lang.fill("{within} of {all}", &[("within", &within), ("all", &all)]);
    line(
        lang.say("  of them within the middle 95 %, within the extremes"),
        format!("{}{comma}{}", of(waits.within(waits.spread())), of(waits.within(waits.extremes()))),
    );
    if let Some(score) = ScoreReport::of(&waits.scores, waits.halves) {
        text.push('\n');
        text.push_str(&wrapped(&score.words_in(lang), PAGE, ""));
    }
    text
}

#[derive(Serialize, JsonSchema)]
struct Told<'a> {
    schema_version: u32,
    /// The version of the program.
    version: &'static str,
    log: &'a str,
    jobs: u64,
    days: u32,
    kinds: usize,
    weeks: usize,
    unit: &'static str,
    seed: u64,
    synthetic_logs: usize,
    fit: Vec<ToldMeasure>,
    wait_secs_mean: Option<ToldWaits<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct ToldMeasure {
    measure: &'static str,
    mean: f64,
    worst: f64,
    values: Vec<f64>,
}

#[derive(Serialize, JsonSchema)]
struct ToldWaits<'a> {
    machine: u32,
    policy: &'static str,
    real: f64,
    recorded: Option<f64>,
    resampled: &'a [f64],
    resampled_95_percent: (f64, f64),
    resampled_extremes: (f64, f64),
    synthetic: &'a [f64],
    synthetic_mean: f64,
    synthetic_within_95_percent: usize,
    synthetic_within_extremes: usize,
    score: Option<ScoreReport>,
}

/// What `fit --json` prints.
pub(super) fn json_schema() -> serde_json::Value {
    of_type::<Told<'_>>()
}

/// The goodness of fit as JSON.
#[must_use]
pub fn fit_json(model: &Model, judged: &Judged) -> String {
    let measure = |measure: &Measure| ToldMeasure {
        measure: measure.name,
        mean: measure.mean(judged),
        worst: measure.worst(judged),
        values: judged.likeness.iter().map(measure.value).collect(),
    };
    let waits = judged.waits.as_ref().map(|waits| ToldWaits {
        machine: waits.machine,
        policy: "fcfs+easy",
        real: waits.real,
        recorded: waits.recorded,
        resampled: &waits.resampled,
        resampled_95_percent: waits.spread(),
        resampled_extremes: waits.extremes(),
        synthetic: &waits.synthetic,
        synthetic_mean: waits.synthetic_mean(),
        synthetic_within_95_percent: waits.within(waits.spread()),
        synthetic_within_extremes: waits.within(waits.extremes()),
        score: ScoreReport::of(&waits.scores, waits.halves),
    });
    let told = Told {
        schema_version: SCHEMA_VERSION,
        version: env!("CARGO_PKG_VERSION"),
        log: &model.title,
        jobs: model.jobs_all(),
        days: model.days,
        kinds: model.kinds.len(),
        weeks: model.weeks.len(),
        unit: model.unit.words(),
        seed: model.seed,
        synthetic_logs: judged.likeness.len(),
        fit: MEASURES.iter().map(measure).collect(),
        wait_secs_mean: waits,
    };
    let json = serde_json::to_string_pretty(&told).expect("numbers and texts can be written as JSON");
    json + "\n"
}
