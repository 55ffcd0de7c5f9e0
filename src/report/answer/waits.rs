//! Sentences about waits: under which policy they are shortest, how sure that is, and for whom they are longer.

use super::lines::Lines;
use crate::experiment::{Answer, Comparison, Difference, RANKED_BY, Resampled, Verdict};
use crate::lang::Lang;
use crate::metrics::{Estimate, Scope, place};
use crate::report::number::{duration_words, percent, spread_words};
use crate::report::scope_name;
use crate::text::grouped;

/// More names than this are more than a sentence bears.
const NAMES_MAX: usize = 3;

/// More replications than this nobody makes.
const RUNS_MAX: u32 = 1_000;

/// What drawing the weeks of a single run anew says of the spread, policy by policy.
pub(super) fn tell_drawn_weeks(lines: &mut Lines, comparison: &Comparison, answer: &Answer) {
    let lang = lines.lang;
    let policies = std::iter::once(answer.best).chain(answer.others.iter().map(|(policy, _)| *policy));
    let told = policies.filter_map(|policy| {
        let name = &comparison.scenario.policies[policy].name;
        let own = comparison.by_drawn_weeks(policy, None)?;
        let mut text = format!("{name} {}", between(lang, own));
        if policy != answer.best {
            let apart = comparison.by_drawn_weeks(policy, Some(answer.best))?;
            let sure = if 0.0 < apart.low { "surely longer" } else { "not surely longer" };
            text.push_str(&format!(" ({})", lang.say(sure)));
        }
        Some(text)
    });
    let told: Vec<String> = told.collect();
    let sentence = if told.is_empty() {
        lang.say("Weeks drawn anew tell something of a single run of at least eight weeks.").to_owned()
    } else {
        lang.fill(
            "Mean waits with weeks drawn anew, {confidence} of all draws: {waits}.",
            &[("confidence", &comparison.confidence), ("waits", &told.join("; "))],
        )
    };
    lines.add("By weeks", sentence);
}

/// `2.9 to 3.4 h`.
fn between(lang: Lang, resampled: Resampled) -> String {
    lang.fill(
        "{from} to {until}",
        &[
            ("from", &duration(lang, resampled.low.max(0.0))),
            ("until", &duration(lang, resampled.high.max(0.0))),
        ],
    )
}

/// A length of time in words.
fn duration(lang: Lang, secs: f64) -> String {
    lang.unit(&duration_words(secs))
}

pub(super) fn tell(lines: &mut Lines, comparison: &Comparison, answer: &Answer) {
    let lang = lines.lang;
    let of = |policy: usize| comparison.scenario.policies[policy].name.as_str();
    if answer.others.is_empty() {
        lines.add("Waits", alone(lang, comparison, answer.best));
    } else {
        lines.add("Best", best(lang, comparison, answer));
        lines.add("Who pays", payers(lang, comparison, answer));
    }
    if comparison.is_overloaded(answer.best, 0) {
        let words = "Some place is overloaded (Load): the longer the run, the longer these waits.";
        lines.add("Beware", lang.say(words).to_owned());
    }
    if let Some(away) =
        estimate_of(comparison, answer.best, 0, "jobs_rejected").filter(|away| 0.0 < away.mean)
    {
        let submitted = estimate_of(comparison, answer.best, 0, "jobs_submitted").map_or(0.0, |all| all.mean);
        let (count, share) = (away.mean.ceil() as u64, percent(away.mean / submitted.max(1.0)));
        let words = match count {
            1 => "{jobs} job is turned away in each run ({share}), and wait for nothing.",
            _ => "{jobs} jobs are turned away in each run ({share}), and wait for nothing.",
        };
        lines.add("Beware", lang.fill(words, &[("jobs", &grouped(count)), ("share", &share)]));
    }
    let starved: Vec<String> = answer
        .starved
        .iter()
        .map(|(policy, share)| match answer.others.len() {
            0 => lang.fill("{share} of all jobs never started", &[("share", &percent(*share))]),
            _ => lang.fill(
                "under `{policy}` {share} of all jobs never started",
                &[("policy", &of(*policy)), ("share", &percent(*share))],
            ),
        })
        .collect();
    if !starved.is_empty() {
        let sentence = listed(lang, &starved);
        let first =
            sentence.chars().next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
        let rest: String = sentence.chars().skip(1).collect();
        let words = "{what}; such a job counts with its wait up to the end.";
        lines.add("Beware", lang.fill(words, &[("what", &format!("{first}{rest}"))]));
    }
}

/// The names joined, and how many there are besides.
fn listed(lang: Lang, names: &[String]) -> String {
    if names.len() <= NAMES_MAX {
        return lang.listed(names);
    }
    let (first, rest) = names.split_at(NAMES_MAX);
    let comma = if lang == Lang::English { ", " } else { "、" };
    lang.fill("{names} and {count} more", &[("names", &first.join(comma)), ("count", &rest.len())])
}

