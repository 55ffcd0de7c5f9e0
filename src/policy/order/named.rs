//! The function of an order, which is written down as the name of its row.

use super::{Candidate, Rule, rule};
use crate::model::Request;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Ranks a job by its request and its size in units.
pub(in crate::policy) type RankOf = fn(&Request, u32) -> u64;

/// Gives a waiting job a number, of which the smallest is the earliest.
pub(in crate::policy) type ScoreOf = fn(&Candidate<'_>) -> f64;

/// The function of a row.
#[derive(Debug, Clone, Copy)]
pub(in crate::policy) struct Named<F> {
    /// The name of the row.
    pub(super) name: &'static str,
    pub(in crate::policy) of: F,
}

impl<F> Serialize for Named<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
    }
}

impl<'de> Deserialize<'de> for Named<RankOf> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Named<RankOf>, D::Error> {
        let name = String::deserialize(deserializer)?;
        match rule(&name) {
            Ok(Rule::Fixed(named)) => Ok(named),
            Ok(_) | Err(_) => Err(D::Error::custom(format!("no order `{name}` with a fixed rank"))),
        }
    }
}

impl<'de> Deserialize<'de> for Named<ScoreOf> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Named<ScoreOf>, D::Error> {
        let name = String::deserialize(deserializer)?;
        match rule(&name) {
            Ok(Rule::Waiting(named)) => Ok(named),
            Ok(_) | Err(_) => Err(D::Error::custom(format!("no order `{name}` that goes by the wait"))),
        }
    }
}
