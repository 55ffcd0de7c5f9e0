//! The answer in sentences, and one table.

use super::Told;
use crate::experiment::{Answer, RANKED_BY};
use crate::metrics::place;
use crate::page::numbers::{estimated, number};
use crate::page::parts::{Block, Table};
use crate::report::{Said, answer_said};

pub(super) fn blocks(told: Told<'_>, answer: Option<&Answer>) -> Vec<Block> {
    let Told { comparison, lang, file, .. } = told;
    let mut blocks = Vec::new();
    let mut said: Vec<(String, String)> = Vec::new();
    for line in answer_said(comparison, file, lang) {
        match line {
            Said::Sentences(about, words) => match said.last_mut().filter(|_| about.is_empty()) {
                Some((_, before)) => before.push_str(&format!(" {words}")),
                None => said.push((about, words)),
            },
            Said::Command(words) => {
                blocks.push(Block::Said(std::mem::take(&mut said)));
                blocks.push(Block::Command(words));
            }
        }
    }
    // Words about tables on the terminal say nothing here.
    said.retain(|(about, _)| !about.is_empty());
    if !said.is_empty() {
        blocks.push(Block::Said(said));
    }
    blocks.push(Block::Table(table(told, answer)));
    blocks
}

fn table(told: Told<'_>, answer: Option<&Answer>) -> Table {
    let Told { comparison, lang, .. } = told;
    let columns = [
        (RANKED_BY, "mean wait (h)", 1.0 / 3_600.0),
        ("wait_secs_p95", "95 % wait at most (h)", 1.0 / 3_600.0),
        ("utilization", "utilization (%)", 100.0),
        ("bounded_slowdown_mean", "bounded slowdown", 1.0),
        ("deadline_attainment", "done in time (%)", 100.0),
    ];
    let value = |policy: usize, name: &str| comparison.estimates[policy].first()?.1[place(name)?];
    let policies = 0..comparison.scenario.policies.len();
    let shown: Vec<_> = columns
        .into_iter()
        .filter(|(name, ..)| policies.clone().any(|policy| value(policy, name).is_some()))
        .collect();
    let mut head = vec![lang.say("policy").to_owned()];
    head.extend(shown.iter().map(|(_, title, _)| lang.say(title).to_owned()));
    let order: Vec<(usize, Option<f64>)> = match answer {
        Some(answer) => std::iter::once((answer.best, None))
            .chain(
                answer.others.iter().map(|(policy, apart)| (*policy, apart.map(|apart| apart.estimate.mean))),
            )
            .collect(),
        None => policies.map(|policy| (policy, None)).collect(),
    };
    if 1 < order.len() {
        head.push(lang.say("longer than the best (h)").to_owned());
    }
    let row =
        |(policy, longer): &(usize, Option<f64>)| {
            let mut row = vec![comparison.scenario.policies[*policy].name.clone()];
            row.extend(shown.iter().map(|(name, _, factor)| estimated(lang, value(*policy, name), *factor)));
            if 1 < order.len() {
                row.push(longer.map_or_else(
                    || lang.say("best").to_owned(),
                    |secs| format!("+{}", number(secs / 3_600.0)),
                ));
            }
            row
        };
    Table {
        caption: lang.say("All jobs, the policy with the shortest waits first").to_owned(),
        head,
        rows: order.iter().map(row).collect(),
    }
}
