//! `suanli compare`: a scenario under several policies.

use super::Failure;
use super::asked::policies_named;
use super::study::{self, Study};
use std::path::PathBuf;

/// Simulate a scenario under several policies with the same jobs, and say which is better.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The scenario: a TOML file, or the `summary.json` of a run.
    scenario: PathBuf,
    /// A policy, once for each: a name from the scenario, or `order+backfill[+placement]`. The first is what the others
    /// are compared with [default: all of the scenario].
    #[arg(long, value_name = "POLICY")]
    policy: Vec<String>,
    #[command(flatten)]
    pub(super) study: Study,
}

/// Does it.
///
/// # Errors
/// When the scenario or an option is wrong, the folder cannot be written to, or the user stops it.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let (mut scenario, typed) = study::scenario_of(&args.scenario, &args.study)?;
    let known = scenario.clone();
    if !args.policy.is_empty() {
        scenario.policies = policies_named(&scenario, &args.policy)?;
    }
    study::answer(scenario, &known, (&args.scenario, &typed), &args.study)
}
