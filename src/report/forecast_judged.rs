//! How good forecasts were: sentences and a table for people, JSON and CSV for machines.

use super::columns::{rendered, styled};
use super::number::{duration_words, percent};
use super::schemas::{SCHEMA_VERSION, of_example};
use crate::experiment::forecast::{Errors, FEATURES, Held, LEVELS, Learned, Score, Seen, Verdicts};
use crate::lang::Lang;
use crate::text::{grouped, wrapped};
use serde_json::{Value, json};
use std::fmt::Write;

/// Everything that is told of it.
#[derive(Debug, Clone, Copy)]
pub struct JudgedPage<'a> {
    /// The language of what people read.
    pub lang: Lang,
    /// What came of it.
    pub verdicts: &'a Verdicts,
    /// The log, for people.
    pub log: &'a str,
    /// The policy that was simulated.
    pub policy: &'a str,
    /// Of what the starts are: of the log's own record, or of its replay.
    pub truth: &'a str,
    /// How many futures of each instant.
    pub futures: u32,
    /// Whether the log knows its users.
    pub users_known: bool,
}

impl JudgedPage<'_> {
    /// How good they were, all together; nothing where no job waited.
    #[must_use]
    pub fn score(&self) -> Option<Score> {
        Score::of(&self.verdicts.seen.iter().collect::<Vec<_>>())
    }

    /// The same of each month.
    #[must_use]
    pub fn months(&self) -> Vec<Option<Score>> {
        let of_month = |month: u32| self.verdicts.seen.iter().filter(move |seen| seen.month == month);
        let months = 0..self.verdicts.lessons.len() as u32;
        months.map(|month| Score::of(&of_month(month).collect::<Vec<_>>())).collect()
    }
}

/// The verdict for the terminal.
#[must_use]
pub fn judged_text(page: JudgedPage<'_>, width: usize) -> String {
    let Some(score) = page.score() else { return page.lang.say("No job waited.").to_owned() + "\n" };
    let lines = sentences(page, &score);
    let sentences: String = lines.iter().map(|line| wrapped(&format!("{line}\n"), width, "")).collect();
    format!("{sentences}\n{}\n{}", kinds(page, &score, width), months(page, width))
}

fn sentences(page: JudgedPage<'_>, score: &Score) -> [String; 4] {
    let lang = page.lang;
    let (errors, held) = score.corrected;
    let beside = if page.users_known { "mean of the user's last waits" } else { "mean of the last waits" };
    let learned = page.verdicts.lessons.iter().flatten().count();
    [
        lang.fill(
            "{log}: forecasts at {instants} instants of the last {months} months of {jobs} jobs that waited then, {futures} futures each under `{policy}`, beside {truth}.",
            &[
                ("log", &page.log),
                ("instants", &grouped(score.instants as u64)),
                ("months", &page.verdicts.lessons.len()),
                ("jobs", &grouped(score.jobs as u64)),
                ("futures", &page.futures),
                ("policy", &page.policy),
                ("truth", &lang.say(page.truth)),
            ],
        ),
        lang.fill(
            "{most} of the starts lay in the intervals of 90 %, {half} in those of 50 %.",
            &[("most", &percent(held.most)), ("half", &percent(held.half))],
        ),
        lang.fill(
            "Half of the forecasts were off by at most {error}; by the {beside} it would have been {other}: {less}.",
            &[
                ("error", &lang.unit(&duration_words(errors.median))),
                ("beside", &lang.say(beside)),
                ("other", &lang.unit(&duration_words(score.user_mean.median))),
                ("less", &less(lang, errors.median, score.user_mean.median)),
            ],
        ),
        lang.say(if learned < page.verdicts.lessons.len() {
            "Some months had too few forecasts before them to learn from: theirs are those of the bare simulation."
        } else {
            "Each month was forecast by what was known when it began."
        })
        .to_owned(),
    ]
}

