//! The answer to a planner's question, in sentences first; and the same as a table and as JSON.

use super::columns::{rendered, styled};
use super::number::{duration_words, percent, short};
use super::schemas::{SCHEMA_VERSION, of_example};
use crate::experiment::plan::{FigureUnit, Figures, Kept, Plan, Promise, Tried};
use crate::stats::Confidence;
use crate::text::{counted, csv_cell, power, wrapped};
use serde_json::{Value, json};
use std::fmt::Write;

/// Everything that is told of a plan.
#[derive(Debug, Clone, Copy)]
pub struct PlanPage<'a> {
    /// The answer.
    pub plan: &'a Plan,
    /// What was promised.
    pub promises: &'a [Promise],
    /// The key that is varied, as it was typed.
    pub key: &'a str,
    /// The values to choose from, for people.
    pub values: &'a [String],
    /// The value in the file.
    pub here: &'a str,
    /// Whether the most was asked for.
    pub is_most: bool,
    /// The title of the scenario, and its policy.
    pub title: (&'a str, &'a str),
    /// How sure each promise is to be kept.
    pub confidence: Confidence,
    /// What becomes of the answer when a tenth more jobs come; nothing where that was not tried.
    pub grown: Option<&'a Tried>,
}

impl PlanPage<'_> {
    fn value(&self, place: usize) -> &str {
        &self.values[place]
    }

    fn figures_of<'a>(&'a self, tried: &'a Tried) -> impl Iterator<Item = (&'a Promise, &'a Figures)> {
        self.promises.iter().zip(&tried.figures)
    }

    /// The promises that a value breaks, or may break, the worst first.
    fn broken<'a>(&'a self, tried: &'a Tried) -> Vec<(&'a Promise, &'a Figures)> {
        let mut broken: Vec<_> = self.figures_of(tried).filter(|(_, seen)| seen.kept != Kept::Yes).collect();
        broken.sort_by(|one, other| one.0.margin(one.1.mean).total_cmp(&other.0.margin(other.1.mean)));
        broken
    }

    /// The promise that is kept by least.
    fn tightest<'a>(&'a self, tried: &'a Tried) -> Option<(&'a Promise, &'a Figures)> {
        let margin = |(promise, seen): &(&Promise, &Figures)| promise.margin(seen.mean);
        self.figures_of(tried).min_by(|one, other| margin(one).total_cmp(&margin(other)))
    }
}

/// The plan for the terminal.
#[must_use]
pub fn plan_text(page: PlanPage<'_>, width: usize) -> String {
    let [mut lines, about] = plan_sentences(page);
    lines.push(String::new());
    lines.extend(about);
    let mut text = wrapped(&lines.join("\n"), width, "");
    text.push('\n');
    text.push_str(&table(page, width));
    text
}

/// The answer in sentences, and what there is to know about how it was found.
#[must_use]
pub fn plan_sentences(page: PlanPage<'_>) -> [Vec<String>; 2] {
    let mut lines = vec![format!(
        "{}, policy `{}`. Each promise is to be kept with {} confidence; ± is to one side.",
        page.title.0, page.title.1, page.confidence
    )];
    if page.plan.tried.iter().flat_map(|tried| &tried.figures).any(|seen| seen.half_width.is_none()) {
        lines.push(
            "Values that were run once: nothing is known of the spread, so that nothing is sure of them."
                .into(),
        );
    }
    lines.push(format!(
        "{} of {} tried, in {}.",
        page.plan.tried.len(),
        counted(page.values.len() as u64, "value", "values"),
        counted(page.plan.cells.into(), "run", "runs")
    ));
    [answer(page), lines]
}

fn answer(page: PlanPage<'_>) -> Vec<String> {
    let PlanPage { plan, key, .. } = page;
    let least = if page.is_most { "most" } else { "least" };
    let Some((answer, tried)) = plan.answer.and_then(|answer| Some((answer, plan.of(answer)?))) else {
        return no_answer(page);
    };
    let value = page.value(answer);
    let mut lines =
        vec![format!("{key} = {value} is the {least} that keeps every promise; the file has {}.", page.here)];
    if let Some((promise, seen)) = page.tightest(tried) {
        let margin = percent(promise.margin(seen.mean).abs());
        lines.push(format!(
            "Closest to its bound: `{}` is {}, {margin} within it.",
            promise.words,
            words(promise, seen)
        ));
    }
    if 0.0 < tried.turned_away {
        lines.push(format!(
            "Beware: {} jobs a run are turned away there, and wait for nothing; no promise about waits knows of them.",
            short(tried.turned_away)
        ));
    }
    match plan.next.and_then(|next| Some((next, plan.of(next)?))) {
        Some((next, tried)) => lines.push(next_best(page, next, tried)),
        None => {
            let more = if page.is_most { "more" } else { "less" };
            lines.push(format!("No value beyond it was among those to choose from: even {more} may do."));
        }
    }
    if let Some(against) = plan.against {
        lines.push(format!(
            "More is not always better here: {} was tried, and does not fit in. Try other values around it.",
            page.value(against)
        ));
    }
    lines.extend(page.grown.map(|grown| growth(page, value, grown)));
    lines
}

