//! Scenarios of a few jobs, run whole: what their ledgers say.

use std::collections::BTreeMap;
use suanli::experiment::{Settings, compare};
use suanli::ledger::{CenterLedger, EnergyUse, Ledger};
use suanli::scenario::load;

/// The beginning of a scenario, of which `more` is the rest.
pub(super) fn scenario(start: &str, horizon: &str, more: &str) -> String {
    format!(
        r#"[scenario]
title = "Ledger"
start = {start}
horizon = "{horizon}"
seed = 1
replications = 1
[[tenants]]
name = "firms"
count = 3
[[policy]]
name = "easy"
order = "fcfs"
backfill = "easy"
{more}"#
    )
}

/// A line of a log in the Standard Workload Format: number, submit, run, processors, request and user.
pub(super) fn line(job: u32, submit: u32, run: u32, processors: u32, asked: u32, user: u32) -> String {
    format!("{job} {submit} -1 {run} {processors} -1 -1 {processors} {asked} -1 1 {user} 1 1 1 1 -1 -1\n")
}

/// Runs a scenario beside a log `jobs.swf`.
pub(super) fn ledger(text: &str, jobs: &str) -> Ledger {
    ledger_beside(text, &[("jobs.swf", jobs)]).unwrap_or_else(|told| panic!("{told:?}"))
}

/// The ledger of a scenario beside these files, or what is wrong with it.
pub(super) fn ledger_beside(text: &str, files: &[(&str, &str)]) -> Result<Ledger, Vec<String>> {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for (name, text) in files.iter().chain(&[("a.toml", text)]) {
        std::fs::write(folder.path().join(name), text).expect("a file can be written");
    }
    let scenario = load(&folder.path().join("a.toml"));
    let scenario =
        scenario.map_err(|errors| errors.problems.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    Ok(compare(&scenario, Settings::default(), &()).expect("it runs").ledgers.remove(0))
}

/// The joules of each use of a centre.
pub(super) fn joules(center: &CenterLedger) -> BTreeMap<String, i128> {
    let power = center.power.as_ref().expect("power is told");
    power.uses.iter().map(|(name, joules)| (EnergyUse::name(name).to_owned(), *joules)).collect()
}