fn estimate_of(comparison: &Comparison, policy: usize, scope: usize, name: &str) -> Option<Estimate> {
    let row = place(name).expect("the metric is a row of the table");
    comparison.estimates[policy].get(scope)?.1[row]
}

/// `3.2 h ± 12 min`.
fn with_interval(lang: Lang, estimate: Estimate) -> String {
    let words = match estimate.half_width.filter(|_| !estimate.at_least) {
        Some(half) => lang.unit(&spread_words(estimate.mean.abs(), half)),
        None => duration(lang, estimate.mean.abs()),
    };
    if estimate.at_least { lang.fill("at least {wait}", &[("wait", &words)]) } else { words }
}

fn alone(lang: Lang, comparison: &Comparison, policy: usize) -> String {
    let of = |name: &str| estimate_of(comparison, policy, 0, name);
    let mut text = String::new();
    if of(RANKED_BY).is_some_and(|mean| mean.mean == 0.0) {
        return lang.say("No job waits.").to_owned();
    }
    if let Some(mean) = of(RANKED_BY) {
        let batches = comparison.by_batches(policy, None).and_then(|batches| batches.half_width);
        let wait = batches
            .map_or_else(|| with_interval(lang, mean), |half| lang.unit(&spread_words(mean.mean, half)));
        text = lang.fill("Jobs wait {wait} in the mean", &[("wait", &wait)]);
        if batches.is_some() {
            text.push_str(lang.say(" (± by batches of weeks)"));
        }
    }
    if let (Some(median), Some(p95)) = (of("wait_secs_median"), of("wait_secs_p95")) {
        let p95_words = duration(lang, p95.mean);
        let p95 = if p95.at_least { "{wait} at least" } else { "at most {wait}" };
        text.push_str(&lang.fill(
            ": half of them at most {median}, 95 %: {p95}",
            &[("median", &duration(lang, median.mean)), ("p95", &lang.fill(p95, &[("wait", &p95_words)]))],
        ));
    }
    text.push_str(lang.say("."));
    text + &extremes(lang, comparison, policy)
}

/// The classes that wait longest and shortest.
fn extremes(lang: Lang, comparison: &Comparison, policy: usize) -> String {
    let classes = comparison.scopes().into_iter().enumerate();
    let classes = classes.filter(|(_, scope)| matches!(scope, Scope::Class(_)));
    let waits = classes
        .filter_map(|(place, scope)| Some((scope, estimate_of(comparison, policy, place, RANKED_BY)?)));
    let mut waits: Vec<(Scope, Estimate)> = waits.collect();
    waits.sort_by(|(_, left), (_, right)| right.mean.total_cmp(&left.mean));
    let [(longest, wait), .., (shortest, short)] = &waits[..] else { return String::new() };
    let name = |scope: Scope| scope_name(&comparison.scenario, scope).name;
    lang.fill(
        " The longest wait those of {longest}, {wait}; the shortest those of {shortest}, {short}.",
        &[
            ("longest", &name(*longest)),
            ("wait", &with_interval(lang, *wait)),
            ("shortest", &name(*shortest)),
            ("short", &with_interval(lang, *short)),
        ],
    )
}

fn best(lang: Lang, comparison: &Comparison, answer: &Answer) -> String {
    let name = |policy: usize| comparison.scenario.policies[policy].name.clone();
    let Some(mean) = estimate_of(comparison, answer.best, 0, RANKED_BY) else { return String::new() };
    let unsure: Vec<(usize, Difference)> = answer
        .others
        .iter()
        .filter_map(|(policy, difference)| Some((*policy, (*difference)?)))
        .filter(|(_, difference)| difference.verdict == Verdict::Unclear)
        .collect();
    if mean.runs < 2 {
        return one_run(lang, comparison, answer, mean);
    }
    let (best, wait) = (name(answer.best), with_interval(lang, mean));
    let compared = compared(lang, comparison, answer);
    if unsure.is_empty() {
        let words = "{best}: jobs wait {wait} in the mean{compared}. No other policy is as good, with {confidence} confidence.";
        return lang.fill(
            words,
            &[
                ("best", &best),
                ("wait", &wait),
                ("compared", &compared),
                ("confidence", &comparison.confidence),
            ],
        );
    }
    let names: Vec<String> = unsure.iter().map(|(policy, _)| name(*policy)).collect();
    let (words, they) = match names.len() {
        1 => ("{best}: jobs wait {wait} in the mean{compared}. {names} is not clearly worse: {runs}", "it"),
        _ => {
            ("{best}: jobs wait {wait} in the mean{compared}. {names} are not clearly worse: {runs}", "they")
        }
    };
    lang.fill(
        words,
        &[
            ("best", &best),
            ("wait", &wait),
            ("compared", &compared),
            ("names", &listed(lang, &names)),
            ("runs", &how_many_runs(lang, comparison, &unsure, they)),
        ],
    )
}

