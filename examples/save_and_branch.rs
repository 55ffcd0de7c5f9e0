//! Saves a run half way, goes on from what was written down, and asks what would have come of another policy, or of more nodes, from
//! then on.
//!
//! Run it with `cargo run --example save_and_branch`.

use std::error::Error;
use std::io::Write as _;
use suanli::engine::{Resize, Simulation};
use suanli::experiment::source_of;
use suanli::model::{CenterId, PoolId, Streams, Time};
use suanli::policy::PolicySpec;
use suanli::record::{JobFact, Tape};
use suanli::state::{open, seal};

fn main() -> Result<(), Box<dyn Error>> {
    let scenario = suanli::scenario::parse("smoke", include_str!("../scenarios/smoke.toml"))?;
    let policy = &scenario.policies[0];
    let (half, end) = (Time::from_secs(3 * 86_400), Time::ZERO + scenario.horizon);
    let new_jobs = || source_of(&scenario, Streams::new(scenario.seed, 0));

    // The first three days.
    let (mut jobs, mut past) = (new_jobs(), Tape::default());
    let mut simulation = Simulation::new(&scenario.centers, policy);
    simulation.run_until(half, &mut *jobs, &mut past)?;

    // Everything that another process needs to go on. An envelope tells whether it arrived whole.
    let (centres, source) = (seal(&simulation.save()?), seal(&jobs.save().state()?));

    // The same future, from what was written down.
    let mut resumed = Simulation::restore(&open(&centres)?, policy)?;
    let mut same_jobs = new_jobs();
    same_jobs.restore(&open(&source)?)?;
    let mut same = past.clone();
    resumed.run_until(end, &mut *same_jobs, &mut same)?;

    // Another future, from a copy in memory.
    let other_policy = PolicySpec::parse("longest-first+none").map_err(|_| "the policy is unknown")?;
    let mut branched = simulation.clone();
    branched.go_on_under(&other_policy, half)?;
    let mut other_jobs = new_jobs();
    other_jobs.restore(&open(&source)?)?;
    let mut other = past.clone();
    branched.run_until(end, &mut *other_jobs, &mut other)?;

    // A third future: six nodes instead of four.
    let mut larger = simulation.clone();
    let (mut more_jobs, mut more) = (new_jobs(), past.clone());
    more_jobs.restore(&open(&source)?)?;
    let six = Resize { center: CenterId(0), pool: PoolId(0), size: 6 };
    larger.resize(&[six], half, &mut *more_jobs, &mut more)?;
    larger.run_until(end, &mut *more_jobs, &mut more)?;

    // The future that nobody disturbed.
    simulation.run_until(end, &mut *jobs, &mut past)?;
    assert_eq!(same, past);
    let mut out = std::io::stdout().lock();
    writeln!(out, "mean wait under {}: {:.0} s", policy.name, mean_wait(&past))?;
    writeln!(out, "with {} from day 3 on: {:.0} s", other_policy.name, mean_wait(&other))?;
    writeln!(out, "with six nodes from day 3 on: {:.0} s", mean_wait(&more))?;
    Ok(())
}

fn mean_wait(tape: &Tape) -> f64 {
    let mut waits = Vec::new();
    for entry in &tape.entries {
        if let Some((request, JobFact::Started { .. })) = entry.event.job() {
            waits.push(entry.at.since(request.submit).as_secs_f64());
        }
    }
    waits.iter().sum::<f64>() / waits.len() as f64
}