fn less(lang: Lang, errors: f64, others: f64) -> String {
    if others <= 0.0 {
        return lang.say("which cannot be beaten").to_owned();
    }
    let change = 1.0 - errors / others;
    let words = if 0.0 <= change { "{share} less" } else { "{share} more" };
    lang.fill(words, &[("share", &percent(change.abs()))])
}

/// A row for each kind of forecast.
fn kinds(page: JudgedPage<'_>, score: &Score, width: usize) -> String {
    let header = [
        "\nforecast",
        "median\nerror",
        "mean\nerror",
        "in the\n90 %",
        "90 %, by\ninstant",
        "in the\n50 %",
        "median\nwidth of 90 %",
        "within an hour:\nsaid",
        "Brier\nscore",
    ];
    let lang = page.lang;
    let duration = |secs: f64| lang.unit(&duration_words(secs));
    let mut table = styled(header.map(|head| lang.say(head).to_owned()).to_vec());
    let mut add = |name: &str, errors: Errors, held: Option<Held>| {
        let of = |value: &dyn Fn(&Held) -> String| held.as_ref().map_or_else(|| "–".to_owned(), value);
        table.add_row(vec![
            lang.say(name).to_owned(),
            duration(errors.median),
            duration(errors.mean),
            of(&|held| percent(held.most)),
            of(&|held| percent(held.most_by_instant)),
            of(&|held| percent(held.half)),
            of(&|held| duration(held.width_median)),
            of(&|held| percent(held.within_hour_said)),
            of(&|held| format!("{:.3}", held.within_hour_brier)),
        ]);
    };
    add("forecast", score.corrected.0, Some(score.corrected.1));
    add("bare simulation", score.bare.0, Some(score.bare.1));
    if page.users_known {
        add("mean of the user's last waits", score.user_mean, None);
    }
    add("mean of the last waits of all", score.all_mean, None);
    let words = "{share} of the jobs started within an hour.";
    rendered(&table, width) + &lang.fill(words, &[("share", &percent(score.within_hour))]) + "\n"
}

/// A row for each month.
fn months(page: JudgedPage<'_>, width: usize) -> String {
    let header = ["\nmonth", "learned\nfrom", "\njobs", "median\nerror", "by the\nmean", "in the\n90 %"];
    let lang = page.lang;
    let duration = |secs: f64| lang.unit(&duration_words(secs));
    let count = page.verdicts.lessons.len();
    let mut table = styled(header.map(|head| lang.say(head).to_owned()).to_vec());
    for ((month, score), lessons) in (1..).zip(page.months()).zip(&page.verdicts.lessons) {
        let of = |value: &dyn Fn(&Score) -> String| score.as_ref().map_or_else(|| "–".to_owned(), value);
        table.add_row(vec![
            lang.fill("{month} of {count}", &[("month", &month), ("count", &count)]),
            lessons.map_or_else(|| "–".into(), |count| grouped(count as u64)),
            of(&|score| grouped(score.jobs as u64)),
            of(&|score| duration(score.corrected.0.median)),
            of(&|score| duration(score.user_mean.median)),
            of(&|score| percent(score.corrected.1.most)),
        ]);
    }
    rendered(&table, width)
}

/// The verdict for machines: seconds, and shares of 1.
#[must_use]
pub fn judged_json(page: JudgedPage<'_>) -> String {
    let errors =
        |errors: Errors| json!({ "error_secs_median": errors.median, "error_secs_mean": errors.mean });
    let kind = |(of, held): (Errors, Held)| {
        json!({
            "error_secs_median": of.median,
            "error_secs_mean": of.mean,
            "in_90": held.most,
            "in_90_by_instant": held.most_by_instant,
            "in_50": held.half,
            "width_90_secs_median": held.width_median,
            "within_hour_said": held.within_hour_said,
            "within_hour_brier": held.within_hour_brier,
            "levels": levels(&held),
            "parts": held.parts,
        })
    };
    let score = |score: &Score| {
        json!({
            "instants": score.instants,
            "jobs": score.jobs,
            "forecast": kind(score.corrected),
            "bare_simulation": kind(score.bare),
            "mean_of_users_last_waits": errors(score.user_mean),
            "mean_of_last_waits": errors(score.all_mean),
            "within_hour": score.within_hour,
        })
    };
    let months = page.months();
    let months: Vec<Value> = months
        .iter()
        .zip(&page.verdicts.lessons)
        .map(|(of_month, lessons)| json!({ "learned_from": lessons, "score": of_month.as_ref().map(score) }))
        .collect();
    let all = json!({
        "schema_version": SCHEMA_VERSION,
        "log": page.log,
        "policy": page.policy,
        "truth": page.truth,
        "futures": page.futures,
        "from_secs": page.verdicts.period.0,
        "until_secs": page.verdicts.period.1,
        "score": page.score().as_ref().map(score),
        "months": months,
    });
    format!("{all:#}\n")
}