fn next_best(page: PlanPage<'_>, next: usize, tried: &Tried) -> String {
    let value = page.value(next);
    let broken = page.broken(tried);
    let Some((promise, seen)) = broken.first() else { return format!("{value} was not looked at.") };
    let told = words(promise, seen);
    match tried.kept {
        Kept::Unsure => format!(
            "{value} may do as well: `{}` is {told}, and {} do not tell. Allow more with --max-replications.",
            promise.words,
            counted(seen.runs.into(), "run", "runs")
        ),
        Kept::No | Kept::Yes => format!("{value} breaks `{}`: {told}.", promise.words),
    }
}

fn growth(page: PlanPage<'_>, value: &str, grown: &Tried) -> String {
    let broken = page.broken(grown);
    let Some((promise, seen)) = broken.first() else {
        return format!("With 10 % more demand {value} still keeps every promise.");
    };
    let others = match broken.len() {
        1 => String::new(),
        count => format!(", and {} more", count - 1),
    };
    let surely = if seen.kept == Kept::Unsure { "may break" } else { "breaks" };
    format!(
        "With 10 % more demand {value} {surely} first `{}`: {}{others}.",
        promise.words,
        words(promise, seen)
    )
}

fn no_answer(page: PlanPage<'_>) -> Vec<String> {
    let mut lines = vec![format!(
        "No value of {} from {} to {} keeps every promise.",
        page.key,
        page.value(0),
        page.value(page.values.len() - 1)
    )];
    if let Some(against) = page.plan.against {
        let (value, other) = (page.value(against), if page.is_most { "--least" } else { "--most" });
        lines.push(format!(
            "But {value} does: here the promises are kept the other way round. Ask with {other}."
        ));
        return lines;
    }
    if let [first, .., last] = &page.plan.tried[..] {
        let of =
            |tried| page.broken(tried).into_iter().map(|(promise, _)| &promise.words).collect::<Vec<_>>();
        let (at_first, at_last) = (of(first), of(last));
        if at_first.iter().all(|words| !at_last.contains(words)) && page.plan.tried.len() < page.values.len()
        {
            lines[0] = format!(
                "None of the {} values of {} that were tried keeps every promise.",
                page.plan.tried.len(),
                page.key
            );
            lines.push(format!(
                "At {} other promises are broken than at {}: a value between, which was not tried, may keep all. Ask for a narrower range.",
                page.value(first.place),
                page.value(last.place)
            ));
        }
    }
    let best = if page.is_most { page.plan.tried.first() } else { page.plan.tried.last() };
    if let Some(best) = best {
        let value = page.value(best.place);
        for (promise, seen) in page.broken(best) {
            let state = if seen.kept == Kept::Unsure { "may be broken" } else { "is broken" };
            lines.push(format!(
                "At that end of the range, {value}: `{}` {state}: {}.",
                promise.words,
                words(promise, seen)
            ));
        }
    }
    lines
}

/// A mean with how far it may be off to the bad side.
pub(super) fn words(promise: &Promise, seen: &Figures) -> String {
    let unit = promise.unit();
    let at_least = if seen.at_least { "at least " } else { "" };
    let mean = shown(unit, seen.mean);
    match seen.half_width {
        Some(half_width) => format!("{at_least}{mean} ± {}", shown(unit, half_width)),
        None => format!("{at_least}{mean}"),
    }
}

pub(in crate::report) fn shown(unit: FigureUnit, value: f64) -> String {
    match unit {
        FigureUnit::Seconds => duration_words(value),
        FigureUnit::Share => percent(value),
        FigureUnit::Watts => power((value * 1_000.0).round() as u128),
        FigureUnit::KilowattHours if value < 10_000.0 => format!("{} kWh", short(value)),
        FigureUnit::KilowattHours => format!("{} MWh", short(value / 1_000.0)),
        FigureUnit::Yuan => format!("{} yuan", short(value)),
        FigureUnit::Plain => short(value),
    }
}

