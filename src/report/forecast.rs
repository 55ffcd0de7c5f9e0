//! When waiting jobs will start: sentences first, then a table; the same as JSON and CSV.

use super::columns::{rendered, styled};
use super::number::{duration_words, percent};
use super::schemas::{SCHEMA_VERSION, of_example};
use super::spoken::{counted_in, instant_in};
use crate::experiment::forecast::Figures;
use crate::lang::Lang;
use crate::text::{csv_cell, grouped, wrapped};
use serde_json::{Value, json};
use std::fmt::Write;

/// So many jobs are told of in sentences; the others stand in the table.
const SENTENCES_MAX: usize = 10;

/// So many rows a table has.
const ROWS_MAX: usize = 200;

/// Nothing is simulated beyond this: a start that late is told as being later.
const LAST_SECS: f64 = 60.0 * 86_400.0;

/// The forecast of one job.
#[derive(Debug, Clone, PartialEq)]
pub struct JobForecast {
    /// What its machine calls it.
    pub name: String,
    /// Whose it is, if that is known.
    pub owner: String,
    /// How much it asks for, in what sizes count.
    pub size: u32,
    /// For how long, in seconds.
    pub walltime_secs: u64,
    /// How long it has waited.
    pub waited_secs: u64,
    /// When it will start.
    pub figures: Figures,
    /// How many seconds after the snapshot its own scheduler says it will start, where that was written down.
    pub scheduler_secs: Option<u64>,
    /// When it really started, where a log knows.
    pub actual_secs: Option<u64>,
}

/// What would be if a job asked for something else.
#[derive(Debug, Clone, PartialEq)]
pub struct OtherRequest {
    /// The job.
    pub name: String,
    /// What it would ask for, as typed.
    pub words: String,
    /// When it would start.
    pub figures: Figures,
    /// When it will as things are.
    pub before: Figures,
}

/// Everything that is told.
#[derive(Debug, Clone, Copy)]
pub struct ForecastPage<'a> {
    /// The language of what people read.
    pub lang: Lang,
    /// The jobs, in the order of the queue.
    pub jobs: &'a [JobForecast],
    /// What would be otherwise.
    pub others: &'a [OtherRequest],
    /// The instant, for people, and in seconds on the machine's clock.
    pub at: (&'a str, u64),
    /// How many jobs run.
    pub running: usize,
    /// How many wait, those included that were not asked about.
    pub waiting: usize,
    /// The jobs that wait for something else than nodes.
    pub held: &'a [String],
    /// From how many past forecasts these were corrected; nothing where they were not.
    pub lessons: Option<usize>,
    /// The policy that was simulated.
    pub policy: &'a str,
    /// In how many futures.
    pub futures: u32,
    /// The scenario whose run this is, where it is none of a real machine: then the run itself tells what came.
    pub scenario: Option<&'a str>,
}

/// The forecast for the terminal.
#[must_use]
pub fn forecast_text(page: ForecastPage<'_>, width: usize) -> String {
    let lines = forecast_sentences(page);
    let text: String = lines.iter().map(|line| wrapped(&format!("{line}\n"), width, "")).collect();
    format!("{text}\n{}", table(page, width))
}

/// The forecast in sentences, that about the instant first.
#[must_use]
pub fn forecast_sentences(page: ForecastPage<'_>) -> Vec<String> {
    let lang = page.lang;
    let mut lines = vec![lang.fill(
        "{at}: {running} and {waiting}, in {futures} futures under `{policy}`.",
        &[
            ("at", &instant_in(lang, page.at.0)),
            ("running", &counted_in(lang, page.running as u64, "job runs", "jobs run")),
            ("waiting", &counted_in(lang, page.waiting as u64, "job waits", "jobs wait")),
            ("futures", &page.futures),
            ("policy", &page.policy),
        ],
    )];
    lines.extend(page.jobs.iter().take(SENTENCES_MAX).map(|job| sentence(lang, job)));
    lines.extend(page.others.iter().map(|other| other_sentence(lang, other)));
    if !page.held.is_empty() {
        let held = page.held.iter().take(10).cloned().collect::<Vec<_>>().join(", ");
        let more = if 10 < page.held.len() { ", ..." } else { "" };
        let words = "Held back, so that nobody can say when they start: {jobs}.";
        lines.push(lang.fill(words, &[("jobs", &(held + more))]));
    }
    lines.push(match page.lessons {
        None if page.scenario.is_some() => of_scenario(lang, page.jobs),
        Some(count) => {
            let forecasts = counted_in(lang, count as u64, "forecast", "forecasts");
            lang.fill("Corrected by {forecasts} of the past.", &[("forecasts", &forecasts)])
        }
        None => lang.say(BARE).to_owned(),
    });
    lines
}