/// By level, what was held.
fn levels(held: &Held) -> Vec<Value> {
    let levels = LEVELS.into_iter().zip(held.levels);
    levels.map(|(level, held)| json!({ "level": level, "held": held })).collect()
}

/// What `forecast --judge --json` prints.
pub(super) fn json_schema() -> Value {
    let errors = json!({ "error_secs_median": "number", "error_secs_mean": "number" });
    let kind = json!({
        "error_secs_median": "number",
        "error_secs_mean": "number",
        "in_90": "number | the share of starts within the interval of 90 %",
        "in_90_by_instant": "number | the same, each instant counting alike",
        "in_50": "number",
        "width_90_secs_median": "number",
        "within_hour_said": "number",
        "within_hour_brier": "number",
        "levels": [{ "level": "number", "held": "number | the share of starts within the intervals of this level" }],
        "parts": ["number | the share of starts in each of twenty parts that were told to be equally likely, from the earliest to the latest"],
    });
    let score = json!({
        "?": "or nothing",
        "instants": "integer",
        "jobs": "integer",
        "forecast": kind,
        "bare_simulation": kind,
        "mean_of_users_last_waits": errors,
        "mean_of_last_waits": errors,
        "within_hour": "number",
    });
    of_example(&json!({
        "schema_version": "integer",
        "log": "string",
        "policy": "string",
        "truth": "string | what counts as the truth",
        "futures": "integer",
        "from_secs": "number",
        "until_secs": "number",
        "score": score,
        "months": [{ "learned_from": "integer?", "score": score }],
    }))
}

/// Each forecast that was judged, a line each.
#[must_use]
pub fn judged_csv(seen: &[Seen]) -> String {
    let mut text = String::from(
        "at_secs,job,size,walltime_secs,waited_secs,actual_secs,median_secs,q05_secs,q25_secs,q75_secs,q95_secs,within_hour,\
         bare_median_secs,bare_q05_secs,bare_q95_secs,user_mean_secs,mean_secs,month\n",
    );
    for Seen { tried, figures, month, .. } in seen {
        let (job, bare, at) = (tried.job, tried.bare, tried.learned.at);
        let _ = writeln!(
            text,
            "{at},{},{},{},{},{},{:.0},{:.0},{:.0},{:.0},{:.0},{:.3},{:.0},{:.0},{:.0},{:.0},{:.0},{}",
            job.job,
            job.size,
            job.walltime,
            at - job.submit,
            tried.learned.actual,
            figures.median,
            figures.most.0,
            figures.half.0,
            figures.half.1,
            figures.most.1,
            figures.within_hour,
            bare.median,
            bare.most.0,
            bare.most.1,
            tried.user_mean,
            tried.all_mean,
            month + 1,
        );
    }
    text
}

/// Past forecasts beside what became of the jobs, from which others can be corrected.
#[must_use]
pub fn lessons_csv(learned: &[Learned]) -> String {
    let mut text = format!("at_secs,actual_secs,{}\n", FEATURES.join(","));
    for one in learned {
        let _ = write!(text, "{},{}", one.at, one.actual);
        for value in &one.case.features {
            let _ = write!(text, ",{value}");
        }
        text.push('\n');
    }
    text
}
