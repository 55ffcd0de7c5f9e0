//! The machine of a replay and its rules, as they were asked for.

use super::number::grouped;
use crate::lang::Lang;
use crate::model::Time;
use schemars::JsonSchema;
use serde::Serialize;

/// The machine of a replay, as it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReplayMachine {
    /// All its processors.
    pub processors: u64,
    /// How many nodes they are on; absent where they are only counted.
    pub nodes: Option<u32>,
    /// How many there are on each node.
    pub cores_per_node: Option<u32>,
}

impl ReplayMachine {
    /// Its processors times microseconds between two instants, with other sizes in between.
    pub(super) fn processor_micros(&self, (from, until): (Time, Time), sizes: &[(Time, u32)]) -> u128 {
        let each = u64::from(self.cores_per_node.unwrap_or(1));
        let (mut size, mut since, mut sum) = (self.processors, Time::ZERO, 0);
        let last = (Time::NEVER, 0);
        for (at, next) in sizes.iter().chain([&last]) {
            let within = since.max(from).until((*at).min(until));
            sum += u128::from(size) * u128::from(within.as_micros());
            (size, since) = (u64::from(*next) * each, *at);
        }
        sum
    }

    /// The machine in words.
    #[must_use]
    pub fn words(&self) -> String {
        self.words_in(Lang::English)
    }

    /// The same in a language.
    #[must_use]
    pub fn words_in(&self, lang: Lang) -> String {
        match (self.nodes, self.cores_per_node) {
            (Some(nodes), Some(cores)) => lang.fill(
                "{nodes} nodes x {cores} cores",
                &[("nodes", &grouped(u64::from(nodes))), ("cores", &cores)],
            ),
            (Some(_) | None, Some(_) | None) => {
                lang.fill("{count} processors", &[("count", &grouped(self.processors))])
            }
        }
    }
}

/// By which rules a log was replayed, named as on the command line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReplayRules {
    /// The order of events of one instant.
    pub instants: &'static str,
    /// What schedulers expected of run times.
    pub estimates: String,
    /// What they expected of a job that outlived its estimate; absent where estimates are no predictions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correction: Option<&'static str>,
    /// What became of a job that reached its requested time.
    pub at_walltime: &'static str,
    /// Which rows gave a job.
    pub clean: String,
    /// What was changed in the jobs of the log; absent where nothing was.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<String>,
}

impl ReplayRules {
    /// The rules in words.
    pub(super) fn words_in(&self, lang: Lang) -> String {
        let ReplayRules { instants, estimates, correction, at_walltime, clean, changes } = self;
        let correction =
            correction.map_or(String::new(), |rule| lang.fill(" corrected by {rule}", &[("rule", &rule)]));
        let changes = if changes.is_empty() { String::new() } else { format!("\n{}", changes.join(", ")) };
        let words = lang.fill(
            "{instants} instants, {estimates} estimates{correction}, {at_walltime} at walltime, {clean} cleaning",
            &[
                ("instants", instants),
                ("estimates", estimates),
                ("correction", &correction),
                ("at_walltime", at_walltime),
                ("clean", clean),
            ],
        );
        words + &changes
    }
}

/// The size of the machine from some instant on, those processors or nodes included that are to leave.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub(super) struct MachineSize {
    from_s: f64,
    size: u32,
}

impl MachineSize {
    /// The sizes that a machine had from which instants on; of several at one instant the last one counts.
    pub(super) fn all_of(sizes: &[(Time, u32)]) -> Vec<MachineSize> {
        let mut all: Vec<MachineSize> = Vec::new();
        for (at, size) in sizes {
            let from_s = at.since(Time::ZERO).as_secs_f64();
            all.retain(|other| other.from_s != from_s);
            all.push(MachineSize { from_s, size: *size });
        }
        all
    }
}
