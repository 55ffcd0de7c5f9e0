//! Changes from a saved state on.

use super::Failure;
use crate::log::Factor;
use crate::policy::Part;
use std::fmt::Display;

/// A change from a state on.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Change {
    /// The policy of this name, or the only one, is followed by another.
    Policy {
        /// Its name, where there are several.
        old: Option<String>,
        /// A name from the scenario, or `order+backfill[+placement]`.
        new: String,
    },
    /// One part of the policy of a replay is followed by another.
    Part(Part, String),
    /// A pool has another size.
    Capacity {
        /// Its name, or that of its centre and its own with a dot between.
        pool: String,
        /// How many nodes.
        size: u32,
    },
    /// The machine of a replay has another size.
    Machine {
        /// What its size is counted in.
        unit: MachineUnit,
        /// How many of them.
        size: u32,
    },
    /// The demand of a workload is multiplied.
    Load {
        /// Its name.
        workload: String,
        /// By what.
        factor: f64,
    },
    /// The jobs of a log come so many times as fast.
    Pace(Factor),
}

/// What the size of a machine is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MachineUnit {
    Processors,
    Nodes,
}

/// What kind of run goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RunKind {
    /// One of a scenario.
    Study,
    /// One of a log.
    Replay,
}

impl RunKind {
    /// What can be changed, for people.
    const fn keys(self) -> &'static str {
        match self {
            RunKind::Study => {
                "`policy`, `policy.OLD`, `load.WORKLOAD`, `capacity.POOL` and `capacity.CENTER.POOL`"
            }
            RunKind::Replay => {
                "`policy`, `order`, `backfill`, `placement`, `processors` or `nodes`, and `load`"
            }
        }
    }
}

impl Change {
    /// The changes that these texts ask for; tells everything that is wrong with them.
    pub(super) fn parse_all(kind: RunKind, texts: &[String]) -> Result<Vec<Change>, Failure> {
        let mut changes = Vec::new();
        let mut problems = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        for text in texts {
            let key = text.split_once('=').map_or(text.as_str(), |(key, _)| key).trim();
            if seen.contains(&key) {
                problems.push(miette::miette!("--set {text}: `{key}` is given twice"));
                continue;
            }
            seen.push(key);
            match Change::parse(kind, text) {
                Ok(change) => changes.push(change),
                Err(message) => problems.push(miette::miette!("--set {text}: {message}")),
            }
        }
        if problems.is_empty() { Ok(changes) } else { Err(Failure::Wrong(problems)) }
    }

    fn parse(kind: RunKind, text: &str) -> Result<Change, String> {
        let keys = kind.keys();
        let (key, value) =
            text.split_once('=').ok_or_else(|| format!("expected KEY=VALUE; the keys are {keys}"))?;
        let (key, value) = (key.trim(), value.trim());
        let part = |part| Change::Part(part, value.into());
        match (kind, key.split_once('.')) {
            (_, None) if key == "policy" => Ok(Change::Policy { old: None, new: value.into() }),
            (RunKind::Study, Some(("policy", old))) => {
                Ok(Change::Policy { old: Some(old.into()), new: value.into() })
            }
            (RunKind::Study, Some(("load", workload))) => {
                Ok(Change::Load { workload: workload.into(), factor: factor(key, value)? })
            }
            (RunKind::Study, Some(("capacity", pool))) => {
                Ok(Change::Capacity { pool: pool.into(), size: size(key, value)? })
            }
            (RunKind::Replay, None) => match key {
                "order" => Ok(part(Part::Order)),
                "backfill" => Ok(part(Part::Backfill)),
                "placement" => Ok(part(Part::Placement)),
                "processors" => {
                    Ok(Change::Machine { unit: MachineUnit::Processors, size: size(key, value)? })
                }
                "nodes" => Ok(Change::Machine { unit: MachineUnit::Nodes, size: size(key, value)? }),
                "load" => Ok(Change::Pace(value.parse().map_err(|error| format!("`load`: {error}"))?)),
                _ => Err(unknown(key, keys)),
            },
            (RunKind::Study | RunKind::Replay, None | Some(_)) => Err(unknown(key, keys)),
        }
    }
}

/// A change of this text cannot be made, and why.
pub(super) fn problem(text: &str, why: &impl Display) -> miette::Report {
    miette::miette!("--set {text}: {why}")
}

/// A change that says under another name what the first one says.
pub(super) fn changed_already(text: &str, first: &str) -> miette::Report {
    miette::miette!(help = "give one of the two", "--set {text}: changes what --set {first} changes already")
}

fn unknown(key: &str, keys: &str) -> String {
    format!("`{key}` cannot be changed half way; what can be changed: {keys}")
}

fn factor(key: &str, value: &str) -> Result<f64, String> {
    match value.parse() {
        Ok(factor) if (0.0..=1_000.0).contains(&factor) => Ok(factor),
        Ok(_) | Err(_) => Err(format!("`{key}`: expected a factor from 0 to 1,000, found `{value}`")),
    }
}

fn size(key: &str, value: &str) -> Result<u32, String> {
    let wrong = |_| format!("`{key}`: expected a whole number from 0 to 4,294,967,295, found `{value}`");
    value.parse().map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(kind: RunKind, texts: &[&str]) -> Vec<String> {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        match Change::parse_all(kind, &texts) {
            Ok(_) => Vec::new(),
            Err(Failure::Wrong(problems)) => problems.iter().map(ToString::to_string).collect(),
            Err(Failure::Unanswered(_) | Failure::Interrupted | Failure::Stopped(_)) => {
                unreachable!("the question is wrong")
            }
        }
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let found =
            told(RunKind::Study, &["capacity.npu=many", "seed=3", "policy", "capacity.a.b=4", "order=x"]);
        let keys = RunKind::Study.keys();
        let expected = [
            "--set capacity.npu=many: `capacity.npu`: expected a whole number from 0 to 4,294,967,295, found `many`"
                .to_owned(),
            format!("--set seed=3: `seed` cannot be changed half way; what can be changed: {keys}"),
            format!("--set policy: expected KEY=VALUE; the keys are {keys}"),
            format!("--set order=x: `order` cannot be changed half way; what can be changed: {keys}"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_key_is_given_once() {
        let found = told(RunKind::Replay, &["processors=8", "processors = 9", "load=0", "load.x=1"]);
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(found[0], "--set processors = 9: `processors` is given twice");
        assert!(found[1].contains("expected a factor from 0.000001 to 1000000"), "{}", found[1]);
        assert!(found[2].contains("`load.x` cannot be changed half way"), "{}", found[2]);
    }
}
