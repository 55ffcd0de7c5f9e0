//! Sentences about waits: under which policy they are shortest, how sure that is, and for whom they are longer.

use super::lines::Lines;
use crate::experiment::{Answer, Comparison, Difference, RANKED_BY, Resampled, Verdict};
use crate::metrics::{Estimate, Scope, place};
use crate::report::number::{duration_words, percent, spread_words};
use crate::report::scope_name;
use crate::text::counted;

/// More names than this are more than a sentence bears.
const NAMES_MAX: usize = 3;

/// More replications than this nobody makes.
const RUNS_MAX: u32 = 1_000;

/// What drawing the weeks of a single run anew says of the spread, policy by policy.
pub(super) fn tell_drawn_weeks(lines: &mut Lines, comparison: &Comparison, answer: &Answer) {
    let policies = std::iter::once(answer.best).chain(answer.others.iter().map(|(policy, _)| *policy));
    let told = policies.filter_map(|policy| {
        let name = &comparison.scenario.policies[policy].name;
        let own = comparison.by_drawn_weeks(policy, None)?;
        let mut text = format!("{name} {}", between(own));
        if policy != answer.best {
            let apart = comparison.by_drawn_weeks(policy, Some(answer.best))?;
            let sure = if 0.0 < apart.low { "surely longer" } else { "not surely longer" };
            text.push_str(&format!(" ({sure})"));
        }
        Some(text)
    });
    let told: Vec<String> = told.collect();
    let sentence = if told.is_empty() {
        "Weeks drawn anew tell something of a single run of at least eight weeks.".to_owned()
    } else {
        format!(
            "Mean waits with weeks drawn anew, {} of all draws: {}.",
            comparison.confidence,
            told.join("; ")
        )
    };
    lines.add("By weeks", sentence);
}

/// `2.9 to 3.4 h`.
fn between(resampled: Resampled) -> String {
    format!("{} to {}", duration_words(resampled.low.max(0.0)), duration_words(resampled.high.max(0.0)))
}

pub(super) fn tell(lines: &mut Lines, comparison: &Comparison, answer: &Answer) {
    let of = |policy: usize| comparison.scenario.policies[policy].name.as_str();
    if answer.others.is_empty() {
        lines.add("Waits", alone(comparison, answer.best));
    } else {
        lines.add("Best", best(comparison, answer));
        lines.add("Who pays", payers(comparison, answer));
    }
    if comparison.is_overloaded(answer.best, 0) {
        lines.add(
            "Beware",
            "Some place is overloaded (Load): the longer the run, the longer these waits.".into(),
        );
    }
    if let Some(away) =
        estimate_of(comparison, answer.best, 0, "jobs_rejected").filter(|away| 0.0 < away.mean)
    {
        let submitted = estimate_of(comparison, answer.best, 0, "jobs_submitted").map_or(0.0, |all| all.mean);
        let jobs = counted(away.mean.ceil() as u64, "job is", "jobs are");
        let share = percent(away.mean / submitted.max(1.0));
        lines.add("Beware", format!("{jobs} turned away in each run ({share}), and wait for nothing."));
    }
    let starved: Vec<String> = answer
        .starved
        .iter()
        .map(|(policy, share)| match answer.others.len() {
            0 => format!("{} of all jobs never started", percent(*share)),
            _ => format!("under `{}` {} of all jobs never started", of(*policy), percent(*share)),
        })
        .collect();
    if !starved.is_empty() {
        let sentence = listed(&starved);
        let first = sentence[..1].to_uppercase();
        lines.add(
            "Beware",
            format!("{first}{}; such a job counts with its wait up to the end.", &sentence[1..]),
        );
    }
}

/// The names joined, and how many there are besides.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        names if names.len() <= NAMES_MAX => {
            format!("{} and {}", names[..names.len() - 1].join(", "), names[names.len() - 1])
        }
        names => format!("{} and {} more", names[..NAMES_MAX].join(", "), names.len() - NAMES_MAX),
    }
}

fn estimate_of(comparison: &Comparison, policy: usize, scope: usize, name: &str) -> Option<Estimate> {
    let row = place(name).expect("the metric is a row of the table");
    comparison.estimates[policy].get(scope)?.1[row]
}