const BARE: &str = "These are bare simulations: real machines have rules and repairs that they do not know, and their intervals are too narrow. Learn from the past with `--judge` and give what was learned with `--lessons-from`.";

/// What came of forecasts in the scenario's own run.
fn of_scenario(lang: Lang, jobs: &[JobForecast]) -> String {
    let came = jobs.iter().filter_map(|job| Some((job.figures.most, job.actual_secs? as f64)));
    let held = came.clone().filter(|((low, high), start)| low <= start && start <= high).count();
    let count = came.count();
    let late = jobs.len() - count;
    let words = "The futures know the scenario, and nothing of what its own run does after the instant. In that, {held} of the {starts} lay in the intervals of 90 %.";
    let starts = counted_in(lang, count as u64, "start", "starts");
    let told = lang.fill(words, &[("held", &held), ("starts", &starts)]);
    if late == 0 {
        return told;
    }
    let late = counted_in(lang, late as u64, "job does not start", "jobs do not start");
    format!("{told}{}", lang.fill(" {late} until the end of the scenario.", &[("late", &late)]))
}

fn sentence(lang: Lang, job: &JobForecast) -> String {
    let Figures { median, most, within_hour, .. } = job.figures;
    let slurm = job.scheduler_secs.map_or(String::new(), |secs| {
        lang.fill(" Its scheduler says {start}.", &[("start", &start(lang, secs as f64))])
    });
    let came = job.actual_secs.map_or(String::new(), |secs| {
        lang.fill(" It started in {wait}.", &[("wait", &lang.unit(&duration_words(secs as f64)))])
    });
    let words = "Job {job} will start in about {median} (90 %: {from} to {until}); within an hour: {chance}.";
    let start = |secs| start(lang, secs);
    let told = lang.fill(
        words,
        &[
            ("job", &job.name),
            ("median", &start(median)),
            ("from", &start(most.0)),
            ("until", &start(most.1)),
            ("chance", &percent(within_hour)),
        ],
    );
    format!("{told}{slurm}{came}")
}

fn other_sentence(lang: Lang, other: &OtherRequest) -> String {
    let Figures { median, most, within_hour, .. } = other.figures;
    let start = |secs| start(lang, secs);
    lang.fill(
        "With {request} job {job} would start in about {median} instead of {before} (90 %: {from} to {until}); within an hour: {chance} instead of {as_it_is}.",
        &[
            ("request", &other.words),
            ("job", &other.name),
            ("median", &start(median)),
            ("before", &start(other.before.median)),
            ("from", &start(most.0)),
            ("until", &start(most.1)),
            ("chance", &percent(within_hour)),
            ("as_it_is", &percent(other.before.within_hour)),
        ],
    )
}

/// How far away a start is.
fn start(lang: Lang, secs: f64) -> String {
    match secs {
        secs if LAST_SECS <= secs => lang.say("more than 60 days").to_owned(),
        secs => lang.unit(&duration_words(secs)),
    }
}

fn table(page: ForecastPage<'_>, width: usize) -> String {
    let any_says = page.jobs.iter().any(|job| job.scheduler_secs.is_some());
    let any_known = page.jobs.iter().any(|job| job.actual_secs.is_some());
    let mut header = vec![
        "\njob",
        "\nuser",
        "\nsize",
        "\nasks for",
        "has\nwaited",
        "starts in\nabout",
        "50 %\nfrom",
        "\nto",
        "90 %\nfrom",
        "\nto",
        "within\nan hour",
    ];
    header.extend(any_says.then_some("its scheduler\nsays"));
    header.extend(any_known.then_some("\nit started in"));
    let lang = page.lang;
    let start = |secs| start(lang, secs);
    let duration = |secs: u64| lang.unit(&duration_words(secs as f64));
    let mut table = styled(header.into_iter().map(|head| lang.say(head).to_owned()).collect());
    for job in page.jobs.iter().take(ROWS_MAX) {
        let Figures { median, half, most, within_hour } = job.figures;
        let mut row = vec![
            job.name.clone(),
            job.owner.clone(),
            job.size.to_string(),
            duration(job.walltime_secs),
            duration(job.waited_secs),
            start(median),
            start(half.0),
            start(half.1),
            start(most.0),
            start(most.1),
            percent(within_hour),
        ];
        let known = |secs: Option<u64>| secs.map_or_else(|| "–".to_owned(), |secs| start(secs as f64));
        row.extend(any_says.then(|| known(job.scheduler_secs)));
        row.extend(any_known.then(|| known(job.actual_secs)));
        table.add_row(row);
    }
    let more = page.jobs.len().saturating_sub(ROWS_MAX);
    let more = if 0 < more {
        lang.fill("and {count} more (--out writes all)", &[("count", &grouped(more as u64))]) + "\n"
    } else {
        String::new()
    };
    rendered(&table, width) + &more
}