/// Everything that was tried, a line each.
fn table(page: PlanPage<'_>, width: usize) -> String {
    let promises = page.promises.iter().map(|promise| promise.words.clone());
    let header = std::iter::once("value".to_owned()).chain(promises);
    let any_away = page.plan.tried.iter().any(|tried| 0.0 < tried.turned_away);
    let away = any_away.then(|| "turned away".to_owned());
    let mut table = styled(header.chain(away).chain(["runs", "kept"].map(str::to_owned)).collect());
    for tried in &page.plan.tried {
        let mut row = vec![page.value(tried.place).to_owned()];
        row.extend(page.figures_of(tried).map(|(promise, seen)| words(promise, seen)));
        row.extend(any_away.then(|| short(tried.turned_away)));
        row.push(tried.figures.first().map_or(0, |seen| seen.runs).to_string());
        row.push(kept(tried.kept).to_owned());
        table.add_row(row);
    }
    rendered(&table, width)
}

const fn kept(kept: Kept) -> &'static str {
    match kept {
        Kept::Yes => "yes",
        Kept::No => "no",
        Kept::Unsure => "not sure",
    }
}

/// What was seen of a promise, for machines.
pub(super) fn seen_json(promise: &Promise, seen: &Figures) -> Value {
    json!({
        "promise": promise.words,
        "bound": promise.bound,
        "mean": seen.mean,
        "half_width_one_sided": seen.half_width,
        "runs": seen.runs,
        "is_lower_bound": seen.at_least,
        "kept": kept(seen.kept),
    })
}

/// The plan for machines. Figures are in base units: seconds, shares of 1, watts, kilowatt-hours, yuan.
#[must_use]
pub fn plan_json(page: PlanPage<'_>) -> String {
    let tried = |tried: &Tried| {
        let figures = page.figures_of(tried).map(|(promise, seen)| seen_json(promise, seen));
        let figures: Vec<Value> = figures.collect();
        json!({
            "value": page.value(tried.place),
            "kept": kept(tried.kept),
            "figures": figures,
            "jobs_turned_away": tried.turned_away,
        })
    };
    let value = |place: Option<usize>| place.map(|place| page.value(place));
    let all = json!({
        "schema_version": SCHEMA_VERSION,
        "key": page.key,
        "asked": if page.is_most { "most" } else { "least" },
        "policy": page.title.1,
        "confidence": page.confidence.level(),
        "answer": value(page.plan.answer),
        "next": value(page.plan.next),
        "not_monotone_at": value(page.plan.against),
        "in_file": page.here,
        "runs": page.plan.cells,
        "tried": page.plan.tried.iter().map(tried).collect::<Vec<Value>>(),
        "with_a_tenth_more_demand": page.grown.map(tried),
    });
    format!("{all:#}\n")
}

/// A promise as [`seen_json`] tells of it.
pub(super) fn seen_example() -> Value {
    json!({
        "promise": "string | as it was typed",
        "bound": "number | in base units: seconds, shares of 1, watts, kilowatt-hours, yuan",
        "mean": "number | in the same unit",
        "half_width_one_sided": "number? | of the confidence interval to one side",
        "runs": "integer | replications",
        "is_lower_bound": "boolean",
        "kept": "string | yes, no or not sure",
    })
}

/// What `plan --json` prints.
pub(super) fn json_schema() -> Value {
    let mut tried = json!({
        "value": "string | of the key, as a scenario would have it",
        "kept": "string | yes, no or not sure",
        "figures": [seen_example()],
        "jobs_turned_away": "number | in the mean of the runs",
    });
    let list = json!([tried.clone()]);
    tried["?"] = json!("or nothing");
    of_example(&json!({
        "schema_version": "integer",
        "key": "string | what is sought",
        "asked": "string | least or most",
        "policy": "string",
        "confidence": "number",
        "answer": "string? | the value; nothing where none keeps the promises",
        "next": "string? | the next value, which breaks a promise",
        "not_monotone_at": "string? | a value that went against the others",
        "in_file": "string? | what the file has",
        "runs": "integer",
        "tried": list,
        "with_a_tenth_more_demand": tried,
    }))
}

/// The curve that was explored, a line for each value and promise.
#[must_use]
pub fn plan_csv(page: PlanPage<'_>) -> String {
    let mut text = String::from("value,promise,bound,mean,half_width_one_sided,is_lower_bound,runs,kept\n");
    for tried in &page.plan.tried {
        for (promise, seen) in page.figures_of(tried) {
            let half_width = seen.half_width.map_or(String::new(), |half_width| half_width.to_string());
            let _ = writeln!(
                text,
                "{},{},{},{},{half_width},{},{},{}",
                csv_cell(page.value(tried.place)),
                csv_cell(&promise.words),
                promise.bound,
                seen.mean,
                seen.at_least,
                seen.runs,
                kept(seen.kept)
            );
        }
    }
    text
}
