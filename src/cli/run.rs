//! `suanli run`: a scenario under one policy.

use super::Failure;
use super::asked::OnePolicy;
use super::study::{self, Study};
use std::path::PathBuf;

/// Simulate a scenario under one policy.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The scenario: a TOML file, or the `summary.json` of a run.
    scenario: PathBuf,
    #[command(flatten)]
    policy: OnePolicy,
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
    scenario.policies = vec![args.policy.of(&scenario)?];
    study::answer(scenario, &known, (&args.scenario, &typed), &args.study)
}