/// The forecast for machines: seconds after the snapshot, and shares of 1.
#[must_use]
pub fn forecast_json(page: ForecastPage<'_>) -> String {
    let figures = |figures: Figures| {
        json!({
            "median_secs": figures.median.round(),
            "q25_secs": figures.half.0.round(),
            "q75_secs": figures.half.1.round(),
            "q05_secs": figures.most.0.round(),
            "q95_secs": figures.most.1.round(),
            "within_hour": figures.within_hour,
        })
    };
    let job = |job: &JobForecast| {
        json!({
            "job": job.name,
            "user": job.owner,
            "size": job.size,
            "walltime_secs": job.walltime_secs,
            "waited_secs": job.waited_secs,
            "start": figures(job.figures),
            "scheduler_says_secs": job.scheduler_secs,
            "actual_secs": job.actual_secs,
        })
    };
    let other = |other: &OtherRequest| json!({ "job": other.name, "asks_for": other.words, "start": figures(other.figures), "start_as_it_is": figures(other.before) });
    let all = json!({
        "schema_version": SCHEMA_VERSION,
        "at": page.at.0,
        "at_secs": page.at.1,
        "policy": page.policy,
        "scenario": page.scenario,
        "futures": page.futures,
        "learned_from": page.lessons,
        "running": page.running,
        "held": page.held,
        "jobs": page.jobs.iter().map(job).collect::<Vec<Value>>(),
        "what_if": page.others.iter().map(other).collect::<Vec<Value>>(),
    });
    format!("{all:#}\n")
}

/// What `forecast --json` prints.
pub(super) fn json_schema() -> Value {
    let start = json!({
        "median_secs": "number | after the snapshot",
        "q25_secs": "number",
        "q75_secs": "number",
        "q05_secs": "number",
        "q95_secs": "number",
        "within_hour": "number | the chance of the next hour",
    });
    of_example(&json!({
        "schema_version": "integer",
        "at": "string | when the snapshot was taken",
        "at_secs": "number | the same in the time of the log",
        "policy": "string",
        "scenario": "string? | whose run this is",
        "futures": "integer | simulated",
        "learned_from": "integer? | past forecasts",
        "running": "integer | jobs",
        "held": "integer | jobs",
        "jobs": [{
            "job": "string",
            "user": "string",
            "size": "integer",
            "walltime_secs": "integer",
            "waited_secs": "integer",
            "start": start,
            "scheduler_says_secs": "integer?",
            "actual_secs": "integer?",
        }],
        "what_if": [{ "job": "string", "asks_for": "string", "start": start, "start_as_it_is": start }],
    }))
}

/// The forecast as a table for spreadsheets.
#[must_use]
pub fn forecast_csv(page: ForecastPage<'_>) -> String {
    let mut text = String::from(
        "job,user,size,walltime_secs,waited_secs,asks_for,median_secs,q05_secs,q25_secs,q75_secs,q95_secs,within_hour,\
         scheduler_says_secs,actual_secs\n",
    );
    let known = |secs: Option<u64>| secs.map_or(String::new(), |secs| secs.to_string());
    let figures = |figures: Figures| {
        let Figures { median, half, most, within_hour } = figures;
        format!("{median:.0},{:.0},{:.0},{:.0},{:.0},{within_hour:.4}", most.0, half.0, half.1, most.1)
    };
    for job in page.jobs {
        let (name, owner) = (csv_cell(&job.name), csv_cell(&job.owner));
        let (said, came) = (known(job.scheduler_secs), known(job.actual_secs));
        let JobForecast { size, walltime_secs, waited_secs, .. } = job;
        let start = figures(job.figures);
        let _ = writeln!(text, "{name},{owner},{size},{walltime_secs},{waited_secs},,{start},{said},{came}");
    }
    for other in page.others {
        let (name, words) = (csv_cell(&other.name), csv_cell(&other.words));
        let _ = writeln!(text, "{name},,,,,{words},{},,", figures(other.figures));
    }
    text
}