/// `3.2 h ± 12 min`.
fn with_interval(estimate: Estimate) -> String {
    let sign = if estimate.at_least { "at least " } else { "" };
    match estimate.half_width.filter(|_| !estimate.at_least) {
        Some(half) => format!("{sign}{}", spread_words(estimate.mean.abs(), half)),
        None => format!("{sign}{}", duration_words(estimate.mean.abs())),
    }
}

fn alone(comparison: &Comparison, policy: usize) -> String {
    let of = |name: &str| estimate_of(comparison, policy, 0, name);
    let mut text = String::new();
    if of(RANKED_BY).is_some_and(|mean| mean.mean == 0.0) {
        return "No job waits.".into();
    }
    if let Some(mean) = of(RANKED_BY) {
        let batches = comparison.by_batches(policy, None).and_then(|batches| batches.half_width);
        let wait = batches.map_or_else(|| with_interval(mean), |half| spread_words(mean.mean, half));
        text = format!("Jobs wait {wait} in the mean");
        if batches.is_some() {
            text.push_str(" (± by batches of weeks)");
        }
    }
    if let (Some(median), Some(p95)) = (of("wait_secs_median"), of("wait_secs_p95")) {
        let p95_words = duration_words(p95.mean);
        let p95 = if p95.at_least { format!("{p95_words} at least") } else { format!("at most {p95_words}") };
        text.push_str(&format!(": half of them at most {}, 95 %: {p95}", duration_words(median.mean)));
    }
    text.push('.');
    let classes = comparison.scopes().into_iter().enumerate();
    let classes = classes.filter(|(_, scope)| matches!(scope, Scope::Class(_)));
    let waits = classes
        .filter_map(|(place, scope)| Some((scope, estimate_of(comparison, policy, place, RANKED_BY)?)));
    let mut waits: Vec<(Scope, Estimate)> = waits.collect();
    waits.sort_by(|(_, left), (_, right)| right.mean.total_cmp(&left.mean));
    if let [(longest, wait), .., (shortest, short)] = &waits[..] {
        let name = |scope: Scope| scope_name(&comparison.scenario, scope).name;
        text.push_str(&format!(
            " The longest wait those of {}, {}; the shortest those of {}, {}.",
            name(*longest),
            with_interval(*wait),
            name(*shortest),
            with_interval(*short)
        ));
    }
    text
}

fn best(comparison: &Comparison, answer: &Answer) -> String {
    let name = |policy: usize| comparison.scenario.policies[policy].name.clone();
    let Some(mean) = estimate_of(comparison, answer.best, 0, RANKED_BY) else { return String::new() };
    let unsure: Vec<(usize, Difference)> = answer
        .others
        .iter()
        .filter_map(|(policy, difference)| Some((*policy, (*difference)?)))
        .filter(|(_, difference)| difference.verdict == Verdict::Unclear)
        .collect();
    if mean.runs < 2 {
        return one_run(comparison, answer, mean);
    }
    if unsure.is_empty() {
        return format!(
            "{}: jobs wait {} in the mean{}. No other policy is as good, with {} confidence.",
            name(answer.best),
            with_interval(mean),
            compared(comparison, answer),
            comparison.confidence
        );
    }
    let names: Vec<String> = unsure.iter().map(|(policy, _)| name(*policy)).collect();
    let (is, differs) = if names.len() == 1 { ("is", "it") } else { ("are", "they") };
    format!(
        "{}: jobs wait {} in the mean{}. {} {is} not clearly worse: {}",
        name(answer.best),
        with_interval(mean),
        compared(comparison, answer),
        listed(&names),
        how_many_runs(comparison, &unsure, differs),
    )
}

