//! The page of `run` and `compare`.

mod answer;
mod causes;
mod closer;
mod failures;
mod fairness;
mod ledger;
mod network;
mod policies;
mod queue;
mod scenario;
mod time;
mod usage;
mod waits;

use super::parts::{Block, Page, Section};
use super::run::RunFold;
use crate::experiment::Comparison;
use crate::lang::Lang;
use crate::report::{counted_in, span_words, spread_sentence};

/// Everything that a page tells of a comparison.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The comparison.
    pub comparison: &'a Comparison,
    /// The first run of each policy, looked at closely; nothing where none was.
    pub runs: &'a [Option<RunFold>],
    /// The language.
    pub lang: Lang,
    /// The scenario as the user named it, for commands to go on with.
    pub file: &'a str,
    /// The command that gives the same page again.
    pub command: &'a str,
    /// The scenario as it was typed, where somebody typed it.
    pub typed: Option<&'a str>,
    /// The map of the centres in SVG, where there is one.
    pub map: Option<&'a str>,
}

/// The page of a comparison.
#[must_use]
pub fn comparison_page(told: Told<'_>) -> Page {
    let scenario = &told.comparison.scenario;
    let answer = told.comparison.answer();
    let best = answer.as_ref().map_or(0, |answer| answer.best);
    let axis = time::axis(told, best);
    let sections: [(&'static str, &'static str, Vec<Block>); 12] = [
        ("answer", "The answer", answer::blocks(told, answer.as_ref())),
        ("policies", "Policies compared", policies::blocks(told)),
        ("use", "Who uses what", usage::blocks(told)),
        ("queue", "Queue and waits over time", queue::blocks(told)),
        ("waits", "How long jobs wait", waits::blocks(told)),
        ("nodes", "Nodes and jobs", closer::blocks(told)),
        ("network", "Where jobs ran", network::blocks(told)),
        ("causes", "Why jobs wait", causes::blocks(told)),
        ("fairness", "Fairness among tenants", fairness::blocks(told)),
        ("ledger", "Energy, carbon, money", ledger::blocks(told)),
        ("failures", "Failures, maintenance, phases", failures::blocks(told, &axis)),
        ("scenario", "The scenario, and how to run it again", scenario::blocks(told)),
    ];
    let lang = told.lang;
    let sections = sections.into_iter().filter(|(.., blocks)| !blocks.is_empty());
    let sections =
        sections.map(|(id, title, blocks)| Section { id, title: lang.say(title).to_owned(), blocks });
    Page {
        lang,
        title: scenario.title.clone(),
        about: about(told),
        sections: sections.collect(),
        time: axis,
        runs: closer::runs(told, best),
    }
}

fn about(told: Told<'_>) -> Vec<String> {
    let Told { comparison, lang, .. } = told;
    let scenario = &comparison.scenario;
    let runs = lang.fill("{policies}, {replications}; {horizon} from {start}, of which the first {warm_up} are left out; seed {seed}.", &[
        ("policies", &counted_in(lang, scenario.policies.len() as u64, "policy", "policies")),
        ("replications", &counted_in(lang, scenario.replications.into(), "replication", "replications")),
        ("horizon", &lang.unit(&span_words(scenario.horizon))),
        ("start", &scenario.start.date()),
        ("warm_up", &lang.unit(&span_words(scenario.warm_up))),
        ("seed", &scenario.seed),
    ]);
    let mut lines = vec![runs, spread_sentence(comparison, lang)];
    lines.extend(comparison.branched.iter().cloned());
    lines
}
