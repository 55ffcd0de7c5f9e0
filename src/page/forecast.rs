//! The page of a forecast: when the jobs of a queue will start.

use super::chart::{Axis, AxisKind, Chart, Kind, Line, View};
use super::numbers::number;
use super::parts::{Page, Table};
use super::simple::{self, Simple};
use crate::lang::Lang;
use crate::report::{ForecastPage, JobForecast, forecast_sentences, instant_in};

/// More jobs than this are in the table alone.
const BARS_MAX: usize = 60;

/// The page of `suanli forecast`.
#[must_use]
pub fn forecast_html_page(page: ForecastPage<'_>, command: &str) -> Page {
    let lang = page.lang;
    let mut sentences = forecast_sentences(page);
    let about = if sentences.is_empty() { Vec::new() } else { vec![sentences.remove(0)] };
    simple::page(Simple {
        lang,
        title: lang.fill("Forecast at {instant}", &[("instant", &instant_in(lang, page.at.0))]),
        about,
        sentences,
        charts: vec![starts(page, lang), soon(page, lang)],
        tables: vec![table(page, lang)],
        command: command.to_owned(),
    })
}

fn starts(page: ForecastPage<'_>, lang: Lang) -> Chart {
    let jobs = || page.jobs.iter().take(BARS_MAX);
    let hours = |secs: f64| secs / 3_600.0;
    let line = |low: fn(&JobForecast) -> f64, high: fn(&JobForecast) -> f64| {
        Line::new(lang.say("median (h)"), jobs().map(|job| hours(job.figures.median)))
            .within(jobs().map(|job| hours(low(job))), jobs().map(|job| hours(high(job))))
    };
    let view = |line: Line| View {
        names: jobs().map(|job| job.name.clone()).collect(),
        lines: vec![line],
        ..View::default()
    };
    Chart {
        id: "starts".into(),
        title: lang.say("When jobs will start, in hours from the snapshot on").to_owned(),
        note: lang.say("Bars are medians over futures, whiskers the interval that was chosen.").to_owned(),
        kind: Kind::Bars,
        across: Axis::new(AxisKind::Names, lang.say("Job")),
        upward: Axis::new(AxisKind::Number, lang.say("h")),
        choices: vec![(lang.say("Interval").to_owned(), vec!["90 %".into(), "50 %".into()])],
        views: vec![
            view(line(|job| job.figures.most.0, |job| job.figures.most.1)),
            view(line(|job| job.figures.half.0, |job| job.figures.half.1)),
        ],
    }
}

fn soon(page: ForecastPage<'_>, lang: Lang) -> Chart {
    let jobs = || page.jobs.iter().take(BARS_MAX);
    let line = Line::new(lang.say("within an hour (%)"), jobs().map(|job| 100.0 * job.figures.within_hour));
    Chart {
        id: "soon".into(),
        title: lang.say("The chance to start within an hour").to_owned(),
        note: String::new(),
        kind: Kind::Bars,
        across: Axis::new(AxisKind::Names, lang.say("Job")),
        upward: Axis { most: Some(100.0), ..Axis::new(AxisKind::Number, "%") },
        choices: Vec::new(),
        views: vec![View {
            names: jobs().map(|job| job.name.clone()).collect(),
            lines: vec![line],
            ..View::default()
        }],
    }
}

fn table(page: ForecastPage<'_>, lang: Lang) -> Table {
    let is_known = page.jobs.iter().any(|job| job.actual_secs.is_some());
    let mut head = vec![
        "Job",
        "user",
        "size",
        "asks for (h)",
        "has waited (h)",
        "starts in (h)",
        "90 % from (h)",
        "90 % to (h)",
        "within an hour (%)",
    ];
    head.extend(is_known.then_some("started in (h)"));
    let hours = |secs: f64| number(secs / 3_600.0);
    let row = |job: &JobForecast| {
        let mut row = vec![
            job.name.clone(),
            job.owner.clone(),
            job.size.to_string(),
            hours(job.walltime_secs as f64),
            hours(job.waited_secs as f64),
            hours(job.figures.median),
            hours(job.figures.most.0),
            hours(job.figures.most.1),
            number(100.0 * job.figures.within_hour),
        ];
        let came = || job.actual_secs.map_or_else(String::new, |secs| hours(secs as f64));
        row.extend(is_known.then(came));
        row
    };
    Table {
        caption: lang.say("All waiting jobs, in the order of the queue").to_owned(),
        head: head.iter().map(|words| lang.say(words).to_owned()).collect(),
        rows: page.jobs.iter().map(row).collect(),
    }
}
