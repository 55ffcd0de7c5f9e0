//! Changes from a saved state on.

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
    /// The demand of a workload is multiplied.
    Load {
        /// Its name.
        workload: String,
        /// By what.
        factor: f64,
    },
}

/// What can be changed, for people.
const KEYS: &str = "`policy`, `policy.OLD` and `load.WORKLOAD`";

impl Change {
    pub(super) fn parse(text: &str) -> Result<Change, String> {
        let (key, value) =
            text.split_once('=').ok_or_else(|| format!("expected KEY=VALUE; the keys are {KEYS}"))?;
        match (key.trim().split_once('.'), value.trim()) {
            (None, value) if key.trim() == "policy" => Ok(Change::Policy { old: None, new: value.into() }),
            (Some(("policy", old)), value) => Ok(Change::Policy { old: Some(old.into()), new: value.into() }),
            (Some(("load", workload)), value) => match value.parse() {
                Ok(factor) if (0.0..=1_000.0).contains(&factor) => {
                    Ok(Change::Load { workload: workload.into(), factor })
                }
                Ok(_) | Err(_) => Err(format!("`{key}`: expected a factor from 0 to 1,000, found `{value}`")),
            },
            (None | Some(_), _) => {
                Err(format!("`{key}` cannot be changed half way; what can be changed: {KEYS}"))
            }
        }
    }
}
