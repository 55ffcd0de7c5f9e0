//! `suanli run`: a scenario under one policy.

use super::Failure;
use super::study::{self, Study};
use std::path::PathBuf;

/// Simulate a scenario under one policy.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The scenario: a TOML file, or the `summary.json` of a run.
    scenario: PathBuf,
    /// The policy: a name from the scenario, or `order+backfill[+placement]` [default: the scenario's first].
    #[arg(long, value_name = "POLICY")]
    policy: Option<String>,
    #[command(flatten)]
    study: Study,
}

/// Does it.
///
/// # Errors
/// When the scenario or an option is wrong, the folder cannot be written to, or the user stops it.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let mut scenario = study::scenario_of(&args.scenario, &args.study)?;
    scenario.policies = match &args.policy {
        Some(name) => study::policies_named(&scenario, std::slice::from_ref(name))?,
        None => scenario.policies.into_iter().take(1).collect(),
    };
    study::answer(&scenario, &args.study)
}
