//! Sentences about load: whether centres can do what is asked of them, what holds jobs up, and what to look at next.

use super::lines::Lines;
use crate::experiment::{Answer, Comparison, Regime, Saturation};
use crate::lang::Lang;
use crate::metrics::Estimate;
use crate::model::Cause;
use crate::report::number::{percent, short};
use crate::report::saturation::date;
use crate::scenario::Scenario;

/// Where less is brought than this share of what can be done, there is room.
const NEAR: f64 = 0.9;

pub(super) fn tell(lines: &mut Lines, comparison: &Comparison, answer: &Answer, file: &str) {
    let lang = lines.lang;
    let verdicts = &comparison.saturations[answer.best];
    let others = worse_under_others(lang, comparison, answer);
    lines.add("Load", [load(lang, comparison, verdicts), others].join(lang.say(" ")).trim().to_owned());
    lines.add("Held up by", held_up_by(lang, comparison, answer.best));
    next(lines, comparison, answer, verdicts, file);
}

fn name(lang: Lang, scenario: &Scenario, verdict: &Saturation) -> String {
    let center = &scenario.centers[usize::from(verdict.center.0)];
    match verdict.partition {
        None => center.name.clone(),
        Some(partition) => lang.fill(
            "partition {partition} of {center}",
            &[("partition", &center.partitions[usize::from(partition.0)].name), ("center", &center.name)],
        ),
    }
}

/// Under which policies some place is worse off than under the best, where there are any.
fn worse_under_others(lang: Lang, comparison: &Comparison, answer: &Answer) -> String {
    let worst = |policy: usize| comparison.saturations[policy].iter().filter_map(|place| place.regime).max();
    let here = worst(answer.best);
    let worse: Vec<(usize, Regime)> = answer
        .others
        .iter()
        .filter_map(|(policy, _)| Some((*policy, worst(*policy)?)))
        .filter(|(_, regime)| here < Some(*regime))
        .collect();
    if answer.others.is_empty() {
        return String::new();
    }
    let best = &comparison.scenario.policies[answer.best].name;
    match &worse[..] {
        [] => lang.fill("That is under `{best}`.", &[("best", best)]),
        [(policy, regime)] => lang.fill(
            "That is under `{best}`; under `{other}` some place is {regime}.",
            &[
                ("best", best),
                ("other", &comparison.scenario.policies[*policy].name),
                ("regime", &lang.say(regime.name())),
            ],
        ),
        several => lang.fill(
            "That is under `{best}`; under {count} others some place is worse off (--tables load).",
            &[("best", best), ("count", &several.len())],
        ),
    }
}

/// Each centre, and those of its partitions that are worse off than it.
fn load(lang: Lang, comparison: &Comparison, verdicts: &[Saturation]) -> String {
    let is_stable = |verdict: &&Saturation| verdict.regime == Some(Regime::Stable);
    let centers = || verdicts.iter().filter(|verdict| verdict.partition.is_none());
    let are_many = 2 < centers().count();
    if are_many && verdicts.iter().all(|verdict| is_stable(&verdict)) {
        return lang.say("All centres are stable: less is asked of them than they can do.").to_owned();
    }
    let mut sentences = Vec::new();
    let mut of_center = None;
    for verdict in verdicts {
        if verdict.partition.is_none() {
            of_center = verdict.regime;
            if !(are_many && is_stable(&verdict)) {
                sentences.push(sentence(lang, comparison, verdict));
            }
        } else if of_center < verdict.regime {
            sentences.push(sentence(lang, comparison, verdict));
        }
    }
    let stable = centers().filter(is_stable).count();
    if are_many && 0 < stable {
        sentences.push(lang.fill("Centres that are stable: {count}.", &[("count", &stable)]));
    }
    sentences.join(lang.say(" "))
}

fn sentence(lang: Lang, comparison: &Comparison, verdict: &Saturation) -> String {
    let scenario = &comparison.scenario;
    let words = match (verdict.regime, verdict.demand) {
        (None, _) => "{place}: the measured time is too short to tell whether it can do what is asked.",
        (Some(Regime::Stable), None) => "{place} is stable: work hardly ever waits for an hour of it.",
        (Some(Regime::Stable), Some(share)) if share < NEAR => {
            "{place} is stable: it is asked for {demand} of what it can do."
        }
        (Some(Regime::Stable), Some(_)) => {
            "{place} is stable, but near its limit: it is asked for {demand} of what it can do."
        }
        (Some(Regime::Draining), _) => {
            "{place} is backlogged but draining: {backlog} of work wait at the end, {growth} a day."
        }
        (Some(Regime::Backlogged), _) => {
            "{place} is backlogged: {backlog} of work wait at the end, and it may be asked for more than it can do ({demand} or so)."
        }
        (Some(Regime::Overloaded), _) => {
            "{place} is OVERLOADED: it is asked for {demand} of what it can do, and the work that waits grows by {growth} a day since {since}. \
             Its mean waits say nothing but how long the run is."
        }
    };
    lang.fill(
        words,
        &[
            ("place", &name(lang, scenario, verdict)),
            ("demand", &verdict.demand.map(percent_whole).unwrap_or_default()),
            ("backlog", &hours(lang, verdict.backlog_hours)),
            ("growth", &growth(lang, verdict.growth)),
            ("since", &verdict.since.map(|since| date(scenario, since)).unwrap_or_default()),
        ],
    )
}

