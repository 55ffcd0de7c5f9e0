//! The options that say by which rules a log is replayed: the order of events, what is expected of run times, what becomes of
//! a job at its walltime, and which rows give a job.

use crate::engine::{AtWalltime, Correction, Estimates, Instants, Settings};
use crate::log::Cleaning;
use crate::report::ReplayRules;
use clap::builder::PossibleValuesParser;

/// The rules of a replay, as they are asked for.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Rules {
    /// The order of events of one instant: everything happens and then it is scheduled, or one event at a time as in
    /// simulators from 2007 to 2015 [default: batched].
    #[arg(long, value_name = "ORDER", value_parser = PossibleValuesParser::new(Instants::ALL.map(Instants::name)))]
    instants: Option<String>,

    /// How long jobs are expected to run: requested, exact (an oracle), scaled:2 (the request times a factor), user-last-two
    /// (the mean of the user's last two run times) [default: requested].
    #[arg(long, value_name = "ESTIMATES", value_parser = estimates)]
    estimates: Option<Estimates>,

    /// The new estimate of a job that outlives its old one; with user-last-two, where it is incremental if nothing is said.
    #[arg(long, value_name = "RULE", value_parser = PossibleValuesParser::new(Correction::ALL.map(Correction::name)))]
    correction: Option<String>,

    /// What becomes of a job that reaches its requested time [default: kill].
    #[arg(long, value_name = "WHAT", value_parser = PossibleValuesParser::new(AtWalltime::ALL.map(AtWalltime::name)))]
    at_walltime: Option<String>,

    /// Which rows give a job: all that can run with repairs, or only those without a gap that fit the machine.
    #[arg(long, value_name = "RULE", default_value = "archive", value_parser = PossibleValuesParser::new(["archive", "strict"]))]
    clean: String,
}

fn estimates(text: &str) -> Result<Estimates, String> {
    Estimates::parse(text).ok_or_else(|| {
        "expected requested, exact, user-last-two, or scaled:F with a factor from 0.01 to 1000 such as scaled:2"
            .to_owned()
    })
}

impl Rules {
    /// The first rule that was asked for and says how a policy is simulated.
    pub(super) fn of_simulation(&self) -> Option<&'static str> {
        let given = [
            ("--instants", self.instants.is_some()),
            ("--estimates", self.estimates.is_some()),
            ("--correction", self.correction.is_some()),
            ("--at-walltime", self.at_walltime.is_some()),
        ];
        given.into_iter().find(|(_, given)| *given).map(|(option, _)| option)
    }

    /// How the simulation is run; an error when the rules contradict each other.
    pub(super) fn settings(&self) -> Result<Settings, String> {
        let estimates = match (self.estimates.unwrap_or_default(), &self.correction) {
            (Estimates::UserLastTwo(_), Some(name)) => {
                Estimates::UserLastTwo(named(&Correction::ALL, Correction::name, Some(name)))
            }
            (other, Some(_)) => {
                return Err(format!(
                    "--correction: goes with --estimates user-last-two, found --estimates {other}"
                ));
            }
            (estimates, None) => estimates,
        };
        Ok(Settings {
            causes: false,
            instants: named(&Instants::ALL, Instants::name, self.instants.as_deref()),
            estimates,
            at_walltime: named(&AtWalltime::ALL, AtWalltime::name, self.at_walltime.as_deref()),
        })
    }

    /// Which rows of a log give a job on a machine of that size.
    pub(super) fn cleaning(&self, processors: u64) -> Cleaning {
        if self.clean == "strict" { Cleaning::Strict { processors } } else { Cleaning::Archive }
    }

    /// The rules in words, for the summary, with what was changed in the jobs.
    pub(super) fn told(&self, settings: Settings, changes: Vec<String>) -> ReplayRules {
        let correction = match settings.estimates {
            Estimates::UserLastTwo(rule) => Some(rule.name()),
            Estimates::Requested | Estimates::Exact | Estimates::Scaled(_) => None,
        };
        ReplayRules {
            instants: settings.instants.name(),
            estimates: settings.estimates.to_string(),
            correction,
            at_walltime: settings.at_walltime.name(),
            clean: self.clean.clone(),
            changes,
        }
    }
}

/// The one of these that has the name, or the usual one; the command line lets no other name through.
fn named<T: Copy + Default>(all: &[T], name_of: fn(T) -> &'static str, name: Option<&str>) -> T {
    all.iter().copied().find(|one| Some(name_of(*one)) == name).unwrap_or_default()
}
