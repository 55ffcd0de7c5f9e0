//! What `sweep` and `submit` are asked: which values of a scenario are varied together, and how.

use super::Failure;
use super::asked::Asked;
use super::sure::read_share;
use crate::experiment::sweep::Design;
use clap::ValueEnum as _;
use std::path::PathBuf;

/// The values that are varied, and how.
#[derive(Debug, clap::Args)]
pub(super) struct SweepArgs {
    /// The scenario: a TOML file.
    pub(super) scenario: PathBuf,
    /// A value to vary, once for each: KEY=LOW..HIGH:STEP, KEY=A,B,C, or both, as in
    /// `center.wuhan-ai.partition.npu.nodes=60..140:10`. KEY is the way to a value in the file, or `policy`, `seed`, or `load` (of
    /// all workloads, as in `load=80 %..120 %:10 %`).
    #[arg(long, value_name = "KEY=VALUES")]
    pub(super) set: Vec<String>,
    /// A policy, once for each: a name from the scenario, or `order+backfill[+placement]` [default: all of the scenario; for oat and
    /// morris the first].
    #[arg(long, value_name = "POLICY")]
    pub(super) policy: Vec<String>,
    /// Which values are tried together.
    #[arg(long, value_enum, default_value_t = DesignName::Grid)]
    pub(super) design: DesignName,
    /// How many points of a Latin hypercube or a Sobol sequence.
    #[arg(long, value_name = "N", default_value_t = 128, value_parser = clap::value_parser!(u32).range(1..=65_536))]
    samples: u32,
    /// How many ways through the space for morris.
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(2..=100_000))]
    trajectories: u32,
    /// How many values of each range for morris: an even number.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = levels)]
    levels: u32,
    /// Vary the numbers of the scenario that are marked `assumption`, too [default for oat and morris where nothing is --set].
    #[arg(long)]
    pub(super) assumptions: bool,
    /// How far to both sides of an assumption whose comment says no range.
    #[arg(long, value_name = "SHARE", default_value = "20%", value_parser = share)]
    pub(super) by: f64,
    /// An assumption that is not varied, once for each.
    #[arg(long, value_name = "KEY")]
    pub(super) without: Vec<String>,
    /// How often each policy meets each point, each time with other chance [default: as in the scenario].
    #[arg(long, value_name = "R", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(super) replications: Option<u32>,
    #[command(flatten)]
    pub(super) asked: Asked,
}

/// Which values are tried together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum DesignName {
    /// Every value with every other.
    Grid,
    /// Latin hypercube: so many points, drawn so that each part of each range has one.
    Lhs,
    /// Sobol sequence: so many points that fill the space evenly.
    Sobol,
    /// One at a time: each value alone, with all others as in the file.
    Oat,
    /// Morris's elementary effects: what matters, and what works together, from few runs.
    Morris,
}

impl SweepArgs {
    /// The design that is asked for.
    pub(super) const fn design(&self) -> Design {
        let samples = self.samples as usize;
        match self.design {
            DesignName::Grid => Design::Grid,
            DesignName::Lhs => Design::LatinHypercube { samples },
            DesignName::Sobol => Design::Sobol { samples },
            DesignName::Oat => Design::OneAtATime,
            DesignName::Morris => {
                Design::Morris { trajectories: self.trajectories as usize, levels: self.levels as usize }
            }
        }
    }

    /// The words that ask the same once more, of a scenario in this place.
    pub(super) fn words(&self, scenario: String) -> Result<Vec<String>, Failure> {
        let mut words = vec![scenario];
        let mut say = |option: &str, value: String| words.extend([option.to_owned(), value]);
        self.set.iter().for_each(|set| say("--set", set.clone()));
        self.policy.iter().for_each(|policy| say("--policy", policy.clone()));
        self.without.iter().for_each(|key| say("--without", key.clone()));
        let name = self.design.to_possible_value().map(|value| value.get_name().to_owned());
        say("--design", name.unwrap_or_default());
        say("--samples", self.samples.to_string());
        say("--trajectories", self.trajectories.to_string());
        say("--levels", self.levels.to_string());
        say("--by", self.by.to_string());
        self.replications.iter().for_each(|replications| say("--replications", replications.to_string()));
        self.asked.seed.iter().for_each(|seed| say("--seed", seed.to_string()));
        self.asked.horizon.iter().for_each(|horizon| say("--horizon", horizon.clone()));
        self.asked.warm_up.iter().for_each(|warm_up| say("--warm-up", warm_up.clone()));
        if let Some(logs) = &self.asked.logs {
            let logs = std::path::absolute(logs).unwrap_or_else(|_| logs.clone());
            let text = logs.to_str().map(str::to_owned);
            say(
                "--logs",
                text.ok_or_else(|| Failure::wrong("--logs: the path has letters that no script can hold"))?,
            );
        }
        if self.assumptions {
            words.push("--assumptions".into());
        }
        Ok(words)
    }

    /// Whether the design is there to tell effects.
    pub(super) const fn is_of_effects(&self) -> bool {
        match self.design {
            DesignName::Grid | DesignName::Lhs | DesignName::Sobol => false,
            DesignName::Oat | DesignName::Morris => true,
        }
    }

    /// Whether assumptions are varied.
    pub(super) fn varies_assumptions(&self) -> bool {
        self.assumptions || (self.is_of_effects() && self.set.is_empty())
    }
}

fn levels(text: &str) -> Result<u32, String> {
    match text.parse::<u32>() {
        Ok(levels) if (2..=1_000).contains(&levels) && levels.is_multiple_of(2) => Ok(levels),
        Ok(_) | Err(_) => Err("expected an even number from 2 to 1000".into()),
    }
}

fn share(text: &str) -> Result<f64, String> {
    let share = read_share(text).filter(|share| 0.0 < *share && *share < 1.0);
    share.ok_or_else(|| "expected a share between 0 and 100 %, such as 20%".into())
}