fn percent_whole(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

/// Hours of the whole place, in which the work that waits would be done by all of it.
fn hours(lang: Lang, hours: f64) -> String {
    lang.fill("{hours} hours of the whole place", &[("hours", &short(hours))])
}

fn growth(lang: Lang, growth: Option<Estimate>) -> String {
    let Some(Estimate { mean, half_width, .. }) = growth else { return String::new() };
    let sign = if mean < 0.0 { "-" } else { "" };
    let number = match half_width {
        Some(half) => format!("{sign}{} ± {}", short(mean.abs()), short(half)),
        None => format!("{sign}{}", short(mean.abs())),
    };
    lang.fill("{number} hours", &[("number", &number)])
}

/// The causes that make up most of the waiting.
fn held_up_by(lang: Lang, comparison: &Comparison, policy: usize) -> String {
    let Some(all) = comparison.causes(policy).into_iter().next() else { return String::new() };
    let mut causes: Vec<(Cause, f64)> =
        Cause::ALL.into_iter().map(|cause| (cause, all.shares[cause as usize])).collect();
    causes.sort_by(|(_, left), (_, right)| right.total_cmp(left));
    let told: Vec<(Cause, f64)> = causes
        .iter()
        .take(2)
        .filter(|(_, share)| 0.1 <= *share)
        .map(|(cause, share)| (*cause, *share))
        .collect();
    let parts: Vec<String> = told
        .iter()
        .flat_map(|(cause, share)| [lang.say(words(*cause)).to_owned(), percent(*share)])
        .collect();
    let sentence = match told.len() {
        0 => return lang.say("Nothing: no job waits.").to_owned(),
        1 => "Mostly {cause} ({share} of all waiting).",
        _ => "Mostly {cause} ({share} of all waiting), then {next} ({less}).",
    };
    let part = |place: usize| parts.get(place).map_or("", String::as_str);
    lang.fill(sentence, &[("cause", &part(0)), ("share", &part(1)), ("next", &part(2)), ("less", &part(3))])
}

/// What holds jobs up, as the end of a sentence about waiting.
const fn words(cause: Cause) -> &'static str {
    match cause {
        Cause::Dependency => "other jobs that have to end first",
        Cause::Deferral => "better hours that jobs are put off to",
        Cause::Staging => "data that are on their way",
        Cause::Limit => "limits that are reached",
        Cause::Budget => "budgets that are used up",
        Cause::Quota => "quotas that are used up",
        Cause::Power => "the power cap",
        Cause::Reservation => "nodes that are free, but reserved for others",
        Cause::Outage => "nodes that have failed",
        Cause::Capacity => "too few free nodes",
        Cause::Fragmentation => "free units that are scattered over nodes",
        Cause::Ahead => "jobs that stand before them",
    }
}

/// What to look at next: a question, and the command that answers it.
fn next(lines: &mut Lines, comparison: &Comparison, answer: &Answer, verdicts: &[Saturation], file: &str) {
    let scenario = &comparison.scenario;
    let policy = &scenario.policies[answer.best].name;
    let waits = verdicts.iter().filter(|verdict| Some(Regime::Backlogged) <= verdict.regime);
    let worst = waits.max_by_key(|verdict| (verdict.regime, verdict.partition.is_some()));
    if let Some(verdict) = worst {
        let center = &scenario.centers[usize::from(verdict.center.0)];
        let partition = &center.partitions[verdict.partition.map_or(0, |partition| usize::from(partition.0))];
        let nodes = partition.pools.iter().map(|pool| center.pools[usize::from(pool.0)].nodes.size());
        let nodes: u32 = nodes.sum();
        lines.add("Next", lines.lang.say("How many nodes would do?").to_owned());
        lines.add_command(&[
            &format!("suanli plan {file}"),
            &format!("--policy {policy}"),
            &format!(
                "--least center.{}.partition.{}.nodes={nodes}..{}:{}",
                center.name,
                partition.name,
                2 * nodes,
                (nodes / 16).max(1)
            ),
            "--promise \"p95 wait <= 4 h\"",
        ]);
    } else {
        let why = "Why did a job wait (N is its number in the files of --out)?";
        lines.add("Next", lines.lang.say(why).to_owned());
        lines.add_command(&[&format!("suanli explain {file}"), &format!("--policy {policy}"), "--job N"]);
    }
    let tables = "All tables, or some of them: --tables all, --tables classes,causes.";
    lines.add("", lines.lang.say(tables).to_owned());
}
