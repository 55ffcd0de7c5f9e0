//! The map of nodes and the jobs with their stories, of the first run of each policy.

use super::Told;
use crate::page::parts::Block;
use crate::page::run::{RunFold, RunNames, run_json};
use serde_json::Value;

/// So many policies have a map: of more, the best and those named first.
const RUNS_MAX: usize = 8;

/// All maps together have about so many columns.
const COLUMNS: usize = 5_000;

/// All runs together keep about so many of the jobs that held most.
const JOBS: usize = 3_000;

pub(super) fn blocks(told: Told<'_>) -> Vec<Block> {
    if told.runs.iter().all(Option::is_none) {
        return Vec::new();
    }
    let note = told.lang.say("The first replication of each policy, looked at closely.").to_owned();
    vec![Block::Text(note), Block::Nodes, Block::Jobs]
}

/// The runs that are shown, by policy.
fn chosen<'a>(told: Told<'a>, best: usize) -> Vec<(usize, &'a RunFold)> {
    let known: Vec<(usize, &RunFold)> =
        told.runs.iter().enumerate().filter_map(|(policy, run)| Some((policy, run.as_ref()?))).collect();
    let is_early = |policy: usize| policy < RUNS_MAX || (policy == best);
    let mut chosen: Vec<(usize, &RunFold)> =
        known.into_iter().filter(|(policy, _)| is_early(*policy)).collect();
    // The best comes first.
    chosen.sort_by_key(|(policy, _)| (*policy != best, *policy));
    chosen
}

pub(super) fn runs(told: Told<'_>, best: usize) -> Vec<Value> {
    let Told { comparison, lang, file, .. } = told;
    let scenario = &comparison.scenario;
    let chosen = chosen(told, best);
    let count = chosen.len().max(1);
    let tenants = |number: u32| scenario.tenants.get(number as usize).map(|tenant| tenant.name.clone());
    let run = |(policy, fold): &(usize, &RunFold)| {
        let policy = &scenario.policies[*policy].name;
        let names = RunNames {
            lang,
            policy: policy.clone(),
            centers: scenario.centers.iter().map(|center| center.title.clone()).collect(),
            classes: scenario.workloads.iter().map(|workload| workload.title.clone()).collect(),
            tenants: &tenants,
            explain: Some(format!("suanli explain {file} --policy {policy} --job {{job}}")),
        };
        run_json(fold, &names, COLUMNS / (count * scenario.centers.len()), JOBS / count)
    };
    chosen.iter().map(run).collect()
}
