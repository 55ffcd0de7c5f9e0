//! Which running jobs are evicted first.
//!
//! A rule is one file with its `ENTRY` and one row of [`VICTIMS`]: it says what makes a running job go early, and the scheduler
//! chooses as few in that order as are enough.

mod largest;
mod least_lost;
mod lowest_priority;
mod rule;
mod youngest;

use super::Named;
pub use rule::{Candidate, Victims};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Every rule; the first is the usual one.
pub const VICTIMS: &[Victims] = &[youngest::ENTRY, lowest_priority::ENTRY, least_lost::ENTRY, largest::ENTRY];

impl Victims {
    /// Those that started last.
    pub const YOUNGEST: Victims = youngest::ENTRY;

    /// Those of the lowest tier and quality of service.
    pub const LOWEST_PRIORITY: Victims = lowest_priority::ENTRY;

    /// Those that lose the least work.
    pub const LEAST_LOST: Victims = least_lost::ENTRY;
}

impl Default for Victims {
    fn default() -> Victims {
        VICTIMS[0]
    }
}

impl Named for Victims {
    const ALL: &'static [Victims] = VICTIMS;

    fn name(self) -> &'static str {
        self.name
    }
}

/// In writing, a rule is its name.
impl Serialize for Victims {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
    }
}

impl<'de> Deserialize<'de> for Victims {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Victims, D::Error> {
        let name = String::deserialize(deserializer)?;
        let unknown = || D::Error::custom(format!("no rule for victims is called `{name}`"));
        Victims::of_name(&name).ok_or_else(unknown)
    }
}
