//! The settings of `multifactor`, each with the name of Slurm's own.

use super::super::accounts::Sharing;
use super::super::settings::{Setting, above_zero, apply, span, weight};
use super::super::usage::Forgetting;
use crate::model::Span;
use serde::{Deserialize, Serialize};

/// What counts how much, and by what formula.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(in crate::policy) struct Settings {
    /// `PriorityWeightAge`.
    pub(super) age: f64,
    /// `PriorityWeightFairshare`.
    pub(super) fair_share: f64,
    /// `PriorityWeightJobSize`.
    pub(super) job_size: f64,
    /// `PriorityWeightPartition`.
    pub(super) partition: f64,
    /// `PriorityWeightQOS`.
    pub(super) qos: f64,
    /// `PriorityWeightAssoc`.
    pub(super) account: f64,
    /// `PriorityWeightTRES`, of cores, memory, accelerators and nodes.
    pub(super) cores: f64,
    pub(super) memory: f64,
    pub(super) accelerators: f64,
    pub(super) nodes: f64,
    /// `PriorityMaxAge`.
    pub(super) max_age: Span,
    /// `PriorityFavorSmall`, and `SMALL_RELATIVE_TO_TIME` of `PriorityFlags`.
    pub(super) favour: Favour,
    /// `PriorityFlags`: `NO_FAIR_TREE` or not.
    pub(super) sharing: Sharing,
    /// `FairShareDampeningFactor`.
    pub(super) dampening: f64,
    /// `PriorityCalcPeriod`.
    pub(super) period: Span,
    /// `PriorityDecayHalfLife`.
    half_life: Span,
    decay: Decay,
    /// `PriorityUsageResetPeriod`.
    reset: Option<Span>,
}

/// Whether usage is forgotten little by little.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Decay {
    HalfLife,
    /// `PriorityDecayHalfLife=0`.
    None,
}

/// Which sizes come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Favour {
    /// Large ones.
    Large,
    /// Small ones.
    Small,
    /// Those that are large for the time that they ask for.
    LargePerMinute,
}

/// The weights are those of the manual's example of a configuration, the times those that Slurm has unless it is told
/// otherwise.
const DEFAULT: Settings = Settings {
    age: 1_000.0,
    fair_share: 10_000.0,
    job_size: 1_000.0,
    partition: 1_000.0,
    qos: 0.0,
    account: 0.0,
    cores: 0.0,
    memory: 0.0,
    accelerators: 0.0,
    nodes: 0.0,
    max_age: Span::from_secs(7 * 86_400),
    favour: Favour::Large,
    sharing: Sharing::FairTree,
    dampening: 1.0,
    period: Span::from_secs(300),
    half_life: Span::from_secs(7 * 86_400),
    decay: Decay::HalfLife,
    reset: None,
};

const SETTINGS: &[Setting<Settings>] = &[
    Setting { name: "age", set: |all, text| weight(text).map(|found| all.age = found) },
    Setting { name: "fair_share", set: |all, text| weight(text).map(|found| all.fair_share = found) },
    Setting { name: "job_size", set: |all, text| weight(text).map(|found| all.job_size = found) },
    Setting { name: "partition", set: |all, text| weight(text).map(|found| all.partition = found) },
    Setting { name: "qos", set: |all, text| weight(text).map(|found| all.qos = found) },
    Setting { name: "account", set: |all, text| weight(text).map(|found| all.account = found) },
    Setting { name: "cores", set: |all, text| weight(text).map(|found| all.cores = found) },
    Setting { name: "memory", set: |all, text| weight(text).map(|found| all.memory = found) },
    Setting { name: "accelerators", set: |all, text| weight(text).map(|found| all.accelerators = found) },
    Setting { name: "nodes", set: |all, text| weight(text).map(|found| all.nodes = found) },
    Setting { name: "max_age", set: |all, text| span(text).map(|found| all.max_age = found) },
    Setting { name: "favour", set: |all, text| favour(text).map(|found| all.favour = found) },
    Setting { name: "sharing", set: |all, text| sharing(text).map(|found| all.sharing = found) },
    Setting { name: "dampening", set: |all, text| above_zero(text).map(|found| all.dampening = found) },
    Setting { name: "period", set: |all, text| span(text).map(|found| all.period = found) },
    Setting { name: "half_life", set: |all, text| span(text).map(|found| all.half_life = found) },
    Setting { name: "decay", set: |all, text| decay(text).map(|found| all.decay = found) },
    Setting { name: "reset", set: |all, text| span(text).map(|found| all.reset = Some(found)) },
];

fn favour(text: &str) -> Result<Favour, String> {
    match text {
        "large" => Ok(Favour::Large),
        "small" => Ok(Favour::Small),
        "large-per-minute" => Ok(Favour::LargePerMinute),
        _ => Err("`large`, `small` or `large-per-minute`".into()),
    }
}

fn sharing(text: &str) -> Result<Sharing, String> {
    match text {
        "fair-tree" => Ok(Sharing::FairTree),
        "classic" => Ok(Sharing::Classic),
        _ => Err("`fair-tree` or `classic`".into()),
    }
}

fn decay(text: &str) -> Result<Decay, String> {
    match text {
        "half-life" => Ok(Decay::HalfLife),
        "none" => Ok(Decay::None),
        _ => Err("`half-life` or `none`".into()),
    }
}

impl Settings {
    /// Reads what stands in the brackets.
    ///
    /// # Errors
    /// When something there is no setting, or one without a sense.
    pub(super) fn parse(text: &str) -> Result<Settings, String> {
        let settings = apply(text, SETTINGS, DEFAULT)?;
        if settings.decay == Decay::None && settings.reset.is_none() {
            // As Slurm has it: usage that does not decay must be reset.
            return Err("decay: without it, say how often usage is reset, as in `reset = 30 days`".into());
        }
        Ok(settings)
    }

    /// How usage is forgotten.
    pub(super) fn forgetting(&self) -> Forgetting {
        let half_life = match self.decay {
            Decay::HalfLife => Some(self.half_life),
            Decay::None => None,
        };
        Forgetting { half_life, reset: self.reset, period: Some(self.period) }
    }
}