/// One run has no intervals of its own; where it is long, batches of its weeks have.
fn one_run(comparison: &Comparison, answer: &Answer, mean: Estimate) -> String {
    let name = &comparison.scenario.policies[answer.best].name;
    let batches = comparison.by_batches(answer.best, None);
    let Some(spread) = batches.and_then(|batches| batches.half_width) else {
        return format!(
            "{name}: jobs wait {} in the mean{}. That is one run: nothing is known of the spread, so that nothing is sure.",
            with_interval(mean),
            compared(comparison, answer)
        );
    };
    let is_close = |policy: &usize| {
        let apart = comparison.by_batches(*policy, Some(answer.best));
        apart.is_some_and(|apart| apart.half_width.is_none_or(|half| apart.mean.abs() <= half))
    };
    let others = answer.others.iter().map(|(policy, _)| *policy);
    let close: Vec<String> =
        others.filter(is_close).map(|policy| comparison.scenario.policies[policy].name.clone()).collect();
    let close = match &close[..] {
        [] => "Batches of its weeks tell all others apart from it".into(),
        [one] => format!("Batches of its weeks do not tell {one} apart from it"),
        several => format!("Batches of its weeks do not tell {} apart from it", listed(several)),
    };
    format!(
        "{name}: jobs wait {} in the mean (± by batches of weeks){}. That is one run. {close} ({} confidence).",
        spread_words(mean.mean, spread),
        compared(comparison, answer),
        comparison.confidence
    )
}

/// How many more replications would tell those apart that are not clearly worse.
fn how_many_runs(comparison: &Comparison, unsure: &[(usize, Difference)], they: &str) -> String {
    let runs = comparison.scenario.replications;
    let is_same = |difference: &Difference| difference.estimate.half_width == Some(0.0);
    let apart: Vec<&Difference> =
        unsure.iter().map(|(_, difference)| difference).filter(|difference| !is_same(difference)).collect();
    if apart.is_empty() {
        return format!("{they} did the same in every run.");
    }
    let mut more: Vec<u32> = apart
        .iter()
        .filter_map(|difference| difference.runs_needed)
        .filter(|needed| *needed <= RUNS_MAX)
        .map(|needed| needed.saturating_sub(runs).max(1))
        .collect();
    more.sort_unstable();
    let others = apart.len() - more.len();
    let told = match &more[..] {
        [] => return "no thousand replications would tell a difference as small as it seems.".into(),
        [one] => counted(u64::from(*one), "more replication", "more replications"),
        [least, .., most] => format!("{least} to {most} more replications"),
    };
    match (others, apart.len()) {
        (0, _) => format!("{told} would probably tell."),
        (_, all) => format!("{told} would probably tell {} of {all}.", more.len()),
    }
}

/// How the best compares with its opponent.
fn compared(comparison: &Comparison, answer: &Answer) -> String {
    let Some(opponent) = answer.opponent else { return String::new() };
    let found = answer.others.iter().find(|(policy, _)| *policy == opponent);
    let Some(difference) = found.and_then(|(_, difference)| *difference) else { return String::new() };
    let Some(base) = estimate_of(comparison, opponent, 0, RANKED_BY) else { return String::new() };
    if difference.verdict == Verdict::NotComparable || base.mean <= 0.0 || difference.estimate.mean == 0.0 {
        return String::new();
    }
    format!(
        ", {} or {:.0} % less than under `{}`",
        with_interval(difference.estimate),
        100.0 * difference.estimate.mean / base.mean,
        comparison.scenario.policies[opponent].name
    )
}

fn payers(comparison: &Comparison, answer: &Answer) -> String {
    let Some(opponent) = answer.opponent else { return String::new() };
    let opponent = &comparison.scenario.policies[opponent].name;
    if comparison.scenario.replications < 2 {
        return String::new();
    }
    let is_class = |place: usize| matches!(comparison.scopes()[place], Scope::Class(_));
    let (classes, groups): (Vec<_>, Vec<_>) = answer.payers.iter().partition(|(place, _)| is_class(*place));
    let told = |payers: &[&(usize, Difference)]| -> Vec<String> {
        let name = |place: usize| scope_name(&comparison.scenario, comparison.scopes()[place]).name;
        payers
            .iter()
            .map(|(place, d)| format!("{} ({} longer)", name(*place), with_interval(d.estimate)))
            .collect()
    };
    let (classes, groups) = (told(&classes), told(&groups));
    match (classes.is_empty(), groups.is_empty()) {
        (true, true) => format!(
            "Nobody surely: no class of jobs and no group waits clearly longer than under `{opponent}`."
        ),
        (false, true) => format!("Jobs of {}, than under `{opponent}`.", listed(&classes)),
        (true, false) => format!("The tenants of {}, than under `{opponent}`.", listed(&groups)),
        (false, false) => {
            format!("Jobs of {}, than under `{opponent}`; by group, {}.", listed(&classes), listed(&groups))
        }
    }
}