/// One run has no intervals of its own; where it is long, batches of its weeks have.
fn one_run(lang: Lang, comparison: &Comparison, answer: &Answer, mean: Estimate) -> String {
    let name = &comparison.scenario.policies[answer.best].name;
    let batches = comparison.by_batches(answer.best, None);
    let compared = compared(lang, comparison, answer);
    let Some(spread) = batches.and_then(|batches| batches.half_width) else {
        let words = "{best}: jobs wait {wait} in the mean{compared}. That is one run: nothing is known of the spread, so that nothing is sure.";
        return lang
            .fill(words, &[("best", name), ("wait", &with_interval(lang, mean)), ("compared", &compared)]);
    };
    let is_close = |policy: &usize| {
        let apart = comparison.by_batches(*policy, Some(answer.best));
        apart.is_some_and(|apart| apart.half_width.is_none_or(|half| apart.mean.abs() <= half))
    };
    let others = answer.others.iter().map(|(policy, _)| *policy);
    let close: Vec<String> =
        others.filter(is_close).map(|policy| comparison.scenario.policies[policy].name.clone()).collect();
    let close = match &close[..] {
        [] => lang.say("Batches of its weeks tell all others apart from it").to_owned(),
        several => lang.fill(
            "Batches of its weeks do not tell {names} apart from it",
            &[("names", &listed(lang, several))],
        ),
    };
    let words = "{best}: jobs wait {wait} in the mean (± by batches of weeks){compared}. That is one run. {close} ({confidence} confidence).";
    lang.fill(
        words,
        &[
            ("best", name),
            ("wait", &lang.unit(&spread_words(mean.mean, spread))),
            ("compared", &compared),
            ("close", &close),
            ("confidence", &comparison.confidence),
        ],
    )
}

/// How many more replications would tell those apart that are not clearly worse.
fn how_many_runs(lang: Lang, comparison: &Comparison, unsure: &[(usize, Difference)], they: &str) -> String {
    let runs = comparison.scenario.replications;
    let is_same = |difference: &Difference| difference.estimate.half_width == Some(0.0);
    let apart: Vec<&Difference> =
        unsure.iter().map(|(_, difference)| difference).filter(|difference| !is_same(difference)).collect();
    if apart.is_empty() {
        return lang.fill("{they} did the same in every run.", &[("they", &lang.say(they))]);
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
        [] => {
            return lang
                .say("no thousand replications would tell a difference as small as it seems.")
                .to_owned();
        }
        [1] => lang.say("1 more replication").to_owned(),
        [one] => lang.fill("{count} more replications", &[("count", &grouped(u64::from(*one)))]),
        [least, .., most] => {
            lang.fill("{least} to {most} more replications", &[("least", least), ("most", most)])
        }
    };
    match (others, apart.len()) {
        (0, _) => lang.fill("{replications} would probably tell.", &[("replications", &told)]),
        (_, all) => lang.fill(
            "{replications} would probably tell {some} of {all}.",
            &[("replications", &told), ("some", &more.len()), ("all", &all)],
        ),
    }
}

/// How the best compares with its opponent.
fn compared(lang: Lang, comparison: &Comparison, answer: &Answer) -> String {
    let Some(opponent) = answer.opponent else { return String::new() };
    let found = answer.others.iter().find(|(policy, _)| *policy == opponent);
    let Some(difference) = found.and_then(|(_, difference)| *difference) else { return String::new() };
    let Some(base) = estimate_of(comparison, opponent, 0, RANKED_BY) else { return String::new() };
    if difference.verdict == Verdict::NotComparable || base.mean <= 0.0 || difference.estimate.mean == 0.0 {
        return String::new();
    }
    lang.fill(
        ", {less} or {percent} % less than under `{policy}`",
        &[
            ("less", &with_interval(lang, difference.estimate)),
            ("percent", &format!("{:.0}", 100.0 * difference.estimate.mean / base.mean)),
            ("policy", &comparison.scenario.policies[opponent].name),
        ],
    )
}

fn payers(lang: Lang, comparison: &Comparison, answer: &Answer) -> String {
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
            .map(|(place, d)| {
                let wait = with_interval(lang, d.estimate);
                lang.fill("{name} ({wait} longer)", &[("name", &name(*place)), ("wait", &wait)])
            })
            .collect()
    };
    let (classes, groups) = (told(&classes), told(&groups));
    let words = match (classes.is_empty(), groups.is_empty()) {
        (true, true) => {
            "Nobody surely: no class of jobs and no group waits clearly longer than under `{policy}`."
        }
        (false, true) => "Jobs of {classes}, than under `{policy}`.",
        (true, false) => "The tenants of {groups}, than under `{policy}`.",
        (false, false) => "Jobs of {classes}, than under `{policy}`; by group, {groups}.",
    };
    lang.fill(
        words,
        &[("classes", &listed(lang, &classes)), ("groups", &listed(lang, &groups)), ("policy", opponent)],
    )
}
